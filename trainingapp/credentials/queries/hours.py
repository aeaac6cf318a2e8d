"""The ledger as registration reads it: what each entry brings now, where it counts, and which courses would help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from trainingapp.courses.models import Course
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus
from trainingapp.credentials.models.registration import CeAllocation, RegistrationCycle
from trainingapp.education.models import CeEntry, CeProvider, CeRule
from trainingapp.extensions import db
from trainingapp.rules.education import Category, RuleState
from trainingapp.rules.eligibility_facts import DegreeKind
from trainingapp.rules.registration_hours import Entry

SURE = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)
DEGREE_KEY = "degree:"  # the source of an entry for a degree, with its level


class LedgerRow(NamedTuple):
    """An entry without its corrections, and what is left of it in minutes."""

    entry: Entry
    title: Mapping[str, str]
    provider: str


class Suggestion(NamedTuple):
    """A course of the catalogue and the minutes its rule grants for the whole of it."""

    course: Course
    minutes: int
    provider: str


def list_ledger(user_id: int) -> list[LedgerRow]:
    """What somebody's entries bring, corrections taken off; those that bring nothing are left out."""
    origin = func.coalesce(CeEntry.corrects_id, CeEntry.id)
    left = (
        select(origin.label("id"), func.sum(CeEntry.minutes).label("minutes"))
        .where(CeEntry.user_id == user_id)
        .group_by(origin)
        .subquery()
    )
    query = (
        select(
            CeEntry.id,
            CeEntry.earned_on,
            left.c.minutes,
            CeEntry.category,
            CeEntry.title,
            CeEntry.provider,
        )
        .join(left, left.c.id == CeEntry.id)
        .where(left.c.minutes > 0)
        .order_by(CeEntry.earned_on, CeEntry.id)
    )
    return [
        LedgerRow(Entry(number, day, int(minutes), category == Category.DEGREE), title, provider)
        for number, day, minutes, category, title, provider in db.session.execute(query)
    ]


def list_placed(user_id: int) -> dict[int, int]:
    """In which cycle each of somebody's entries counts, by id."""
    query = select(CeAllocation.entry_id, CeAllocation.cycle_id).join(
        RegistrationCycle, RegistrationCycle.id == CeAllocation.cycle_id
    )
    rows = db.session.execute(query.where(RegistrationCycle.user_id == user_id))
    return {entry: cycle for entry, cycle in rows}


def list_credited(user_id: int) -> tuple[set[str], set[date]]:
    """The levels of the degrees that were ever counted, and the days of all entries for degrees, whoever made them."""
    query = select(CeEntry.source_key, CeEntry.earned_on).where(
        CeEntry.user_id == user_id, CeEntry.category == Category.DEGREE
    )
    rows = list(db.session.execute(query))
    levels = {(key or "").removeprefix(DEGREE_KEY) for key, _day in rows}
    return levels, {day for _key, day in rows}


def list_sure_degrees(user_id: int) -> Sequence[DegreeRecord]:
    """Somebody's verified degrees and diplomas in social work, the earliest first."""
    query = select(DegreeRecord).where(
        DegreeRecord.user_id == user_id,
        DegreeRecord.is_social_work.is_(True),
        DegreeRecord.status.in_(SURE),
        DegreeRecord.kind != DegreeKind.COMPLETION,
        DegreeRecord.awarded_on.is_not(None),
    )
    return db.session.scalars(query.order_by(DegreeRecord.awarded_on, DegreeRecord.id)).all()


def list_suggested(user_id: int, *, on: date, most: int = 5) -> list[Suggestion]:
    """Listed courses that grant hours as a whole on a Shanghai day and have granted this person nothing yet.

    Those that grant most come first. Courses that grant lesson by lesson are left out: what they bring is not known
    before.
    """
    granted = select(CeEntry.course_id).where(
        CeEntry.user_id == user_id, CeEntry.course_id.is_not(None)
    )
    query = (
        select(Course, CeRule.minutes, CeProvider.name)
        .join(CeRule, CeRule.course_id == Course.id)
        .join(CeProvider, CeProvider.id == CeRule.provider_id)
        .where(Course.is_listed.is_(True), Course.id.not_in(granted))
        .where(CeRule.state == RuleState.APPROVED, CeRule.minutes > 0)
        .order_by(CeRule.minutes.desc(), Course.id)
        .limit(most)
    )
    for table in (CeRule, CeProvider):
        is_open = table.valid_to.is_(None) | (table.valid_to >= on)
        query = query.where(table.valid_from <= on, is_open)
    return [Suggestion(*row) for row in db.session.execute(query)]
