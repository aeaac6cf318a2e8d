"""Bytes arrive: piece by piece, each durable before the offset says so.

No lock is held while a sender is slow. Each piece takes the upload's lock, finds the offset where it expects it, is
synced to the disk and noted; so of two senders one goes on and the other is told where to continue, and a server that
is killed in between has at worst more bytes than it says, which the next piece overwrites.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from trainingapp.config import Settings
from trainingapp.files.appending import append
from trainingapp.files.staging import Staging
from trainingapp.files.violations import BadRequest, ChecksumDiffers

PIECE_BYTES = 2 * 1024 * 1024
READ_BYTES = 128 * 1024
DRAINED_MOST = 16 * 1024 * 1024
CHECKED_MOST = 64 * 1024 * 1024  # a piece with a checksum is kept apart until it is believed


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a sender says of the bytes of one request."""

    algorithm: str
    digest: bytes


def grow(
    upload_id: str,
    offset: int,
    stream: IO[bytes],
    *,
    checksum: Checksum | None = None,
    settings: Settings,
    now: datetime,
) -> int:
    """Append what the stream gives, from this offset on; the new offset. Commits piece by piece.

    A line that is cut leaves what had come; with a checksum nothing is kept unless all of it is right.
    :raises UploadRefused: wrong place, ended, too much, no room, a wrong checksum, or a file that is not taken.
    """
    staging = Staging(settings)
    if checksum is None:
        return _append_all(upload_id, offset, _pieces(stream), settings=settings, now=now)
    with staging.draft(upload_id) as draft:
        digest = hashlib.new(checksum.algorithm, usedforsecurity=False)
        with draft.open("xb") as file:
            for piece in _pieces(stream):
                digest.update(piece)
                file.write(piece)
                if file.tell() > CHECKED_MOST:
                    raise BadRequest(what="a piece with a checksum has at most 64 MB")
        if digest.digest() != checksum.digest:
            raise ChecksumDiffers()
        with draft.open("rb") as file:
            return _append_all(upload_id, offset, _pieces(file), settings=settings, now=now)


def _append_all(
    upload_id: str, offset: int, pieces: Iterator[bytes], *, settings: Settings, now: datetime
) -> int:
    for piece in pieces:
        append(upload_id, offset, piece, settings=settings, now=now)
        offset += len(piece)
    return offset


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """What the stream gives in pieces for the disk; the last is what a cut line left."""
    piece = bytearray()
    try:
        while block := stream.read(READ_BYTES):
            piece += block
            if len(piece) >= PIECE_BYTES:
                yield bytes(piece)
                piece.clear()
    except (ClientDisconnected, ConnectionError, TimeoutError):
        pass  # nobody reads the answer; what has come counts
    if piece:
        yield bytes(piece)


def drain(stream: IO[bytes]) -> None:
    """Read what is still coming of a refused request: a sender who is cut off while sending never sees the answer.

    Only so much: whoever sends gigabytes in one piece is cut off.
    """
    left = DRAINED_MOST
    with suppress(ClientDisconnected, RequestEntityTooLarge, OSError):
        while left > 0 and (block := stream.read(READ_BYTES)):
            left -= len(block)
