"""Documents and pictures: asking for their making, keeping what was made, and what of the pages somebody has seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from trainingapp.courses.documents import Batch, MadeImage, MadePage
from trainingapp.courses.models import (
    CourseVersion,
    Document,
    DocumentPage,
    LessonImage,
    MakingState,
)
from trainingapp.courses.queries import documents as queries
from trainingapp.courses.telling import tell_senders
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import Made
from trainingapp.files.models import StoredFile
from trainingapp.jobs.actions import enqueue, insert
from trainingapp.jobs.queries import list_under_way
from trainingapp.rules.errors import RuleViolation

DRAW_PAGES = "courses.draw_pages"
DRAW_IMAGE = "courses.draw_image"
GIVEN_UP = "given_up"


class PagesNotReady(RuleViolation):
    message = "The pages or pictures of “%(title)s” are not ready. Look at the lesson first."


def ask_for_pages(stored_file: StoredFile, *, now: datetime) -> None:
    """Have a document turned into pages, unless that was done before. One that failed is tried once more."""
    row = insert(Document).values(
        stored_file_id=stored_file.id, state=MakingState.WAITING, made_count=0, asked_at=now
    )
    again = {"state": MakingState.WAITING, "problem": None, "problem_page": None, "asked_at": now}
    failed = Document.state == MakingState.FAILED
    db.session.execute(
        row.on_conflict_do_update(index_elements=["stored_file_id"], set_=again, where=failed)
    )
    document = queries.find_document(stored_file.id)
    if document is not None and document.state == MakingState.WAITING:
        _enqueue(document.stored_file_id)


def _enqueue(document_id: int) -> None:
    enqueue(DRAW_PAGES, unique=str(document_id), document_id=document_id)


def keep_pdf(document_id: int, pdf: Made, *, now: datetime) -> None:
    """Keep what an office document was turned into, and go on with its pages."""
    document = queries.find_document(document_id)
    if document is not None:
        document.pdf_file_id = keep_made(pdf, now=now)
        db.session.flush()
        _enqueue(document_id)


def give_up_lost(*, now: datetime) -> None:
    """Say of every document and picture that is waited for that it failed, when nobody is at it any more.

    Its job failed each time, or the worker died with it: without this its lesson would say for ever that it is made.
    """
    for document_id in queries.list_lost_documents(list_under_way(DRAW_PAGES)):
        note_problem(document_id, GIVEN_UP, None, now=now)
    for source_file_id in queries.list_lost_images(list_under_way(DRAW_IMAGE)):
        refuse_image(source_file_id, GIVEN_UP)


def keep_batch(document_id: int, batch: Batch, *, first: int, now: datetime) -> None:
    """Keep pages that were made and ask for the next; nothing when another run was faster."""
    document = queries.find_document(document_id)
    if document is None or document.made_count + 1 != first:
        return
    for page in batch.pages:
        db.session.add(_page(document_id, page, now=now))
    document.page_count = batch.page_count or document.page_count
    document.made_count += len(batch.pages)
    if batch.problem is not None:
        note_problem(document_id, batch.problem.name, batch.problem.page, now=now)
    elif document.made_count == document.page_count:
        document.state = MakingState.READY
        tell_senders(document, now=now)
    else:
        _enqueue(document_id)
    db.session.flush()


def _page(document_id: int, page: MadePage, *, now: datetime) -> DocumentPage:
    return DocumentPage(
        document_id=document_id,
        number=page.number,
        width=page.width,
        height=page.height,
        small_width=page.small_width,
        small_file_id=keep_made(page.small, now=now),
        large_file_id=keep_made(page.large, now=now),
        text=page.text,
    )


def note_problem(document_id: int, problem: str, page: int | None, *, now: datetime) -> None:
    """Say why there are no pages, or no more of them; nothing when it is no longer waited for."""
    document = queries.find_document(document_id)
    if document is not None and document.state == MakingState.WAITING:
        document.state, document.problem = MakingState.FAILED, problem
        document.problem_page = page
        db.session.flush()
        tell_senders(document, now=now)


def keep_image(source_file_id: int, image: MadeImage, *, now: datetime) -> None:
    """Give every lesson that waits its picture; what was sent, with all it tells, is let go."""
    values: dict[str, object] = {
        "state": MakingState.READY,
        "problem": None,
        "stored_file_id": keep_made(image.made, now=now),
        "source_file_id": None,
        "width": image.width,
        "height": image.height,
    }
    _settle_image(source_file_id, values)


def refuse_image(source_file_id: int, problem: str) -> None:
    """Say why a picture cannot be shown."""
    _settle_image(
        source_file_id,
        {"state": MakingState.FAILED, "problem": problem, "source_file_id": None},
    )


def _settle_image(awaited: int, values: dict[str, object]) -> None:
    waiting = select(LessonImage).where(LessonImage.source_file_id == awaited)
    for row in db.session.scalars(waiting):
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()


def check_ready(version: CourseVersion) -> None:
    """A version whose pages or pictures are still being made cannot go to review. :raises PagesNotReady:"""
    unready = queries.list_unready(version.id)
    if unready:
        raise PagesNotReady(title=unready[0].title["zh"])
