"""By when a class should have completed lessons of its course, and who has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from trainingapp.classes.models import Cohort, CohortDeadline, CohortTeacher, Membership
from trainingapp.classes.queries.cohorts import instructors
from trainingapp.courses.models import CourseVersion, Enrolment, Lesson, LessonProgress
from trainingapp.courses.queries.trees import find_published
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState


@dataclass(frozen=True, slots=True)
class Deadline:
    """A lesson that is due, as teachers see it: how many of the members have completed it."""

    lesson_key: str
    lesson: Lesson | None  # None: the course no longer has it
    due_at: datetime
    done: int


def list_lessons(cohort: Cohort) -> list[Lesson]:
    """The lessons of the course's published version in order; none when it was never published."""
    version = find_published(cohort.course)
    return version.lessons if version else []


def list_deadlines(cohort: Cohort, lessons: Sequence[Lesson]) -> list[Deadline]:
    """The deadlines of a class, the first due first, with how many members have completed each."""
    known = {lesson.key: lesson for lesson in lessons}
    done = _count_done(cohort)
    query = (
        select(CohortDeadline)
        .where(CohortDeadline.cohort_id == cohort.id)
        .order_by(CohortDeadline.due_at, CohortDeadline.lesson_key)
    )
    return [
        Deadline(row.lesson_key, known.get(row.lesson_key), row.due_at, done.get(row.lesson_key, 0))
        for row in db.session.scalars(query)
    ]


def _count_done(cohort: Cohort) -> dict[str, int]:
    query = (
        select(LessonProgress.lesson_key, func.count())
        .join(Membership, Membership.user_id == LessonProgress.user_id)
        .join(CohortDeadline, CohortDeadline.lesson_key == LessonProgress.lesson_key)
        .where(_is_in(cohort.id), CohortDeadline.cohort_id == cohort.id)
        .where(LessonProgress.course_id == cohort.course_id)
        .where(LessonProgress.completed_at.is_not(None))
        .group_by(LessonProgress.lesson_key)
    )
    return {key: count for key, count in db.session.execute(query)}


def _is_in(cohort_id: int) -> ColumnElement[bool]:
    return and_(Membership.cohort_id == cohort_id, Membership.state == MemberState.IN)


def find_deadline(cohort_id: int, lesson_key: str) -> CohortDeadline | None:
    """The deadline of a lesson, if the class has one."""
    return db.session.get(CohortDeadline, (cohort_id, lesson_key))


@dataclass(frozen=True, slots=True)
class Due:
    """How many lessons were due for a member by now, and how many of these they have not completed."""

    due: int = 0
    missing: int = 0


def count_due(cohort: Cohort, *, now: datetime) -> dict[int, Due]:
    """What was due for each member, in one statement.

    Only what came due after they had joined, and only lessons of the edition that they learn.
    """
    query = (
        select(Membership.user_id, func.count(), func.count(LessonProgress.completed_at))
        .join(CohortDeadline, CohortDeadline.cohort_id == Membership.cohort_id)
        .join(
            Enrolment,
            and_(Enrolment.user_id == Membership.user_id, Enrolment.course_id == cohort.course_id),
        )
        .outerjoin(
            LessonProgress,
            and_(
                LessonProgress.user_id == Membership.user_id,
                LessonProgress.course_id == cohort.course_id,
                LessonProgress.lesson_key == CohortDeadline.lesson_key,
            ),
        )
        .where(_is_in(cohort.id), is_of_edition(cohort.course_id))
        .where(CohortDeadline.due_at <= now, CohortDeadline.due_at >= Membership.since)
        .group_by(Membership.user_id)
    )
    return {user: Due(due, due - done) for user, due, done in db.session.execute(query)}


def is_of_edition(course_id: int | InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether the edition of an enrolment has the lesson of a deadline, both named in the statement around it."""
    return (
        select(Lesson.id)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .where(CourseVersion.course_id == course_id, CourseVersion.major == Enrolment.major)
        .where(Lesson.key == CohortDeadline.lesson_key)
        .exists()
    )


def find_class_deadlines(user_id: int, course_id: int) -> Mapping[str, datetime]:
    """By when the open classes that somebody is in want lessons of a course done; of several the latest."""
    query = (
        select(CohortDeadline.lesson_key, CohortDeadline.due_at)
        .join(Membership, Membership.cohort_id == CohortDeadline.cohort_id)
        .join(Cohort, Cohort.id == CohortDeadline.cohort_id)
        .where(Membership.user_id == user_id, Membership.state == MemberState.IN)
        .where(Cohort.course_id == course_id, Cohort.state == CohortState.OPEN)
        .order_by(CohortDeadline.due_at)
    )
    return {key: due_at for key, due_at in db.session.execute(query)}


def select_taught_courses(user_id: int) -> Select[int]:
    """The courses whose open or ended classes somebody teaches, while they are an instructor."""
    return (
        select(Cohort.course_id)
        .join(CohortTeacher, CohortTeacher.cohort_id == Cohort.id)
        .where(CohortTeacher.user_id == user_id, CohortTeacher.user_id.in_(instructors()))
        .where(Cohort.state.in_((CohortState.OPEN, CohortState.ENDED)))
    )


def select_taught_learners(user_id: int) -> Select[int, int]:
    """Course and learner of everybody who is in an open or ended class that somebody teaches."""
    return (
        select(Cohort.course_id, Membership.user_id)
        .join(CohortTeacher, CohortTeacher.cohort_id == Cohort.id)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(CohortTeacher.user_id == user_id, Membership.state == MemberState.IN)
        .where(CohortTeacher.user_id.in_(instructors()))
        .where(Cohort.state.in_((CohortState.OPEN, CohortState.ENDED)))
    )
