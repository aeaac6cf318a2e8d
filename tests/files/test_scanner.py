"""The virus scanner: off by default; when it is set, nothing passes that it has not looked at."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.files.sending import begin, patch, send, some_pdf, told
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import jobs
from trainingapp.files.models import StoredFile
from trainingapp.files.scanning import scan
from trainingapp.files.staging import Staging
from trainingapp.files.violations import Infected, ScannerAway
from trainingapp.web.clock import now
from trainingapp.web.sqlite import set_writing


class FakeClamd:
    """Speaks INSTREAM as clamd does and answers what it is told to."""

    def __init__(self, path: Path) -> None:
        self.answer = b"stream: OK\0"
        self.seen = b""
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.seen = b""
                while length := struct.unpack("!I", stream.read(4))[0]:
                    self.seen += stream.read(length)
                line.sendall(self.answer)

    def close(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)


@pytest.fixture
def clamd(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[FakeClamd]:
    server = FakeClamd(tmp_path / "clamd")
    app.config["SETTINGS"] = replace(settings, clamd=f"unix:{tmp_path / 'clamd'}")
    yield server
    server.close()


def test_a_clean_file_passes_and_was_looked_at_whole(sender: FlaskClient, clamd: FakeClamd) -> None:
    content = some_pdf(600_000)
    assert told(sender, send(sender, content))["state"] == "done"
    assert clamd.seen == content


def test_an_infected_file_is_refused_and_removed(
    sender: FlaskClient, clamd: FakeClamd, staging: Staging
) -> None:
    clamd.answer = b"stream: Eicar-Signature FOUND\0"
    place = begin(sender, 6000).headers["Location"]
    answer = patch(sender, place, 0, some_pdf(6000))
    assert (answer.status_code, answer.get_json()["error"]) == (422, "Infected")
    assert told(sender, place)["state"] == "refused"
    assert staging.list_files() == []
    assert db.session.query(StoredFile).count() == 0


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"nonsense\0", b"stream: OK but\0"]
)
def test_a_scanner_that_could_not_look_lets_nothing_pass(
    sender: FlaskClient, clamd: FakeClamd, answer: bytes
) -> None:
    clamd.answer = answer
    place = begin(sender, 6000).headers["Location"]
    assert patch(sender, place, 0, some_pdf(6000)).status_code == 204
    assert told(sender, place)["state"] == "checking"
    assert db.session.query(StoredFile).count() == 0


def test_a_scanner_out_of_reach_keeps_files_waiting_until_it_is_back(
    app: Flask, sender: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    app.config["SETTINGS"] = replace(settings, clamd=f"unix:{tmp_path / 'clamd'}")
    place = begin(sender, 6000).headers["Location"]
    assert patch(sender, place, 0, some_pdf(6000)).status_code == 204
    judge()
    assert told(sender, place)["state"] == "checking"
    server = FakeClamd(tmp_path / "clamd")
    judge()
    assert told(sender, place)["state"] == "done"
    server.close()


def judge() -> None:
    db.session.rollback()
    jobs.judge_waiting(now=now())
    set_writing(False)
    db.session.remove()


def test_without_a_scanner_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, place: asked.append(place))
    scan(tmp_path / "not even there", clamd="", name="a")
    assert asked == []


@pytest.mark.parametrize("place", ["clamd", "http://x", "tcp:127.0.0.1:1", "tcp:nowhere", "unix:"])
def test_a_scanner_that_cannot_be_named_or_reached_is_away(tmp_path: Path, place: str) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(ScannerAway):
        scan(tmp_path / "a", clamd=place, name="a")


def test_a_scanner_is_reached_over_tcp_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def answer() -> None:
            line, _address = server.accept()
            with line:
                heard = b""
                while not heard.endswith(b"\0\0\0\0"):  # the empty piece that ends a stream
                    heard += line.recv(100)
                line.sendall(b"stream: Test FOUND\0")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Infected):
            scan(tmp_path / "a", clamd=f"tcp:127.0.0.1:{port}", name="a")
        thread.join(5)
