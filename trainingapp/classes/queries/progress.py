"""How the members of a class stand: everything in a number of statements that does not depend on how many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.classes.models import Cohort, Membership
from trainingapp.classes.queries.attendance import list_records
from trainingapp.classes.queries.deadlines import Due, count_due
from trainingapp.classes.queries.mocks import MockResult, last_scores, list_results
from trainingapp.courses.models import Enrolment
from trainingapp.extensions import db
from trainingapp.rules.attendance import Record
from trainingapp.rules.cohorts import MemberState
from trainingapp.rules.falling_behind import Band, Flag, Standing, find_flags, quiet_days


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """A member with everything the dashboard says of them."""

    user_id: int
    name: str
    standing: Standing
    quiet_days: int
    record: Record
    flags: tuple[Flag, ...]
    last: MockResult | None

    @property
    def band(self) -> Band:
        """By the last linked mock exam with a score."""
        return self.last.band if self.last else Band.UNKNOWN


def list_progress(cohort: Cohort, *, now: datetime) -> list[MemberProgress]:
    """Everybody who is in the class, by name."""
    members = _members(cohort)
    due = count_due(cohort, now=now)
    joined = [(row.user_id, row.since) for row in members]
    records = list_records(cohort.id, joined, now=now)
    last = last_scores(list_results(cohort.id, now=now))
    return [
        _present(row, due.get(row.user_id, Due()), records[row.user_id], last.get(row.user_id), now)
        for row in members
    ]


def _members(cohort: Cohort) -> Sequence[Any]:
    query = (
        select(
            Membership.user_id,
            Membership.since,
            User.display_name,
            Enrolment.last_seen_at,
            Enrolment.completed_at,
        )
        .join(Membership.user)
        .outerjoin(
            Enrolment,
            (Enrolment.user_id == Membership.user_id) & (Enrolment.course_id == cohort.course_id),
        )
        .where(Membership.cohort_id == cohort.id, Membership.state == MemberState.IN)
        .order_by(User.display_name, Membership.user_id)
    )
    return db.session.execute(query).all()


def _present(  # noqa: PLR0917 - one row of each table
    row: Any, due: Due, record: Record, last: MockResult | None, now: datetime
) -> MemberProgress:
    standing = Standing(
        joined_at=row.since,
        seen_at=row.last_seen_at,
        is_completed=row.completed_at is not None,
        due=due.due,
        missing=due.missing,
        meetings=record.meetings,
        present=record.present,
    )
    return MemberProgress(
        user_id=row.user_id,
        name=row.display_name,
        standing=standing,
        quiet_days=quiet_days(standing, now=now),
        record=record,
        flags=find_flags(standing, now=now),
        last=last,
    )
