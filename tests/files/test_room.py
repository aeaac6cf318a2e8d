"""No room on the disk: a clear answer, nothing half, and the upload goes on when there is room again."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.files.sending import begin, head, id_of, patch, send, some_pdf, some_video, told
from trainingapp.extensions import db
from trainingapp.files import staging as staging_module
from trainingapp.files.finishing import finish
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.files.staging import RESERVE_BYTES, Staging
from trainingapp.files.storage import Storage
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

MB = 1024 * 1024
Usage = namedtuple("Usage", "total used free")


def test_what_will_not_fit_is_refused_at_the_announcement(
    sender: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = RESERVE_BYTES + 10_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, free))
    answer = begin(sender, 10_001)
    assert (answer.status_code, answer.get_json()["error"]) == (507, "DiskFull")
    assert answer.get_json()["detail"]
    assert db.session.query(Upload).count() == 0
    assert begin(sender, 6_000).status_code == 201
    assert begin(sender, 6_000).status_code == 507  # the first one's bytes are as good as there
    assert begin(sender, 4_000).status_code == 201


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_up_keeps_what_was_acknowledged_and_nothing_half(
    sender: FlaskClient, staging: Staging, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    content = some_pdf(9000)
    place = begin(sender, len(content)).headers["Location"]
    assert patch(sender, place, 0, content[:5000]).status_code == 204

    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as full:
        full.setattr(staging_module.os, "fsync", fail)
        answer = patch(sender, place, 5000, content[5000:])
    assert (answer.status_code, answer.get_json()["error"]) == (507, "DiskFull")
    assert staging.path(id_of(place)).read_bytes() == content[:5000]
    assert head(sender, place).headers["Upload-Offset"] == "5000"
    assert patch(sender, place, 5000, content[5000:]).status_code == 204
    assert told(sender, place)["state"] == "done"


def test_a_real_full_disk_is_told_and_left_clean(
    sender: FlaskClient, staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/dev/full is a disk without room: the system's own error, not one of ours."""
    content = some_pdf(9000)
    place = begin(sender, len(content)).headers["Location"]
    patch(sender, place, 0, content[:5000])
    ordinary = os.fsync

    def write_elsewhere(descriptor: int) -> None:
        with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123
            full.write(b"x")
        ordinary(descriptor)

    with monkeypatch.context() as full:
        full.setattr(staging_module.os, "fsync", write_elsewhere)
        assert patch(sender, place, 5000, content[5000:]).status_code == 507
    assert staging.path(id_of(place)).stat().st_size == 5000


@pytest.mark.parametrize("length", [3_000, 2 * MB])
def test_a_write_that_the_system_ends_in_the_middle_leaves_nothing_half(
    sender: FlaskClient, staging: Staging, length: int
) -> None:
    """No file may grow beyond 7 MB: the system writes what fits of the piece and refuses the rest."""
    resource = pytest.importorskip("resource", reason="limits of a process are POSIX")
    end = 7 * MB - 1_000
    content = some_video(end + length)
    place = begin(sender, len(content), name="讲课.mp4").headers["Location"]
    assert patch(sender, place, 0, content[:end]).status_code == 204
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (7 * MB, before[1]))
    try:
        answer = patch(sender, place, end, content[end:])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (answer.status_code, answer.get_json()["error"]) == (507, "DiskFull")
    assert staging.path(id_of(place)).read_bytes() == content[:end]
    assert head(sender, place).headers["Upload-Offset"] == str(end)
    assert patch(sender, place, end, content[end:]).status_code == 204
    assert told(sender, place)["state"] == "done"


def test_another_fault_of_the_disk_is_no_lack_of_room(
    sender: FlaskClient, staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = begin(sender, 9000).headers["Location"]

    def fail(_descriptor: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(staging_module.os, "fsync", fail)
    with pytest.raises(OSError, match="broken"):
        patch(sender, place, 0, some_pdf(5000))
    monkeypatch.undo()
    assert head(sender, place).headers["Upload-Offset"] == "0"


def test_no_room_in_the_store_leaves_the_upload_waiting(
    sender: FlaskClient, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = some_pdf(9000)
    place = begin(sender, len(content)).headers["Location"]

    def full(*_arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("trainingapp.files.storage._link", full)
    assert patch(sender, place, 0, content).status_code == 204  # every byte is durable
    assert told(sender, place)["state"] == "checking"
    assert list(storage.list_names()) == []
    assert db.session.query(StoredFile).count() == 0


def test_bytes_that_are_missing_after_a_restore_end_the_upload(
    sender: FlaskClient, staging: Staging
) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    staging.remove(id_of(place))
    assert patch(sender, place, 5000, b"x" * 4000).status_code == 410


def test_another_file_system_gets_a_copy(
    sender: FlaskClient, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise OSError(errno.EXDEV, "another file system")

    monkeypatch.setattr("trainingapp.files.storage.os.link", refuse)
    content = some_pdf(9000)
    place = send(sender, content)
    assert told(sender, place)["state"] == "done"
    (name,) = [name for name, _at in storage.list_names()]
    assert b"".join(storage.read(name, 0, 9000)) == content


def test_a_cancelled_upload_does_not_come_back_with_the_piece_that_was_on_its_way(
    app: Flask, sender: FlaskClient, staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = begin(sender, 9000).headers["Location"]
    write = Staging.write

    def cancel_meanwhile(self: Staging, upload_id: str, offset: int, piece: bytes) -> None:
        write(self, upload_id, offset, piece)
        ended = update(Upload).where(Upload.id == upload_id).values(state=UploadState.ENDED)
        with writing(), db.engine.begin() as other:  # a connection of its own, as another request
            other.execute(ended)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Staging, "write", cancel_meanwhile)
        assert patch(sender, place, 0, some_pdf(5000)).status_code == 410
    assert staging.list_files() == []
    assert head(sender, place).status_code == 410


def test_a_second_sender_waits_only_so_long(
    sender: FlaskClient, staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging_module, "WAIT_SECONDS", 0)
    place = begin(sender, 9000).headers["Location"]
    with staging.lock(id_of(place)):
        assert patch(sender, place, 0, some_pdf(5000)).status_code == 409
    assert patch(sender, place, 0, some_pdf(5000)).status_code == 204


def test_what_is_being_judged_is_not_judged_twice(
    app: Flask, sender: FlaskClient, staging: Staging
) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    with staging.lock(id_of(place)):
        finish(id_of(place), settings=app.config["SETTINGS"], now=now())
    finish(id_of(place), settings=app.config["SETTINGS"], now=now())
    finish("nobody's", settings=app.config["SETTINGS"], now=now())
    assert told(sender, place)["state"] == "open"
