"""The annual cycle: last year's class with its timetable, deadlines and team, moved by whole weeks."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from trainingapp.classes.actions.joining import note
from trainingapp.classes.actions.running import new_code
from trainingapp.classes.models import Cohort, CohortDeadline, CohortTeacher, Meeting
from trainingapp.classes.queries import timetable
from trainingapp.classes.queries.cohorts import instructors
from trainingapp.classes.telling import tell
from trainingapp.extensions import db
from trainingapp.rules.cohort_dates import shift_all
from trainingapp.rules.cohorts import CohortState, shift_year


def copy_cohort(old: Cohort, *, shift: timedelta, leader_id: int, now: datetime) -> Cohort:
    """Prepare a class like another, later by `shift` (whole weeks): meetings, deadlines, teachers and introduction.

    Whoever copies leads it. People, announcements, replays and what was cancelled stay behind; the year in the
    title moves with the exam year. Teachers who no longer are instructors are left out; the others are told.
    """
    cohort = Cohort(
        course_id=old.course_id,
        organisation_id=old.organisation_id,
        title={language: shift_year(text, old.exam_year) for language, text in old.title.items()},
        introduction=old.introduction,
        exam_year=old.exam_year + 1,
        starts_on=old.starts_on + shift,
        ends_on=old.ends_on + shift,
        capacity=old.capacity,
        is_joinable=old.is_joinable,
        join_code=new_code(),
        state=CohortState.DRAFT,
        copied_from_id=old.id,
        made_at=now,
    )
    db.session.add(cohort)
    _copy_team(old, cohort, leader_id=leader_id, now=now)
    cohort.meetings = _copy_meetings(old, shift, now=now)
    db.session.flush()
    _copy_deadlines(old, cohort, shift)
    note("classes.copy", cohort, actor_id=leader_id, now=now, copied_from=old.id)
    for row in cohort.teachers:
        if row.user_id != leader_id:
            tell(cohort, row.user_id, "teaching", now=now)
    return cohort


def _copy_team(old: Cohort, cohort: Cohort, *, leader_id: int, now: datetime) -> None:
    able = set(db.session.scalars(instructors())) | {leader_id}
    cohort.teachers = [
        CohortTeacher(
            user_id=row.user_id,
            is_leader=row.is_leader or row.user_id == leader_id,
            added_at=now + timedelta(milliseconds=place),
        )
        for place, row in enumerate(old.teachers)
        if row.user_id in able
    ]


def _copy_meetings(old: Cohort, shift: timedelta, *, now: datetime) -> list[Meeting]:
    kept = [row for row in timetable.list_meetings(old.id) if row.cancelled_at is None]
    begins = shift_all([row.starts_at for row in kept], shift)
    ends = shift_all([row.ends_at for row in kept], shift)
    return [
        Meeting(
            title=shift_year(row.title, old.exam_year),
            starts_at=begin,
            ends_at=end,
            place=row.place,
            join_url=row.join_url,
            lesson_key=row.lesson_key,
            changed_at=now,
        )
        for row, begin, end in zip(kept, begins, ends, strict=True)
    ]


def _copy_deadlines(old: Cohort, cohort: Cohort, shift: timedelta) -> None:
    query = select(CohortDeadline).where(CohortDeadline.cohort_id == old.id)
    db.session.add_all(
        CohortDeadline(cohort_id=cohort.id, lesson_key=row.lesson_key, due_at=row.due_at + shift)
        for row in db.session.scalars(query).all()
    )
    db.session.flush()
