"""Lessons of slides and articles with pictures, for tests: sent by the part's own forms and made by its own jobs."""

from __future__ import annotations

import io
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.courses.papers import make_slides
from tests.factories_accounts import make_user
from tests.factories_courses import lessons_of, make_course, make_enrolment, newest, publish
from trainingapp.accounts.models import User
from trainingapp.courses import document_jobs
from trainingapp.courses.models import Course, Document, DocumentPage, LessonImage
from trainingapp.extensions import db
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
