"""Continuing education of many people at once: hours in the registration in force that ends last, and the pace of them.

Hours are placed as `credentials` places them; only whoever agreed is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from trainingapp.credentials.models.registration import CeAllocation, RegistrationCycle
from trainingapp.credentials.queries.registration import list_spans
from trainingapp.education.models import CeEntry
from trainingapp.extensions import db
from trainingapp.rules.education import Category
from trainingapp.rules.incubation.staff_growth import is_on_pace
from trainingapp.rules.incubation.staffing_facts import Span
from trainingapp.rules.registration_hours import Entry, place_entries, tally


@dataclass(frozen=True, slots=True)
class Pace:
    """The hours of one person in the registration in force that ends last, in minutes."""

    starts_on: date
    ends_on: date
    required: int
    earned: int
    is_on_pace: bool

    @property
    def missing(self) -> int:
        """What is still needed until the registration ends."""
        return max(0, self.required - self.earned)


def list_paces(user_ids: Collection[int], *, on: date) -> dict[int, Pace]:
    """The pace of each of these people who has a registration in force on a day; three statements."""
    cycles = _list_cycles(user_ids)
    entries = _list_entries(user_ids)
    placed = _list_placed(user_ids)
    found = {}
    for user_id, own in cycles.items():
        spans = list_spans(own)
        current = max(
            (span for span in spans if span.has(on)), key=lambda one: one.ends_on, default=None
        )
        if current is None:
            continue
        known = {span.id for span in spans}
        ledger = entries.get(user_id, [])
        stored = {entry: cycle for entry, cycle in placed.items() if cycle in known}
        where = place_entries(ledger, spans, stored)
        counted = tally(
            (one for one in ledger if where.get(one.id) == current.id), current.required
        )
        span = Span(current.starts_on, current.ends_on)
        found[user_id] = Pace(
            current.starts_on,
            current.ends_on,
            current.required,
            counted.earned,
            is_on_pace(counted.earned, current.required, span, on),
        )
    return found


def _list_cycles(user_ids: Collection[int]) -> dict[int, list[RegistrationCycle]]:
    query = (
        select(RegistrationCycle)
        .where(RegistrationCycle.user_id.in_(user_ids), RegistrationCycle.starts_on.is_not(None))
        .options(joinedload(RegistrationCycle.certificate))
        .order_by(RegistrationCycle.starts_on, RegistrationCycle.id)
    )
    found: dict[int, list[RegistrationCycle]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.user_id, []).append(row)
    return found


def _list_entries(user_ids: Collection[int]) -> dict[int, list[Entry]]:
    origin = func.coalesce(CeEntry.corrects_id, CeEntry.id)
    left = (
        select(origin.label("id"), func.sum(CeEntry.minutes).label("minutes"))
        .where(CeEntry.user_id.in_(user_ids))
        .group_by(origin)
        .subquery()
    )
    query = (
        select(CeEntry.user_id, CeEntry.id, CeEntry.earned_on, left.c.minutes, CeEntry.category)
        .join(left, left.c.id == CeEntry.id)
        .where(left.c.minutes > 0)
        .order_by(CeEntry.earned_on, CeEntry.id)
    )
    found: dict[int, list[Entry]] = {}
    for user_id, number, day, minutes, category in db.session.execute(query):
        entry = Entry(number, day, int(minutes), category == Category.DEGREE)
        found.setdefault(user_id, []).append(entry)
    return found


def _list_placed(user_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(CeAllocation.entry_id, CeAllocation.cycle_id)
        .join(RegistrationCycle, RegistrationCycle.id == CeAllocation.cycle_id)
        .where(RegistrationCycle.user_id.in_(user_ids))
    )
    return {entry: cycle for entry, cycle in db.session.execute(query)}
