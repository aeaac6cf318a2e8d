"""How the members of a class stand: everything in a number of statements that does not depend on how many they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
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
from trainingapp.rules.falling_behind import Band, Flag, FlagKind, Standing, find_flags, quiet_days


class Order(StrEnum):
    """By what the members are sorted."""

    FLAGS = "flags"  # most reasons first
    NAME = "name"
    SEEN = "seen"  # longest away first
    MISSING = "missing"  # most lessons missing first
    ATTENDANCE = "attendance"  # least first, unknown last
    SCORE = "score"  # least first, unknown last


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a teacher wants to see."""

    text: str = ""  # in the name
    flag: str = ""  # a FlagKind, "any" or "none"
    band: str = ""
    order: str = Order.FLAGS


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


def choose(members: Sequence[MemberProgress], wanted: Wanted) -> list[MemberProgress]:
    """Those members that a teacher wants to see, in the order they want; equals by name."""
    text = wanted.text.casefold()
    found = [
        member
        for member in members
        if text in member.name.casefold()
        and _has_flag(member, wanted.flag)
        and wanted.band in ("", member.band)
    ]
    return sorted(found, key=_KEYS.get(wanted.order, _KEYS[Order.FLAGS]))


def _has_flag(member: MemberProgress, flag: str) -> bool:
    if flag in ("", "any", "none"):
        return flag == "" or bool(member.flags) == (flag == "any")
    return any(found.kind == flag for found in member.flags)


def _percent(member: MemberProgress) -> int:
    percent = member.record.percent
    return 101 if percent is None else percent


def _score(member: MemberProgress) -> Decimal:
    last = member.last
    if last is None or last.score is None or not last.full:
        return Decimal(2)
    return last.score / last.full


_KEYS: dict[str, Callable[[MemberProgress], Any]] = {
    Order.FLAGS: lambda member: (-len(member.flags), member.name, member.user_id),
    Order.NAME: lambda member: (member.name, member.user_id),
    Order.SEEN: lambda member: (-member.quiet_days, member.name, member.user_id),
    Order.MISSING: lambda member: (-member.standing.missing, member.name, member.user_id),
    Order.ATTENDANCE: lambda member: (_percent(member), member.name, member.user_id),
    Order.SCORE: lambda member: (_score(member), member.name, member.user_id),
}


@dataclass(frozen=True, slots=True)
class Overview:
    """The class in figures."""

    members: int
    flagged: int
    flags: dict[FlagKind, int]
    bands: dict[Band, int]
    attendance: Record  # of all members together


def sum_up(members: Sequence[MemberProgress]) -> Overview:
    """How many stand where."""
    return Overview(
        members=len(members),
        flagged=sum(bool(member.flags) for member in members),
        flags={
            kind: sum(flag.kind is kind for member in members for flag in member.flags)
            for kind in FlagKind
        },
        bands={band: sum(member.band is band for member in members) for band in Band},
        attendance=Record(
            sum(member.record.present for member in members),
            sum(member.record.meetings for member in members),
        ),
    )
