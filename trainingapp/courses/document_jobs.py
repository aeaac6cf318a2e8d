"""What the worker does for documents and pictures: some pages at a time, so that mails do not wait behind a book."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from trainingapp.config import Settings
from trainingapp.courses import documents
from trainingapp.courses.actions import documents as actions
from trainingapp.courses.documents import Unreadable
from trainingapp.courses.models import MakingState
from trainingapp.courses.queries import documents as queries
from trainingapp.extensions import db
from trainingapp.files.models import StoredFile
from trainingapp.files.queries import get_stored_file
from trainingapp.jobs.registry import every, job
from trainingapp.web.transactions import commit_now, start_writing


def settings() -> Settings:
    """The settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found


@job(actions.DRAW_PAGES, lease_seconds=900, attempts=4, reads_first=True)
def draw_pages(*, document_id: int, now: datetime) -> None:
    """Make the next pages of a document and ask for those after; an office document becomes a PDF first."""
    document = queries.find_document(document_id)
    if document is None or document.state != MakingState.WAITING:
        return
    source, first = document.stored_file, document.made_count + 1
    is_office = source.media_type != "application/pdf" and document.pdf_file_id is None
    if not is_office and document.pdf_file_id is not None:
        source = get_stored_file(document.pdf_file_id)
    db.session.expunge_all()
    db.session.rollback()  # drawing takes a while: no transaction stays open for it
    if is_office:
        _convert(document_id, source, now=now)
        return
    batch = documents.draw_batch(source, first=first, settings=settings())
    start_writing()
    actions.keep_batch(document_id, batch, first=first, now=now)
    commit_now()


def _convert(document_id: int, source: StoredFile, *, now: datetime) -> None:
    try:
        pdf = documents.convert(source, settings=settings())
    except Unreadable as problem:
        start_writing()
        actions.note_problem(document_id, problem.name, problem.page, now=now)
    else:
        start_writing()
        actions.keep_pdf(document_id, pdf, now=now)
    commit_now()


@job(actions.DRAW_IMAGE, lease_seconds=600, attempts=4, reads_first=True)
def draw_image(*, source_file_id: int, now: datetime) -> None:
    """Draw a picture anew for every lesson that waits for it."""
    if not queries.is_awaited_image(source_file_id):
        return
    source = get_stored_file(source_file_id)
    db.session.expunge_all()
    db.session.rollback()
    try:
        image = documents.draw_image(source, settings=settings())
    except Unreadable as problem:
        start_writing()
        actions.refuse_image(source_file_id, problem.name)
    else:
        start_writing()
        actions.keep_image(source_file_id, image, now=now)
    commit_now()


@every(seconds=600)
def give_up_lost(*, now: datetime) -> None:
    """Say that documents and pictures failed whose job was given up."""
    actions.give_up_lost(now=now)
