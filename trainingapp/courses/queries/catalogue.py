"""What anybody may read: the catalogue, a course's page, preview lessons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import Organisation, User
from trainingapp.courses.models import Course, CourseVersion, Lesson, Section
from trainingapp.courses.teams import is_on_team
from trainingapp.extensions import db
from trainingapp.itembank.content import normalise
from trainingapp.rules.course_versions import VersionState


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What a reader looks for; None or nothing means any."""

    words: str = ""
    field: str | None = None
    subject: str | None = None
    level: str | None = None
    organisation_id: int | None = None
    instructor_id: int | None = None


# By the name of the form's field: what to leave empty so that the filter no longer narrows.
LOOSENED: Mapping[str, Mapping[str, str | None]] = {
    "q": {"words": ""},
    "field": {"field": None},
    "subject": {"subject": None},
    "level": {"level": None},
    "organisation": {"organisation_id": None},
    "instructor": {"instructor_id": None},
}


def _conditions(wanted: CourseFilter) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [Course.is_listed.is_(True)]
    for column, value in (
        (Course.field, wanted.field),
        (Course.subject, wanted.subject),
        (Course.level, wanted.level),
        (Course.organisation_id, wanted.organisation_id),
    ):
        if value:
            chosen.append(column == value)
    if wanted.instructor_id:
        chosen.append(is_on_team(wanted.instructor_id))
    chosen += [
        Course.search_text.contains(normalise(word), autoescape=True)
        for word in wanted.words.split()
    ]
    return chosen


def list_courses(
    wanted: CourseFilter, *, own: Collection[int] = (), sort: str = "newest"
) -> Select[Course]:
    """The listed courses: those of the reader's own organisations first, then in the order asked for.

    Every word must be found. Best rated: courses without a rating come last, the newest of equals first.
    """
    query = select(Course).where(*_conditions(wanted)).options(joinedload(Course.organisation))
    if own:
        query = query.order_by(case((Course.organisation_id.in_(own), 0), else_=1))
    if sort == "rating":
        query = query.order_by(Course.rating_rank.desc())
    elif sort == "shortest":
        query = query.order_by(Course.minutes)
    return query.order_by(Course.published_at.desc(), Course.id.desc())


def count_loosened(wanted: CourseFilter, chosen: Iterable[str]) -> Mapping[str, int]:
    """How many courses there would be without one of the chosen filters, by the filter's name, in one statement."""
    names = list(chosen)
    counts = [
        select(func.count())
        .select_from(Course)
        .where(*_conditions(replace(wanted, **LOOSENED[name])))  # type: ignore[arg-type]
        .scalar_subquery()
        for name in names
    ]
    if not counts:
        return {}
    return dict(zip(names, db.session.execute(select(*counts)).one(), strict=True))


def list_providers() -> Sequence[Organisation]:
    """The organisations that have a listed course, by name."""
    offers = exists().where(Course.organisation_id == Organisation.id, Course.is_listed.is_(True))
    query = select(Organisation).where(offers).order_by(Organisation.name)
    return db.session.scalars(query).all()


def list_instructors() -> Sequence[tuple[int, str]]:
    """The owners of listed courses, by name: number and name."""
    offers = exists().where(Course.owner_id == User.id, Course.is_listed.is_(True))
    query = select(User.id, User.display_name).where(offers, User.anonymised_at.is_(None))
    return [
        (number, name) for number, name in db.session.execute(query.order_by(User.display_name))
    ]


def find_previews(courses: Iterable[Course]) -> Mapping[int, str]:
    """The key of the first lesson of each course that anybody may read, in one statement."""
    query = (
        select(CourseVersion.course_id, Lesson.key)
        .join(Section, Section.version_id == CourseVersion.id)
        .join(Lesson, Lesson.section_id == Section.id)
        .where(
            CourseVersion.course_id.in_([course.id for course in courses]),
            CourseVersion.state == VersionState.PUBLISHED,
            Lesson.is_preview.is_(True),
        )
        .order_by(Section.position.desc(), Lesson.position.desc())
    )
    return {course: key for course, key in db.session.execute(query)}  # the first overwrites


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
