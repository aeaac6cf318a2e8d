"""Classes for tests: rows as the part's own acts leave them, committed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from tests.factories_courses import NOON, make_published
from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort, CohortTeacher, Meeting, Membership
from trainingapp.courses.actions.learning import enrol
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CODE_SIGNS, CohortState, JoinWay, MemberState
from trainingapp.web.transactions import writing

EVENING = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # Tuesday 19:00 in Shanghai
_numbers = count(1)


def make_cohort(
    leader: User, *, course_id: int | None = None, assistants: tuple[User, ...] = (), **changes: Any
) -> int:
    """A committed class, open unless told otherwise, of a published course of its own. Its id."""
    values: dict[str, Any] = {
        "course_id": course_id or make_published(),
        "title": {"zh": f"2027 年中级考前班 {next(_numbers)}"},
        "exam_year": 2027,
        "starts_on": date(2026, 11, 20),
        "ends_on": date(2027, 5, 30),
        "join_code": _code(),
        "state": CohortState.OPEN,
        "made_at": NOON,
        **changes,
    }
    db.session.rollback()
    with writing():
        cohort = Cohort(**values)
        cohort.teachers = [CohortTeacher(user_id=leader.id, is_leader=True, added_at=NOON)]
        cohort.teachers += [
            CohortTeacher(user_id=one.id, added_at=NOON + timedelta(seconds=place))
            for place, one in enumerate(assistants, start=1)
        ]
        db.session.add(cohort)
        db.session.commit()
        found = cohort.id
        db.session.remove()
    return found


def _code() -> str:
    number, signs = next(_numbers), ""
    for _ in range(7):
        number, place = divmod(number, len(CODE_SIGNS))
        signs += CODE_SIGNS[place]
    return signs


def make_member(cohort_id: int, user: User, **changes: Any) -> int:
    """Somebody in the class, unless another state is given, and enrolled in its course. The membership's id."""
    values: dict[str, Any] = {
        "state": MemberState.IN,
        "way": JoinWay.CODE,
        "since": NOON,
        **changes,
    }
    db.session.rollback()
    with writing():
        cohort = db.session.get_one(Cohort, cohort_id)
        row = Membership(cohort_id=cohort_id, user_id=user.id, **values)
        db.session.add(row)
        if row.state == MemberState.IN:
            course = db.session.get_one(Course, cohort.course_id)
            enrol(course, user_id=user.id, now=NOON)
        db.session.commit()
        found = row.id
        db.session.remove()
    return found


def make_meeting(
    cohort_id: int, *, starts_at: datetime = EVENING, minutes: int = 120, **changes: Any
) -> int:
    """A committed date of the timetable: Tuesday from 19 to 21 o'clock unless told otherwise. Its id."""
    values: dict[str, Any] = {
        "title": "第一讲：个案工作",
        "place": "教学楼 302",
        "changed_at": NOON,
        **changes,
    }
    db.session.rollback()
    with writing():
        row = Meeting(
            cohort_id=cohort_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            **values,
        )
        db.session.add(row)
        db.session.commit()
        found = row.id
        db.session.remove()
    return found


def membership_of(user: User, cohort_id: int) -> Membership | None:
    """Where somebody stands in a class, as the row is now."""
    db.session.rollback()
    query = select(Membership).where(
        Membership.user_id == user.id, Membership.cohort_id == cohort_id
    )
    return db.session.scalars(query).one_or_none()
