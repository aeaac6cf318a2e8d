"""Content that the site has made: in the store first, noted once, brought back for programs that read files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.jobs import settings
from trainingapp.files.making import Made, fetch, put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.queries import get_stored_file
from trainingapp.files.storage import ContentMissing, open_storage
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

WORDS = "第一页".encode()


def put(folder: Path, content: bytes = WORDS, *, here: Settings) -> Made:
    path = folder / "made"
    path.write_bytes(content)
    return put_made(path, "image/webp", settings=here)


def test_made_content_is_in_the_store_before_a_row_says_so(app: Flask, tmp_path: Path) -> None:
    made = put(tmp_path, here=settings())
    assert made == Made(hashlib.sha256(WORDS).hexdigest(), len(WORDS), "image/webp")
    assert open_storage(settings()).has(made.sha256)
    assert db.session.scalars(select(StoredFile)).all() == []


def test_what_was_put_stays_whole_when_the_first_file_is_changed(
    app: Flask, tmp_path: Path
) -> None:
    made = put(tmp_path, here=settings())
    (tmp_path / "made").unlink()
    (tmp_path / "made").write_bytes(b"something else")
    kept = b"".join(open_storage(settings()).read(made.sha256, 0, made.size))
    assert kept == WORDS


@pytest.mark.both_databases
def test_the_same_bytes_are_one_row_whoever_made_them(app: Flask, tmp_path: Path) -> None:
    made = put(tmp_path, here=settings())
    with writing():
        first = keep_made(made, now=now())
        again = keep_made(put(tmp_path, here=settings()), now=now())
        other = keep_made(put(tmp_path, b"another", here=settings()), now=now())
        db.session.commit()
    assert (first == again, first == other) == (True, False)
    assert get_stored_file(first).size == len(WORDS)
    assert get_stored_file(other).media_type == "image/webp"


def test_content_is_brought_into_a_file(app: Flask, tmp_path: Path) -> None:
    made = put(tmp_path, here=settings())
    with writing():
        stored = get_stored_file(keep_made(made, now=now()))
        db.session.commit()
    target = tmp_path / "copy"
    fetch(stored, target, settings=settings())
    assert target.read_bytes() == WORDS
    with pytest.raises(FileExistsError):
        fetch(stored, target, settings=settings())  # never over something that is there


def test_content_that_the_store_has_lost_is_told(app: Flask, tmp_path: Path) -> None:
    made = put(tmp_path, b"soon gone", here=settings())
    with writing():
        stored = get_stored_file(keep_made(made, now=now()))
        db.session.commit()
    open_storage(settings()).remove(made.sha256)
    with pytest.raises(ContentMissing):
        fetch(stored, tmp_path / "copy", settings=settings())
