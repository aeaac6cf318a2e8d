"""A form with a file field: finished uploads by their ids, small files themselves; both end the same way."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.files.sending import ACTIVE, PURPOSE, begin, id_of, patch, send, some_pdf
from trainingapp.accounts.models import User
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile, Upload, UploadState
from trainingapp.files.posting import received_uploads
from trainingapp.files.staging import Staging
from trainingapp.files.storage import Storage
from trainingapp.files.violations import (
    Executable,
    NotForYou,
    ScannerAway,
    TooLarge,
    UploadGone,
    WrongType,
)
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

Sent = dict[str, object]


def post(app: Flask, person: User, data: Sent, *, purpose: str = PURPOSE) -> list[Upload]:
    """What a part's view gets for a posted form, committed as after the view."""
    db.session.rollback()
    with app.test_request_context("/", method="POST", data=data), writing():
        try:
            user = db.session.get_one(User, person.id)
            found = list(received_uploads("files", user=user, purpose=purpose, now=now()))
            db.session.flush()
            for upload in found:
                db.session.refresh(upload)
                db.session.expunge(upload)
            db.session.commit()
            return found
        finally:
            db.session.remove()


def named(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


@pytest.mark.both_databases
def test_small_files_come_with_the_form_itself(
    app: Flask, lin: User, storage: Storage, staging: Staging
) -> None:
    first, second = some_pdf(6000, seed=1), some_pdf(7000, seed=2)
    found = post(app, lin, {"files": [named(first, "讲义.pdf"), named(second, "b.pdf")]})
    assert [(u.file_name, u.size, u.state) for u in found] == [
        ("讲义.pdf", 6000, UploadState.DONE),
        ("b.pdf", 7000, UploadState.DONE),
    ]
    assert len(list(storage.list_names())) == 2
    assert staging.list_files() == []


def test_finished_uploads_come_by_their_ids(app: Flask, sender: FlaskClient, lin: User) -> None:
    upload_id = id_of(send(sender, some_pdf(6000)))
    found = post(app, lin, {"files-uploads": upload_id, "files": named(b"", "")})
    assert [upload.id for upload in found] == [upload_id]


def test_ids_and_files_come_together_in_order(app: Flask, sender: FlaskClient, lin: User) -> None:
    ids = [id_of(send(sender, some_pdf(6000, seed=n))) for n in (1, 2)]
    data = {"files-uploads": list(reversed(ids)), "files": named(some_pdf(5000, seed=3), "c.pdf")}
    found = post(app, lin, data)
    assert [upload.id for upload in found][:2] == list(reversed(ids))
    assert found[2].file_name == "c.pdf"


def test_nothing_chosen_is_nothing_received(app: Flask, lin: User) -> None:
    assert post(app, lin, {"files": named(b"", "")}) == []


def test_the_upload_of_another_or_for_another_purpose_is_none_of_this_form(
    app: Flask, sender: FlaskClient, lin: User
) -> None:
    upload_id = id_of(send(sender, some_pdf(6000)))
    with pytest.raises(NoResultFound):
        post(app, make_user("王建国"), {"files-uploads": upload_id})
    with pytest.raises(UploadGone):
        post(app, lin, {"files-uploads": upload_id}, purpose=ACTIVE)
    with pytest.raises(NoResultFound):
        post(app, lin, {"files-uploads": "../../etc/passwd"})


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"MZ" + bytes(100), "a.pdf", Executable),
        (some_pdf(100), "a.exe", Executable),
        (b"<html></html>", "a.pdf", WrongType),
        (b"", "a.pdf", Exception),
    ],
)
def test_a_file_that_is_not_taken_leaves_nothing(
    app: Flask, lin: User, staging: Staging, content: bytes, name: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        post(app, lin, {"files": named(content, name)})
    assert db.session.query(Upload).count() == 0
    assert db.session.query(StoredFile).count() == 0
    assert staging.list_files() == []


def test_limits_and_the_scanner_hold_for_forms_too(
    app: Flask, lin: User, settings: Settings
) -> None:
    app.config["SETTINGS"] = replace(settings, upload_most_bytes=5000)
    with pytest.raises(TooLarge):
        post(app, lin, {"files": named(some_pdf(6000), "a.pdf")})
    app.config["SETTINGS"] = replace(settings, clamd="unix:/nowhere")
    with pytest.raises(ScannerAway):
        post(app, lin, {"files": named(some_pdf(6000), "a.pdf")})
    with pytest.raises(NotForYou):
        post(app, lin, {"files": named(some_pdf(600), "a.pdf")}, purpose="test-staff-only")


def test_an_unfinished_upload_is_received_and_cannot_be_claimed(
    app: Flask, sender: FlaskClient, lin: User
) -> None:
    place = begin(sender, 9000).headers["Location"]
    patch(sender, place, 0, some_pdf(5000))
    (found,) = post(app, lin, {"files-uploads": id_of(place)})
    assert found.state == UploadState.OPEN


MACRO = """
{%- from "macros/uploads.html" import upload_field -%}
{{ upload_field("files", "Files", "test-media", accept=".pdf", most_mb=2, required=true, uploads=uploads) }}
"""


def test_the_field_works_without_script_and_tells_script_what_it_needs(app: Flask) -> None:
    uploads = [{"id": "abc", "file_name": "<b>.pdf"}]
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        plain = render_template_string(MACRO, uploads=[])
        again = render_template_string(MACRO, uploads=uploads)
    assert 'type="file" id="files" name="files" multiple accept=".pdf"' in plain
    assert " required>" in plain
    assert 'data-url="/files/uploads"' in plain
    assert 'data-most="2097152"' in plain
    assert 'data-texts="{&#34;again&#34;' in plain
    assert '<input type="hidden" name="files-uploads" value="abc">' in again
    assert "&lt;b&gt;.pdf" in again
    assert " required>" not in again  # what has arrived is enough
