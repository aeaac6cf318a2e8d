"""The virus scanner, if one is set: clamd's INSTREAM over a socket. Not set is off; set but silent is a refusal.

The package clamd was looked at: its last release is of 2014. These are the lines it would spare.
"""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from trainingapp.files.violations import Infected, ScannerAway

BLOCK = 256 * 1024
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 120.0


def scan(path: Path, *, clamd: str, name: str) -> None:
    """Let the scanner at `unix:/path` or `tcp:host:port` look at the file; nothing happens when none is set.

    :raises Infected: it found something.
    :raises ScannerAway: it does not answer, or says that it could not look (its own size limit, say).
    """
    if not clamd:
        return
    try:
        answer = _ask(path, clamd)
    except (OSError, ValueError) as error:
        raise ScannerAway(name=name) from error
    if answer.endswith("FOUND"):
        raise Infected(name=name)
    if answer != "stream: OK":
        raise ScannerAway(name=name)


def _ask(path: Path, clamd: str) -> str:
    with _connect(clamd) as connection, path.open("rb") as file:
        connection.settimeout(ANSWER_SECONDS)
        connection.sendall(b"zINSTREAM\0")
        while block := file.read(BLOCK):
            connection.sendall(struct.pack("!I", len(block)) + block)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            more = connection.recv(4096)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()


def _connect(clamd: str) -> socket.socket:
    kind, _, place = clamd.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(place)
        except BaseException:
            connection.close()
            raise
        return connection
    host, _, port = place.rpartition(":")
    if kind != "tcp":
        raise ValueError(f"{clamd!r} is neither unix:/path nor tcp:host:port")
    return socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
