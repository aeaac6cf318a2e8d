"""Claims, orphans and leftovers: what somebody needs stays, everything else goes."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.files.sending import begin, change_upload, id_of, patch, send, some_pdf, told
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.extensions import Base, db
from trainingapp.files import actions, jobs
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.files.purposes import register_purpose
from trainingapp.files.queries import get_stored_file
from trainingapp.files.references import referring_columns
from trainingapp.files.staging import Staging
from trainingapp.files.storage import ContentMissing, Storage
from trainingapp.files.violations import NotArrived, StillChecking, UploadGone
from trainingapp.rules.permissions import Permission
from trainingapp.server import timetable
from trainingapp.web.clock import now
from trainingapp.web.sqlite import set_writing
from trainingapp.web.transactions import writing

DAY = timedelta(days=1)


def claimed(upload_id: str) -> StoredFile:
    db.session.rollback()
    try:
        with writing():
            stored = actions.claim(db.session.get_one(Upload, upload_id), now=now())
            db.session.expunge(stored)
            db.session.commit()
    finally:
        db.session.remove()
    return stored


def run(job: object, **later: float) -> None:
    """Run a timetable function as the worker does, some time from now."""
    db.session.rollback()
    try:
        job(now=now() + timedelta(**later))  # type: ignore[operator]
    finally:
        set_writing(False)
        db.session.remove()


def grow_old(**by: float) -> None:
    with writing():
        db.session.execute(update(StoredFile).values(seen_at=now() - timedelta(**by)))
        db.session.commit()
        db.session.remove()


def names(storage: Storage) -> list[str]:
    return [name for name, _at in storage.list_names()]


@pytest.mark.both_databases
def test_a_finished_upload_is_claimed_once(app: Flask, sender: FlaskClient) -> None:
    content = some_pdf(6000)
    upload_id = id_of(send(sender, content))
    stored = claimed(upload_id)
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), 6000)
    assert get_stored_file(stored.id).media_type == "application/pdf"
    with pytest.raises(UploadGone):
        claimed(upload_id)


def test_what_is_not_there_cannot_be_claimed(sender: FlaskClient) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    with pytest.raises(NotArrived):
        claimed(id_of(place))
    change_upload(id_of(place), offset=9000)
    with pytest.raises(StillChecking):
        claimed(id_of(place))
    change_upload(id_of(place), expires_at=now() - DAY)
    with pytest.raises(UploadGone):
        claimed(id_of(place))
    refused = begin(sender, 9000).headers["Location"]
    patch(sender, refused, 0, b"MZ" + bytes(5000))
    with pytest.raises(UploadGone):
        claimed(id_of(refused))


@pytest.mark.both_databases
def test_content_goes_a_day_after_the_last_who_needed_it(
    app: Flask, sender: FlaskClient, storage: Storage
) -> None:
    upload_id = id_of(send(sender, some_pdf(6000)))
    grow_old(days=2)
    run(jobs.remove_orphans)
    assert db.session.query(StoredFile).count() == 1  # the upload still refers to it
    run(jobs.remove_expired, days=8)
    assert db.session.get(Upload, upload_id) is None
    run(jobs.remove_orphans)
    assert db.session.query(StoredFile).count() == 0
    assert names(storage) == []


def test_content_that_has_just_come_is_no_orphan_yet(sender: FlaskClient, storage: Storage) -> None:
    send(sender, some_pdf(6000))
    run(jobs.remove_expired, days=8)
    run(jobs.remove_orphans)
    assert db.session.query(StoredFile).count() == 1
    assert len(names(storage)) == 1


@pytest.mark.both_databases
def test_content_that_comes_again_is_young_again(
    app: Flask, sender: FlaskClient, storage: Storage
) -> None:
    content = some_pdf(6000)
    send(sender, content)
    run(jobs.remove_expired, days=8)
    grow_old(days=2)
    send(sender, content)
    run(jobs.remove_orphans)
    assert len(names(storage)) == 1


def test_content_that_a_row_of_a_part_refers_to_stays(
    sender: FlaskClient, storage: Storage
) -> None:
    stored = claimed(id_of(send(sender, some_pdf(6000))))
    # An upload's own column stands for a part's: it is registered the same way.
    run(jobs.remove_expired)
    grow_old(days=30)
    run(jobs.remove_orphans)
    assert db.session.get(StoredFile, stored.id) is not None


def test_every_column_that_points_at_content_is_registered() -> None:
    pointing = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "stored_file.id" and key.ondelete != "CASCADE"  # goes with it
    }
    assert pointing == set(referring_columns())


def test_an_expired_upload_leaves_neither_row_nor_bytes(
    sender: FlaskClient, staging: Staging
) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    run(jobs.remove_expired, days=6)
    assert staging.path(id_of(place)).exists()
    run(jobs.remove_expired, days=8)
    assert db.session.get(Upload, id_of(place)) is None
    assert staging.list_files() == []
    assert told(sender, place)["error"] == "404"


@pytest.mark.both_databases
def test_who_leaves_takes_their_uploads_along(
    app: Flask, sender: FlaskClient, stranger: FlaskClient, lin: User, staging: Staging
) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    kept = begin(stranger, 9000).headers["Location"]
    db.session.rollback()
    with writing():
        db.session.execute(update(User).where(User.id == lin.id).values(anonymised_at=now()))
        db.session.commit()
        db.session.remove()
    run(jobs.remove_expired)
    assert [upload.id for upload in db.session.query(Upload)] == [id_of(kept)]
    assert staging.list_files() == []


@pytest.mark.both_databases
def test_bytes_that_no_row_knows_go_after_a_day(
    app: Flask, sender: FlaskClient, storage: Storage, staging: Staging
) -> None:
    known = hashlib.sha256(some_pdf(6000)).hexdigest()
    send(sender, some_pdf(6000))
    stray = staging.folder / "stray"
    stray.write_bytes(b"stray")
    storage.keep(stray, "ab" * 32)
    young = staging.folder / "young.part"
    young.write_bytes(b"young")
    for path in (stray, *storage.folder.rglob("*")):  # type: ignore[attr-defined]
        if path.is_file():
            os.utime(path, ((now() - 2 * DAY).timestamp(),) * 2)
    run(jobs.remove_strays)
    assert names(storage) == [known]
    assert staging.list_files() == [young]


@pytest.fixture
def unjudged(sender: FlaskClient, storage: Storage) -> str:
    """An upload whose server was killed after the last byte and before the judgement."""
    content = some_pdf(9000)
    place = begin(sender, len(content)).headers["Location"]
    patch(sender, place, 0, content[:8000])
    staging = Staging(sender.application.config["SETTINGS"])
    staging.write(id_of(place), 8000, content[8000:])
    change_upload(id_of(place), offset=9000)
    return place


def test_what_a_killed_server_left_unjudged_is_judged(
    sender: FlaskClient, unjudged: str, storage: Storage, staging: Staging
) -> None:
    assert told(sender, unjudged)["state"] == "checking"
    run(jobs.judge_waiting)
    assert told(sender, unjudged)["state"] == "done"
    assert len(names(storage)) == 1
    assert staging.list_files() == []


def test_what_a_killed_server_had_put_away_already_is_noted(
    sender: FlaskClient, unjudged: str, storage: Storage, staging: Staging
) -> None:
    storage.keep(staging.path(id_of(unjudged)), hashlib.sha256(some_pdf(9000)).hexdigest())
    run(jobs.judge_waiting)
    assert told(sender, unjudged)["state"] == "done"


def test_one_refused_file_does_not_keep_the_others_waiting(
    sender: FlaskClient, unjudged: str
) -> None:
    other = begin(sender, 9000, sha256="ab" * 32).headers["Location"]
    patch(sender, other, 0, some_pdf(8000))
    staging = Staging(sender.application.config["SETTINGS"])
    staging.write(id_of(other), 8000, bytes(1000))
    change_upload(id_of(other), offset=9000, made_at=now() - DAY)
    run(jobs.judge_waiting)
    assert told(sender, other)["state"] == "refused"
    assert told(sender, unjudged)["state"] == "done"


def test_the_worker_knows_the_jobs_of_uploads() -> None:
    assert jobs in timetable.MODULES


def test_a_purpose_has_one_meaning() -> None:
    pdf = frozenset({"application/pdf"})
    register_purpose("test-once", most_bytes=1, media_types=pdf, may=Permission.FILE_UPLOAD)
    register_purpose("test-once", most_bytes=1, media_types=pdf, may=Permission.FILE_UPLOAD)
    with pytest.raises(ValueError, match="test-once"):
        register_purpose("test-once", most_bytes=2, media_types=pdf, may=Permission.FILE_UPLOAD)


def test_ones_own_uploads_are_in_the_export(sender: FlaskClient, lin: User) -> None:
    begin(sender, 9000, name="我的讲义.pdf")
    (row,) = collect_data(lin.id)["uploads"]
    assert (row["file_name"], row["state"], row["offset"]) == ("我的讲义.pdf", UploadState.OPEN, 0)


def test_content_is_read_in_its_place_and_what_is_never_sent_opens_nothing(
    sender: FlaskClient, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = some_pdf(600_000)
    send(sender, sent)
    sha256 = next(iter(names(storage)))
    assert b"".join(storage.read(sha256, 0, len(sent))) == sent
    assert b"".join(storage.read(sha256, 599_000, 900_000)) == sent[599_000:]
    assert b"".join(storage.read(sha256, 7, 7)) == b""
    with monkeypatch.context() as closed:
        closed.setattr("pathlib.Path.open", None)
        storage.read(sha256, 0, 10)
    storage.remove(sha256)
    with pytest.raises(ContentMissing):  # at once, before a status has been sent
        storage.read(sha256, 0, 10)
