"""Periods, values and attainment of indicators. "No data" is never zero, and a ratio keeps both of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.accounting_words import Every, ValueKind, ValueState
from trainingapp.rules.incubation.formulas import Formula, Values, evaluate, fraction
from trainingapp.rules.intervals import Interval

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
PLACES = Decimal("0.0001")
LARGEST = Decimal("999999999999")
HUNDRED = Decimal(100)


class PeriodLocked(RuleViolation):
    message = "This period is locked. A value in it is only changed by a correction."


class NotApproved(RuleViolation):
    message = "Only an approved value is corrected."


class CorrectionSame(RuleViolation):
    message = "The corrected value is the same as before."


class ValueComputed(RuleViolation):
    message = "This value is computed from what the site knows; nobody types it."


def period_of(every: Every, day: date) -> Interval:
    """The month, quarter or year of the calendar in which a day lies."""
    months = MONTHS[every]
    first = (day.month - 1) // months * months + 1
    start = date(day.year, first, 1)
    return Interval(start, _months_on(start, months))


def list_periods(every: Every, start: date, end: date) -> list[Interval]:
    """The periods that hold a day of [start, end), in order."""
    found: list[Interval] = []
    day = start
    while day < end:
        found.append(period_of(every, day))
        day = found[-1].end
    return found


def _months_on(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with both parts of the ratio it is; None: there are no data for it."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def compute(formula: Formula, values: Values, *, is_percent: bool = False) -> Figure:
    """The figure of a formula, rounded to four places; of a ratio with both parts, in hundredths when `is_percent`."""
    value = evaluate(formula, values)
    parts = fraction(formula)
    if value is not None:
        value = tidy(value * HUNDRED if is_percent else value)
    if parts is None:
        return Figure(value)
    return Figure(value, *(_tidied(evaluate(part, values)) for part in parts))


def tidy(value: Decimal) -> Decimal | None:
    """Rounded to what is kept; None when it is too large to be meant."""
    return value.quantize(PLACES) if abs(value) <= LARGEST else None


def _tidied(value: Decimal | None) -> Decimal | None:
    return None if value is None else tidy(value)


def needs_note(value: Decimal | None, before: Decimal | None, *, percent: Decimal) -> bool:
    """Whether a value has to be explained: it moved by more than `percent` of the one before, or away from zero."""
    if value is None or before is None:
        return False
    if before == 0:
        return value != 0
    return abs(value - before) * HUNDRED > percent * abs(before)


@dataclass(frozen=True, slots=True)
class Goal:
    """What was reached of a target. `is_falling`: less is better."""

    weight: Decimal
    actual: Decimal | None
    target: Decimal | None
    is_falling: bool = False


def reached(goal: Goal) -> Decimal | None:
    """The share of a target that is reached, at most 1; None without a target or without data.

    A target of zero of something that should fall is reached by zero alone; of something that should rise, by anything.
    """
    actual, target = goal.actual, goal.target
    if actual is None or target is None:
        return None
    if goal.is_falling:
        return Decimal(1) if actual <= target else max(target, Decimal(0)) / actual
    if target <= 0:
        return Decimal(1)
    return min(Decimal(1), max(actual, Decimal(0)) / target)


def attainment(goals: Iterable[Goal]) -> Figure:
    """Σ weight · reached ÷ Σ weight in hundredths, over the goals that have data; no data without one (B26, S07)."""
    known = [(goal.weight, share) for goal in goals if (share := reached(goal)) is not None]
    weights = sum((weight for weight, _share in known), Decimal(0))
    if not weights:
        return Figure(None)
    points = sum((weight * share for weight, share in known), Decimal(0))
    return Figure(tidy(points / weights * HUNDRED), tidy(points), tidy(weights))


class Entry(Protocol):
    """A value of a period, in the order of entering."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reverses_id(self) -> int | None: ...


Kept = TypeVar("Kept", bound=Entry)


def standing_value(entries: Sequence[Kept]) -> Kept | None:
    """The approved entry that counts: the newest that no reversal has taken back."""
    reversed_ids = {one.reverses_id for one in entries}
    standing = [
        one
        for one in entries
        if one.kind == ValueKind.ENTRY
        and one.state == ValueState.APPROVED
        and one.id not in reversed_ids
    ]
    return standing[-1] if standing else None


def open_value(entries: Sequence[Kept]) -> Kept | None:
    """The entry that is being written or waits for approval."""
    return next((one for one in entries if one.state != ValueState.APPROVED), None)
