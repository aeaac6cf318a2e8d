"""Pages and pictures of lessons. Who may see the lesson has been decided before: these take a lesson, no bare id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import defer, joinedload

from trainingapp.courses.media import MEDIA
from trainingapp.courses.models import (
    Document,
    DocumentPage,
    Lesson,
    LessonFile,
    LessonImage,
    MakingState,
)
from trainingapp.extensions import db
from trainingapp.rules.course_versions import LessonKind

MOST_PAGES = 500  # of a document, as `drawing` refuses more
PORTION = 20  # pages on one page of ours
MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A page that holds the words somebody looks for, and what stands around the first of them."""

    number: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class Portion:
    """Some pages of a document to read. `number` of `count` portions; `at` is the page to begin with."""

    document: Document
    pages: Sequence[DocumentPage]
    number: int
    count: int
    at: int
    words: str
    found: Sequence[Found]

    @property
    def size(self) -> int:
        """How many pages a portion has, the last one aside."""
        return PORTION

    @property
    def page_count(self) -> int:
        """How many pages the whole document has."""
        return self.document.page_count or 0


def find_document(stored_file_id: int) -> Document | None:
    """A document by its content, as the row is now."""
    query = select(Document).where(Document.stored_file_id == stored_file_id)
    fresh = query.options(joinedload(Document.stored_file))
    return db.session.scalars(fresh.execution_options(populate_existing=True)).one_or_none()


def document_of(lesson: Lesson) -> Document | None:
    """The document that a lesson of slides shows."""
    file = next((file for file in lesson.files if file.role == MEDIA), None)
    if lesson.kind != LessonKind.SLIDES or file is None:
        return None
    return find_document(file.stored_file_id)


def read_portion(
    document: Document, *, number: int | None = None, at: int | None = None, words: str = ""
) -> Portion:
    """The portion of a document that is asked for by its number or by a page in it; the nearest when there is none."""
    made = document.made_count
    count = max(1, -(-made // PORTION))
    place = min(max(at or 1, 1), max(made, 1))
    if number is None:
        number = -(-place // PORTION)
    number = min(max(number, 1), count)
    first = (number - 1) * PORTION
    query = (
        select(DocumentPage)
        .where(DocumentPage.document_id == document.stored_file_id)
        .where(DocumentPage.number > first, DocumentPage.number <= first + PORTION)
        .order_by(DocumentPage.number)
    )
    pages = db.session.scalars(query).all()
    return Portion(document, pages, number, count, place, words, find_pages(document, words))


def find_pages(document: Document, words: str) -> Sequence[Found]:
    """The pages that hold every one of the words, at most fifty."""
    asked = words.split()[:8]
    if not asked:
        return ()
    query = select(DocumentPage).where(DocumentPage.document_id == document.stored_file_id)
    for word in asked:
        query = query.where(DocumentPage.text.icontains(word, autoescape=True))
    pages = db.session.scalars(query.order_by(DocumentPage.number).limit(MOST_FOUND))
    return [Found(page.number, _around(page.text, asked[0])) for page in pages]


def _around(text: str, word: str) -> str:
    line = " ".join(text.split())
    place = max(line.casefold().find(word.casefold()), 0)
    start, end = max(place - 30, 0), place + len(word) + 50
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def get_page(lesson: Lesson, number: int) -> DocumentPage:
    """A page of a lesson's document with its pictures. :raises NoResultFound: of any other."""
    query = (
        select(DocumentPage)
        .join(LessonFile, LessonFile.stored_file_id == DocumentPage.document_id)
        .where(LessonFile.lesson_id == lesson.id, LessonFile.role == MEDIA)
        .where(DocumentPage.number == number)
        .options(joinedload(DocumentPage.small_file), joinedload(DocumentPage.large_file))
        .options(defer(DocumentPage.text))
    )
    return db.session.scalars(query).one()


def get_image(lesson: Lesson, name: str) -> LessonImage:
    """A picture of a lesson that is ready. :raises NoResultFound: for any other."""
    query = (
        select(LessonImage)
        .where(LessonImage.lesson_id == lesson.id, LessonImage.name == name)
        .where(LessonImage.state == MakingState.READY)
        .options(joinedload(LessonImage.stored_file))
    )
    return db.session.scalars(query).one()


def is_awaited_image(source_file_id: int) -> bool:
    """Whether a lesson waits for a picture to be drawn of this content."""
    waits = exists().where(
        LessonImage.source_file_id == source_file_id, LessonImage.state == MakingState.WAITING
    )
    return bool(db.session.scalar(select(waits)))


def list_lost_documents(under_way: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """The documents that wait for pages although no job is under way for them. One statement."""
    waiting = select(Document.stored_file_id).where(Document.state == MakingState.WAITING)
    known = {arguments.get("document_id") for arguments in under_way}
    return [number for number in db.session.scalars(waiting) if number not in known]


def list_lost_images(under_way: Sequence[Mapping[str, Any]]) -> Sequence[int]:
    """The files that pictures wait to be drawn of although no job is under way for them. One statement."""
    waiting = select(LessonImage.source_file_id).where(LessonImage.state == MakingState.WAITING)
    known = {arguments.get("source_file_id") for arguments in under_way}
    rows = db.session.scalars(waiting.where(LessonImage.source_file_id.is_not(None)).distinct())
    return [number for number in rows if number is not None and number not in known]


def list_unready(version_id: int) -> Sequence[Lesson]:
    """The lessons of a version whose document or picture is not ready."""
    lessons = select(Lesson).where(Lesson.version_id == version_id)
    has_pages = exists().where(
        LessonFile.lesson_id == Lesson.id,
        LessonFile.role == MEDIA,
        LessonFile.stored_file_id == Document.stored_file_id,
        Document.state == MakingState.READY,
    )
    lacks_image = exists().where(
        LessonImage.lesson_id == Lesson.id, LessonImage.state != MakingState.READY
    )
    unready = ((Lesson.kind == LessonKind.SLIDES) & ~has_pages) | lacks_image
    return db.session.scalars(lessons.where(unready).order_by(Lesson.position)).all()
