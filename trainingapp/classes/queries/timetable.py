"""Meetings of classes: the timetable of one, the next of many, what a calendar shows, and what is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from trainingapp.classes.models import (
    Cohort,
    CohortDeadline,
    CohortTeacher,
    Meeting,
    Membership,
)
from trainingapp.classes.queries.cohorts import SHOWN, instructors
from trainingapp.classes.queries.deadlines import is_of_edition
from trainingapp.courses.models import Enrolment, Lesson, LessonProgress
from trainingapp.courses.queries.learning import Place
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import Span, find_overlaps
from trainingapp.rules.cohorts import CohortState, MemberState

CALENDAR_PAST = timedelta(days=120)
MOST_IN_CALENDAR = 1000


def list_meetings(cohort_id: int) -> Sequence[Meeting]:
    """The whole timetable in order, with what is cancelled; a class has at most three hundred."""
    query = select(Meeting).where(Meeting.cohort_id == cohort_id)
    return db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()


def get_meeting(cohort: Cohort, meeting_id: int) -> Meeting:
    """A meeting of this class, locked for this transaction. :raises NoResultFound: of another class."""
    query = select(Meeting).where(Meeting.id == meeting_id, Meeting.cohort_id == cohort.id)
    return db.session.scalars(query.with_for_update()).one()


def span_of(meeting: Meeting) -> Span:
    """From when to when a meeting is."""
    return Span(meeting.starts_at, meeting.ends_at)


def find_overlapping(meetings: Sequence[Meeting]) -> set[int]:
    """The ids of meetings that take place at the same time as another one; cancelled ones take no time."""
    held = [meeting for meeting in meetings if meeting.cancelled_at is None]
    pairs = find_overlaps([span_of(meeting) for meeting in held])
    return {held[place].id for pair in pairs for place in pair}


def next_meetings(cohorts: Sequence[int], *, now: datetime) -> Mapping[int, Meeting]:
    """The meeting of each class that runs now or comes next, in one statement."""
    coming = (Meeting.ends_at > now) & Meeting.cancelled_at.is_(None)
    first = (
        select(Meeting.cohort_id, func.min(Meeting.starts_at).label("starts_at"))
        .where(Meeting.cohort_id.in_(cohorts), coming)
        .group_by(Meeting.cohort_id)
        .subquery()
    )
    query = (
        select(Meeting)
        .join(
            first,
            (first.c.cohort_id == Meeting.cohort_id) & (first.c.starts_at == Meeting.starts_at),
        )
        .where(coming)
        .order_by(Meeting.id.desc())
    )
    return {meeting.cohort_id: meeting for meeting in db.session.scalars(query)}


def list_calendar(user_id: int, *, now: datetime) -> Sequence[Meeting]:
    """The meetings of every class somebody is in or teaches, from four months ago on, with their classes."""
    query = _own_meetings(user_id).where(Meeting.ends_at > now - CALENDAR_PAST)
    return db.session.scalars(query.limit(MOST_IN_CALENDAR)).all()


def list_coming(user_id: int, *, now: datetime, most: int) -> Sequence[Meeting]:
    """The next meetings of every open class somebody is in or teaches."""
    query = _own_meetings(user_id).where(
        Meeting.ends_at > now, Meeting.cancelled_at.is_(None), Cohort.state == CohortState.OPEN
    )
    return db.session.scalars(query.limit(most)).all()


def _own_meetings(user_id: int) -> Select[Meeting]:
    member = select(Membership.cohort_id).where(
        Membership.user_id == user_id, Membership.state == MemberState.IN
    )
    teacher = select(CohortTeacher.cohort_id).where(
        CohortTeacher.user_id == user_id, CohortTeacher.user_id.in_(instructors())
    )
    is_joined = Cohort.id.in_(member) & Cohort.state.in_(SHOWN)
    return (
        select(Meeting)
        .join(Meeting.cohort)
        .where(is_joined | Cohort.id.in_(teacher))
        .options(contains_eager(Meeting.cohort))
        .order_by(Meeting.starts_at, Meeting.id)
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A lesson that the class should have completed by a moment."""

    lesson: Lesson
    due_at: datetime
    is_late: bool


def list_due(cohort_id: int, place: Place, *, now: datetime) -> Sequence[Due]:
    """What somebody still has to complete for a class, the most urgent first."""
    lessons = {lesson.key: lesson for lesson in place.version.lessons}
    query = select(CohortDeadline).where(CohortDeadline.cohort_id == cohort_id)
    rows = db.session.scalars(query.order_by(CohortDeadline.due_at, CohortDeadline.lesson_key))
    return [
        Due(lessons[row.lesson_key], row.due_at, row.due_at < now)
        for row in rows
        if row.lesson_key in lessons and row.lesson_key not in place.completed
    ]


def count_due(user_id: int, cohorts: Sequence[int]) -> Mapping[int, int]:
    """How many lessons with a deadline somebody has not completed, by class, in one statement.

    Only lessons of the edition that they learn: what it does not have, nobody can complete.
    """
    done = (
        select(LessonProgress.lesson_key)
        .where(
            LessonProgress.user_id == user_id,
            LessonProgress.course_id == Cohort.course_id,
            LessonProgress.lesson_key == CohortDeadline.lesson_key,
            LessonProgress.completed_at.is_not(None),
        )
        .exists()
    )
    query = (
        select(CohortDeadline.cohort_id, func.count())
        .join(Cohort, Cohort.id == CohortDeadline.cohort_id)
        .join(Enrolment, (Enrolment.user_id == user_id) & (Enrolment.course_id == Cohort.course_id))
        .where(CohortDeadline.cohort_id.in_(cohorts), ~done, is_of_edition(Cohort.course_id))
        .group_by(CohortDeadline.cohort_id)
    )
    return {cohort: count for cohort, count in db.session.execute(query)}
