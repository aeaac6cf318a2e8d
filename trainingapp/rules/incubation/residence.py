"""How long a stay is and by when things are due in it. Months and percents come from the rules of the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from trainingapp.rules.incubation.words import Track
from trainingapp.rules.incubation.working_days import Holidays, add_working_days
from trainingapp.rules.registration import add_months

MONTHS = {Track.M6: 6, Track.M12: 12}


class Anchor(StrEnum):
    """The day of a stay from which something is counted."""

    ENTRY = "entry"
    MIDPOINT = "midpoint"
    EXIT = "exit"


class Unit(StrEnum):
    """In what a distance is counted."""

    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"


class Due(NamedTuple):
    """A last day, and whether every notice of days off that it was counted through is known."""

    day: date
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """How often and how long a stay may be made longer: times, months each time, months of the whole stay."""

    times: int
    months_each: int
    months_in_all: int


def planned_exit(entered_on: date, track: Track, limits: Limits) -> date:
    """The first day after a stay of the track's length, which is never longer than a stay may be."""
    return add_months(entered_on, min(MONTHS[track], limits.months_in_all))


def longest_extension(
    entered_on: date, planned_exit_on: date, *, used: int, limits: Limits, paused: int = 0
) -> int:
    """By how many months the stay may be made longer now; nought: not at all. Days of pauses do not count."""
    if used >= limits.times:
        return 0
    end = add_months(entered_on, limits.months_in_all) + timedelta(days=paused)
    fitting = [
        months
        for months in range(1, limits.months_each + 1)
        if add_months(planned_exit_on, months) <= end
    ]
    return max(fitting, default=0)


def midpoint(entered_on: date, planned_exit_on: date, *, percent: int) -> date:
    """The day from which mid-term is due: when so much of the stay has passed, part days rounded up."""
    days = (planned_exit_on - entered_on).days
    return entered_on + timedelta(days=-(-days * percent // 100))


def due_from(anchor: date, offset: int, unit: Unit, holidays: Holidays) -> Due:
    """The last day of something due so many days, working days or months after an anchor, or before it."""
    if unit is Unit.MONTH:
        return Due(add_months(anchor, offset), True)
    if unit is Unit.DAY:
        return Due(anchor + timedelta(days=offset), True)
    day = add_working_days(anchor, offset, holidays)
    return Due(day, holidays.is_sure(min(anchor, day), max(anchor, day)))
