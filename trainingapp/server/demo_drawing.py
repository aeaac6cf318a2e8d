"""Gives lessons of the demonstration their documents and pictures, drawn at once instead of by the worker."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app

from trainingapp.config import Settings
from trainingapp.courses import documents
from trainingapp.courses.actions import documents as making
from trainingapp.courses.models import Lesson, LessonFile, LessonImage, MakingState
from trainingapp.courses.queries.documents import find_document
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.queries import get_stored_file


def add_slides(lesson: Lesson, path: Path, *, now: datetime) -> None:
    """Give a lesson its document and draw every page of it at once."""
    stored = _keep(path, "application/pdf", now=now)
    lesson.files.append(LessonFile(role="media", stored_file_id=stored.id, name="接案会谈.pdf"))
    db.session.flush()
    making.ask_for_pages(stored, now=now)
    document = find_document(stored.id)
    while document is not None and document.state == MakingState.WAITING:
        first = document.made_count + 1
        batch = documents.draw_batch(stored, first=first, settings=_settings())
        making.keep_batch(stored.id, batch, first=first, now=now)


def add_picture(lesson: Lesson, path: Path, *, now: datetime) -> None:
    """Give an article its picture, drawn anew."""
    source = _keep(path, "image/png", now=now)
    lesson.images.append(LessonImage(name="家系图", source_file_id=source.id))
    db.session.flush()
    image = documents.draw_image(source, settings=_settings())
    making.keep_image(source.id, image, now=now)


def _keep(path: Path, media_type: str, *, now: datetime) -> StoredFile:
    made = put_made(path, media_type, settings=_settings())
    return get_stored_file(keep_made(made, now=now))


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found
