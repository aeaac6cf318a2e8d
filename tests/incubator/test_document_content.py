"""What becomes of the bytes of a document: sealed under a key of its own; what the site made never lies open."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from tests.factories_incubator import NOON, make_agency
from tests.factories_registry import PDF, make_document
from trainingapp.config import Settings
from trainingapp.credentials.sealing import open_file, seal, seal_file
from trainingapp.extensions import db
from trainingapp.files.making import put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.storage import ContentMissing, open_storage
from trainingapp.incubator.actions.document_content import MadeFile, put_away
from trainingapp.incubator.models import DocumentVersion
from trainingapp.jobs.models import Job
from trainingapp.web.transactions import writing

LETTER = MadeFile(PDF, "application/pdf", "通知书.pdf")
OPEN = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


def put(content: MadeFile) -> dict[str, Any]:
    """The columns of a version."""
    with writing():
        columns = put_away(content, settings=current_app.config["SETTINGS"], now=NOON)
        db.session.commit()
    return columns


def read_back(columns: dict[str, Any]) -> bytes:
    stored = db.session.get_one(StoredFile, columns["stored_file_id"])
    return open_file(
        stored,
        columns["key_sealed"],
        columns["sha256"],
        settings=current_app.config["SETTINGS"],
    )


@pytest.mark.usefixtures("app")
class TestWhatTheSiteMade:
    @pytest.mark.parametrize(
        "body", [b"", b"x", PDF, PDF * 200], ids=["nothing", "one byte", "a page", "many pages"]
    )
    def test_it_is_read_again_as_it_was_made(self, body: bytes) -> None:
        columns = put(MadeFile(body, "application/pdf", "信.pdf"))
        assert read_back(columns) == body
        assert columns["size"] == len(body)
        assert columns["sha256"] == hashlib.sha256(body).hexdigest()

    def test_the_row_says_its_name_and_kind(self) -> None:
        columns = put(LETTER)
        assert columns["file_name"] == "通知书.pdf"
        assert columns["media_type"] == "application/pdf"

    def test_a_name_with_a_path_is_cleaned(self) -> None:
        columns = put(MadeFile(PDF, "application/pdf", "../../etc/通知书.pdf"))
        assert "/" not in columns["file_name"]

    def test_it_lies_open_in_the_store_at_no_time(self, settings: Settings) -> None:
        content = PDF + b"% nobody else stores these bytes"
        put(MadeFile(content, "application/pdf", "通知书.pdf"))
        is_open = hashlib.sha256(content).hexdigest()
        with pytest.raises(ContentMissing):
            list(open_storage(settings).read(is_open, 0, len(content)))
        assert db.session.scalars(select(StoredFile).filter_by(sha256=is_open)).all() == []

    def test_nothing_is_left_to_be_removed_by_a_job(self) -> None:
        put(LETTER)
        assert db.session.scalar(select(func.count()).select_from(Job)) == 0

    def test_the_same_letter_twice_is_two_files_under_two_keys(self) -> None:
        one, other = put(LETTER), put(LETTER)
        assert one["stored_file_id"] != other["stored_file_id"]
        assert one["key_sealed"] != other["key_sealed"]
        assert read_back(one) == read_back(other) == PDF

    def test_the_key_of_one_file_does_not_open_another(self) -> None:
        one, other = put(LETTER), put(MadeFile(PDF + b" ", "application/pdf", "另一封.pdf"))
        with pytest.raises(ContentMissing):
            read_back({**one, "key_sealed": other["key_sealed"]})

    def test_the_fingerprint_is_bound_to_the_content(self) -> None:
        columns = put(LETTER)
        with pytest.raises(ContentMissing):
            read_back({**columns, "sha256": hashlib.sha256(b"x").hexdigest()})

    def test_a_kept_document_points_at_the_sealed_file_alone(self) -> None:
        document_id = make_document(make_agency())
        version = db.session.scalars(select(DocumentVersion).filter_by(document_id=document_id))
        row = version.one()
        assert row.sha256 == OPEN
        assert db.session.scalars(select(StoredFile.id)).all() == [row.stored_file_id]


def test_bytes_and_a_file_are_sealed_alike(settings: Settings, app: Flask) -> None:
    path = settings.data / "letter.pdf"
    path.write_bytes(PDF)
    put_made(path, "application/pdf", settings=settings)
    plain = StoredFile(sha256=OPEN, size=len(PDF), media_type="application/pdf")
    of_file = seal_file(plain, settings=settings)
    of_bytes = seal(PDF, OPEN, settings=settings)
    for sealed in (of_file, of_bytes):
        stored = StoredFile(sha256=sealed.made.sha256, size=sealed.made.size)
        with app.app_context():
            body = open_file(stored, sealed.key_sealed, OPEN, settings=settings)
        assert body == PDF
    assert of_file.made.size == of_bytes.made.size
    assert of_file.made.sha256 != of_bytes.made.sha256
