"""What anybody may read: the catalogue, a course's page, preview lessons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, exists, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import Organisation
from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.extensions import db
from trainingapp.itembank.content import normalise
from trainingapp.rules.course_versions import VersionState


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What a reader looks for; None or nothing means any."""

    words: str = ""
    subject: str | None = None
    level: str | None = None
    organisation_id: int | None = None


def list_courses(wanted: CourseFilter, *, own: Collection[int] = ()) -> Select[Course]:
    """The listed courses: those of the reader's own organisations first, then the newest. Every word must be found."""
    query = (
        select(Course).where(Course.is_listed.is_(True)).options(joinedload(Course.organisation))
    )
    for column, value in (
        (Course.subject, wanted.subject),
        (Course.level, wanted.level),
        (Course.organisation_id, wanted.organisation_id),
    ):
        if value:
            query = query.where(column == value)
    for word in wanted.words.split():
        query = query.where(Course.search_text.contains(normalise(word), autoescape=True))
    if own:
        query = query.order_by(case((Course.organisation_id.in_(own), 0), else_=1))
    return query.order_by(Course.published_at.desc(), Course.id.desc())


def list_providers() -> Sequence[Organisation]:
    """The organisations that have a listed course, by name."""
    offers = exists().where(Course.organisation_id == Organisation.id, Course.is_listed.is_(True))
    query = select(Organisation).where(offers).order_by(Organisation.name)
    return db.session.scalars(query).all()


def get_course(course_id: int) -> Course:
    """One course with its organisation and instructor. :raises NoResultFound: when there is none."""
    query = (
        select(Course)
        .where(Course.id == course_id)
        .options(joinedload(Course.organisation), joinedload(Course.owner))
    )
    return db.session.scalars(query).one()


def get_listed(course_id: int) -> Course:
    """A course of the catalogue. :raises NoResultFound: for one that is not published, or withdrawn."""
    query = select(Course).where(Course.id == course_id, Course.is_listed.is_(True))
    return db.session.scalars(query).one()


def get_preview(course: Course, key: str) -> Lesson:
    """A lesson of the published version that may be read without signing in.

    :raises NoResultFound: for any other.
    """
    query = (
        select(Lesson)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(
            CourseVersion.course_id == course.id,
            CourseVersion.state == VersionState.PUBLISHED,
            Lesson.key == key,
            Lesson.is_preview.is_(True),
        )
    )
    return db.session.scalars(query).one()
