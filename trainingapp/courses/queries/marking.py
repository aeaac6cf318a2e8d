"""What markers read: only the work of courses that they teach, and of classes that they teach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.courses.models import (
    Course,
    Enrolment,
    Lesson,
    Marking,
    Submission,
    SubmissionFile,
)
from trainingapp.courses.teams import may_mark
from trainingapp.extensions import db
from trainingapp.rules.assignments import SubmissionState

HELD = timedelta(minutes=30)  # so long a piece that somebody has taken is offered to nobody else
DONE = (SubmissionState.MARKED, SubmissionState.REVISION)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits on one assignment."""

    course_id: int
    lesson_key: str
    lesson_id: int
    count: int
    oldest: datetime
    course: dict[str, str]
    lesson: dict[str, str]


def select_work(
    user_id: int, *, course_id: int | None = None, key: str | None = None
) -> Select[Submission]:
    """The work that somebody may mark, of one assignment if it is named."""
    query = select(Submission).where(may_mark(user_id, Submission.course_id, Submission.user_id))
    if course_id is not None:
        query = query.where(Submission.course_id == course_id)
    if key:
        query = query.where(Submission.lesson_key == key)
    return query


def list_queue(
    user_id: int, *, course_id: int | None = None, key: str | None = None, is_done: bool = False
) -> Select[Submission]:
    """What waits for a marking, the longest waiting first; or what has been marked, the newest first."""
    query = select_work(user_id, course_id=course_id, key=key).options(
        joinedload(Submission.user),
        joinedload(Submission.taken_by),
        joinedload(Submission.course),
        joinedload(Submission.lesson),
        selectinload(Submission.markings),
    )
    if is_done:
        query = query.where(Submission.state.in_(DONE))
        return query.order_by(Submission.handed_in_at.desc(), Submission.id.desc())
    query = query.where(Submission.state == SubmissionState.HANDED_IN)
    return query.order_by(Submission.handed_in_at, Submission.id)


def count_waiting(user_id: int) -> int:
    """How much waits for somebody's marking."""
    query = select_work(user_id).where(Submission.state == SubmissionState.HANDED_IN)
    return db.session.scalar(query.with_only_columns(func.count(Submission.id))) or 0


def list_waiting_lessons(user_id: int) -> Sequence[Waiting]:
    """The assignments on which something waits, the longest waiting first; at most fifty."""
    counted = (
        select_work(user_id)
        .where(Submission.state == SubmissionState.HANDED_IN)
        .group_by(Submission.course_id, Submission.lesson_key)
        .with_only_columns(
            Submission.course_id,
            Submission.lesson_key,
            func.max(Submission.lesson_id).label("lesson_id"),
            func.count().label("count"),
            func.min(Submission.handed_in_at).label("oldest"),
        )
        .subquery()
    )
    query = (
        select(counted, Course.title.label("course"), Lesson.title.label("lesson"))
        .join(Lesson, Lesson.id == counted.c.lesson_id)
        .join(Course, Course.id == counted.c.course_id)
        .order_by(counted.c.oldest, counted.c.lesson_id)
        .limit(50)
    )
    return [Waiting(**row) for row in db.session.execute(query).mappings()]


def get_work(user_id: int, submission_id: int, *, is_locked: bool = False) -> Submission:
    """A piece of work to mark, with everything said of it. :raises NoResultFound: for what is not theirs to mark."""
    query = (
        select_work(user_id)
        .where(Submission.id == submission_id, Submission.state != SubmissionState.DRAFT)
        .options(
            joinedload(Submission.user),
            joinedload(Submission.course),
            joinedload(Submission.lesson),
            joinedload(Submission.taken_by),
            selectinload(Submission.files).joinedload(SubmissionFile.stored_file),
            selectinload(Submission.markings).joinedload(Marking.marker),
        )
    )
    if is_locked:
        query = query.with_for_update(of=Submission).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def find_next(
    user_id: int, *, course_id: int | None = None, key: str | None = None, now: datetime
) -> Submission | None:
    """The longest waiting piece that nobody else has just taken, locked until the transaction ends."""
    free = or_(
        Submission.taken_by_id.is_(None),
        Submission.taken_by_id == user_id,
        Submission.taken_at < now - HELD,
    )
    query = (
        select_work(user_id, course_id=course_id, key=key)
        .where(Submission.state == SubmissionState.HANDED_IN, free)
        .order_by(Submission.handed_in_at, Submission.id)
        .limit(1)
        .with_for_update(of=Submission, skip_locked=True)
    )
    return db.session.scalars(query).one_or_none()


def list_earlier(submission: Submission) -> Sequence[Submission]:
    """What the same learner handed in before on the same assignment, the newest first."""
    query = (
        select(Submission)
        .where(
            Submission.user_id == submission.user_id,
            Submission.course_id == submission.course_id,
            Submission.lesson_key == submission.lesson_key,
            Submission.round < submission.round,
            Submission.state != SubmissionState.DRAFT,
        )
        .options(selectinload(Submission.markings).joinedload(Marking.marker))
        .order_by(Submission.round.desc())
    )
    return db.session.scalars(query).all()


def is_outdated(submission: Submission) -> bool:
    """Whether the learner has handed in something later, which is to be marked instead."""
    later = exists().where(
        Submission.user_id == submission.user_id,
        Submission.course_id == submission.course_id,
        Submission.lesson_key == submission.lesson_key,
        Submission.round > submission.round,
        Submission.state != SubmissionState.DRAFT,
    )
    return bool(db.session.scalar(select(later)))


def find_enrolment_of(submission: Submission) -> Enrolment | None:
    """The enrolment in which the work was handed in; None when the learner has left the course."""
    query = select(Enrolment).where(
        Enrolment.user_id == submission.user_id, Enrolment.course_id == submission.course_id
    )
    return db.session.scalars(query.options(joinedload(Enrolment.course))).one_or_none()


def get_work_file(user_id: int, submission_id: int, *, position: int) -> SubmissionFile:
    """A file of work that somebody may mark. :raises NoResultFound: for any other."""
    own = select_work(user_id).where(Submission.state != SubmissionState.DRAFT)
    query = (
        select(SubmissionFile)
        .where(
            SubmissionFile.submission_id == submission_id,
            SubmissionFile.position == position,
            SubmissionFile.submission_id.in_(own.with_only_columns(Submission.id)),
        )
        .options(joinedload(SubmissionFile.stored_file))
    )
    return db.session.scalars(query).one()
