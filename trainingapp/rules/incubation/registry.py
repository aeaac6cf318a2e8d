"""How an entry of a register stands on a day, who may strike it, and the clock of a change. Terms are half-open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from trainingapp.rules.incubation.registry_words import ChangedItem, Register
from trainingapp.rules.incubation.words import Actor

MOST_CAPITAL = Decimal("999999999999.99")
LONGEST_TEXT = 2000
LONGEST = {ChangedItem.NAME: 120, ChangedItem.ADDRESS: 200}
OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
OF_AGENCY = frozenset({Actor.AGENCY, Actor.APPLICANT})
# What the base looks up itself: an agency neither enters nor strikes it.
OF_THE_BASE = frozenset({Register.CREDIT, Register.CONTACTS})


class Validity(StrEnum):
    """How something with an end stands."""

    AHEAD = "ahead"
    VALID = "valid"
    ENDING = "ending"
    OVER = "over"


def validity(
    starts_on: date | None, ends_on: date | None, *, today: date, warn_days: int
) -> Validity:
    """Ahead before its first day, over from `ends_on` on, ending in the `warn_days` before."""
    if starts_on is not None and today < starts_on:
        return Validity.AHEAD
    if ends_on is None:
        return Validity.VALID
    if ends_on <= today:
        return Validity.OVER
    return Validity.ENDING if ends_on <= today + timedelta(days=warn_days) else Validity.VALID


class ChangeState(StrEnum):
    """How a change of a registered item stands (条例 art. 15)."""

    DECIDED = "decided"  # the supervising unit has not consented yet
    DUE = "due"  # to be applied for
    LATE = "late"  # the days are over, or were over when it was applied for
    APPLIED = "applied"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class ChangeClock:
    """How a change stands, until which day it is to be applied for, and whether its audit is missing (art. 22)."""

    state: ChangeState
    last_day: date | None
    needs_audit: bool


def change_clock(
    item: ChangedItem,
    *,
    consent_on: date | None,
    applied_on: date | None,
    approved_on: date | None,
    audited_on: date | None,
    today: date,
    days: int,
) -> ChangeClock:
    """The clock of one change: it is applied for within `days` of the consent, that day itself not counted."""
    last_day = consent_on + timedelta(days=days) if consent_on else None
    needs_audit = item is ChangedItem.LEGAL_REPRESENTATIVE and audited_on is None
    if approved_on is not None:
        state = ChangeState.APPROVED
    elif last_day is None:
        state = ChangeState.DECIDED if applied_on is None else ChangeState.APPLIED
    elif (applied_on or today) > last_day:
        state = ChangeState.LATE
    else:
        state = ChangeState.DUE if applied_on is None else ChangeState.APPLIED
    return ChangeClock(state, last_day, needs_audit)


def read_capital(text: str) -> Decimal | None:
    """A sum in yuan and cents as it is written in a change; None of anything else."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    is_sum = value.is_finite() and 0 <= value <= MOST_CAPITAL
    return value if is_sum and value == round(value, 2) else None


def fits(item: ChangedItem, text: str) -> bool:
    """Whether an agency can be what is written of an item: something, not too long, of the capital a sum."""
    if item is ChangedItem.CAPITAL:
        return read_capital(text) is not None
    return bool(text.strip()) and len(text) <= LONGEST.get(item, LONGEST_TEXT)


def may_enter(register: Register, actors: Collection[Actor], *, is_team: bool) -> bool:
    """Whether somebody in these capacities adds to a register.

    Officers and head of the base to all; managers of the agency to those that the base does not keep; who applies for
    a team without an organisation likewise, for it has no managers yet.
    """
    if not OFFICE.isdisjoint(actors):
        return True
    if register in OF_THE_BASE:
        return False
    return Actor.AGENCY in actors or (is_team and Actor.APPLICANT in actors)


def may_strike(
    register: Register, entered_as: Actor, actors: Collection[Actor], *, is_team: bool
) -> bool:
    """Whether somebody corrects or strikes an entry: an agency only what its own side has entered."""
    if not may_enter(register, actors, is_team=is_team):
        return False
    return not OFFICE.isdisjoint(actors) or entered_as in OF_AGENCY


def capacity_of_entry(actors: Collection[Actor]) -> Actor:
    """In which capacity somebody with several enters something: the base's first."""
    for one in (Actor.HEAD, Actor.OFFICER, Actor.AGENCY):
        if one in actors:
            return one
    return Actor.APPLICANT
