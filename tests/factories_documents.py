"""Lessons of slides and articles with pictures, for tests: sent by the part's own forms and made by its own jobs."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update

from tests.courses.papers import make_slides
from tests.factories_accounts import make_user
from tests.factories_courses import (
    NOON,
    article,
    lessons_of,
    make_course,
    make_enrolment,
    newest,
    publish,
)
from trainingapp.accounts.models import User
from trainingapp.courses import document_jobs
from trainingapp.courses.actions import authoring
from trainingapp.courses.actions.documents import DRAW_IMAGE, ask_for_pages
from trainingapp.courses.models import Course, Document, DocumentPage, LessonFile, LessonImage
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.queries import get_stored_file
from trainingapp.jobs.actions import enqueue
from trainingapp.jobs.worker import run_all
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

FIELDS = {"title_zh": "通用过程", "minutes": "20", "is_required": "y"}
assert document_jobs  # the worker knows its functions


def send_lesson(
    desk: FlaskClient, course: int, kind: str = "slides", *, more: Any = None, **files: Any
) -> Any:
    """A new lesson with files, as a browser without script sends it."""
    section = newest(course).sections[0].id
    db.session.remove()
    sent = {
        field: [(io.BytesIO(content), title) for content, title in given]
        for field, given in files.items()
    }
    return desk.post(
        f"/teaching/{course}/sections/{section}/lessons?kind={kind}",
        data={**FIELDS, **(more or {}), **sent},
        content_type="multipart/form-data",
    )


def make_slides_lesson(
    desk: FlaskClient,
    owner: User,
    content: bytes | None = None,
    *,
    name: str = "讲义.pdf",
    more: Any = None,
) -> int:
    """A course of one lesson of slides (three, unless a document is given), drawn. The course's id."""
    course = make_course(owner)
    files = [(content or make_slides(3), name)]
    answer = send_lesson(desk, course, media=files, more=more)
    assert answer.status_code == 303, answer.text
    run_all()
    return course


def publish_course(course: int) -> None:
    """Send it to review and publish it, committed."""
    reviewer = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    with writing():
        publish(db.session.get_one(Course, course), reviewer)
        db.session.commit()
        db.session.remove()


def make_learned(
    desk: FlaskClient, owner: User, learner: User, content: bytes | None = None, more: Any = None
) -> tuple[int, str]:
    """A published course of slides that somebody learns: its id and the lesson's key."""
    course = make_slides_lesson(desk, owner, content, more=more)
    publish_course(course)
    make_enrolment(learner, course)
    return course, key_of(course)


def key_of(course: int) -> str:
    """The key of the first lesson."""
    key = lessons_of(course)[0].key
    db.session.remove()
    return key


def id_of(course: int) -> int:
    """The id of the first lesson."""
    found = lessons_of(course)[0].id
    db.session.remove()
    return found


def only_document() -> Document:
    """The one document there is, as its row is now."""
    db.session.rollback()
    return db.session.scalars(select(Document)).one()


def pages() -> list[DocumentPage]:
    """Every page of every document."""
    db.session.rollback()
    rows = select(DocumentPage).order_by(DocumentPage.document_id, DocumentPage.number)
    return list(db.session.scalars(rows))


def images() -> list[LessonImage]:
    """Every picture of every lesson."""
    db.session.rollback()
    rows = select(LessonImage).order_by(LessonImage.lesson_id, LessonImage.name)
    return list(db.session.scalars(rows))


def make_course_to_keep(owner: User, slides: bytes, *, text: str, picture: bytes) -> int:
    """A course of slides and an article with the picture `家系图`, put there by the part's actions and drawn."""
    course = make_course(owner, [article("家系图", content={"markdown": text})], title="接案第一步")
    with writing():
        version = newest(course)
        lesson = authoring.add_lesson(
            version, version.sections[0], article("讲义", kind="slides", content={})
        )
        stored = _keep(slides, "application/pdf")
        lesson.files.append(LessonFile(role="media", stored_file_id=stored.id, name="讲义.pdf"))
        ask_for_pages(stored, now=NOON)
        source = _keep(picture, "image/jpeg").id
        version.lessons[0].images.append(LessonImage(name="家系图", source_file_id=source))
        enqueue(DRAW_IMAGE, source_file_id=source)
        db.session.commit()
        db.session.remove()
    run_all()
    return course


def _keep(content: bytes, media_type: str) -> StoredFile:
    settings = document_jobs.settings()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sent"
        path.write_bytes(content)
        made = put_made(path, media_type, settings=settings)
    return get_stored_file(keep_made(made, now=NOON))


def stretch(count: int) -> None:
    """Let the document have so many pages, each with the pictures of the first: drawing them is another test."""
    first = pages()[0]
    names = ["document_id", "width", "height", "small_width", "small_file_id", "large_file_id"]
    values = {name: getattr(first, name) for name in names}
    with writing():
        for number in range(2, count + 1):
            page = type(first)(number=number, text=f"第 {number} 页 社会工作", **values)
            db.session.add(page)
        db.session.execute(update(Document).values(page_count=count, made_count=count))
        db.session.commit()
