"""The same on S3-compatible storage, by settings alone: moto's S3 server on a local port."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.files.cloud import in_bucket, s3_server
from tests.files.sending import begin, id_of, patch, send, some_video, told
from tests.files.test_keeping import claimed, grow_old, names, run
from tests.files.test_serving import serve
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files import jobs
from trainingapp.files.models import StoredFile, Upload
from trainingapp.files.storage import ContentMissing, Storage, open_storage

MB = 1024 * 1024


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture
def storage(app: Flask, settings: Settings, s3: str) -> Storage:
    """An empty bucket, and the application on it."""
    app.config["SETTINGS"] = in_bucket(settings, s3)
    return open_storage(app.config["SETTINGS"])


def test_a_large_file_goes_there_in_parts_and_comes_back_by_ranges(
    app: Flask, sender: FlaskClient, storage: Storage
) -> None:
    content = some_video(12 * MB)
    place = send(sender, content, name="课.mp4")
    assert told(sender, place)["state"] == "done"
    stored = claimed(id_of(place))
    assert names(storage) == [hashlib.sha256(content).hexdigest()]
    assert not (app.config["SETTINGS"].data / "files").exists()
    assert serve(app, stored.id).data == content
    part = serve(app, stored.id, Range="bytes=5000000-11999999")
    assert (part.status_code, part.data) == (206, content[5_000_000:12_000_000])
    both = serve(app, stored.id, Range="bytes=0-9,100-109")
    assert both.status_code == 206
    assert content[:10] in both.data
    assert content[100:110] in both.data


def test_orphans_and_strays_are_removed_there_too(
    sender: FlaskClient, storage: Storage, tmp_path: Path
) -> None:
    send(sender, some_video(6000))
    run(jobs.remove_expired, days=8)
    grow_old(days=2)
    run(jobs.remove_orphans)
    assert names(storage) == []
    (tmp_path / "stray").write_bytes(b"stray")
    storage.keep(tmp_path / "stray", "ab" * 32)
    run(jobs.remove_strays)
    assert names(storage) == ["ab" * 32]
    run(jobs.remove_strays, days=2)
    assert names(storage) == []


def test_a_store_out_of_reach_keeps_the_upload_waiting(
    app: Flask, sender: FlaskClient, storage: Storage, settings: Settings
) -> None:
    there = app.config["SETTINGS"]
    away = replace(there, storage_endpoint="http://127.0.0.1:1")
    app.config["SETTINGS"] = away
    content = some_video(6000)
    place = begin(sender, len(content), name="a.mp4").headers["Location"]
    assert patch(sender, place, 0, content).status_code == 204
    assert told(sender, place)["state"] == "checking"
    assert db.session.query(StoredFile).count() == 0
    app.config["SETTINGS"] = there
    run(jobs.judge_waiting)
    assert told(sender, place)["state"] == "done"


def test_content_that_is_not_there_is_said_to_be_missing(storage: Storage) -> None:
    with pytest.raises(ContentMissing):
        storage.read("cd" * 32, 0, 10)
    storage.remove("cd" * 32)
    assert not storage.has("cd" * 32)


def test_an_upload_there_is_one_row_as_here(sender: FlaskClient, storage: Storage) -> None:
    first, second = (id_of(send(sender, some_video(6000), name=n)) for n in ("a.mp4", "b.mp4"))
    rows = [db.session.get_one(Upload, upload_id).stored_file_id for upload_id in (first, second)]
    assert rows[0] == rows[1]
    assert len(names(storage)) == 1
