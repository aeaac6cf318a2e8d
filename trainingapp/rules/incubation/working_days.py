"""Working days: weekdays without the days off of the State Council's yearly notice, and its worked weekend days.

Of a year without a notice only weekdays are known: such a date is not sure. A period begins on the day after the one
it is counted from (民法典 art. 201).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """The days off and the worked weekend days of the years whose notice is known."""

    days_off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_sure(self, first: date, last: date) -> bool:
        """Whether the notice of every year between two days is known."""
        return all(year in self.years for year in range(first.year, last.year + 1))


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether people work on a day."""
    if day in holidays.worked:
        return True
    return day.weekday() < SATURDAY and day not in holidays.days_off


def add_working_days(start: date, count: int, holidays: Holidays) -> date:
    """The last day of a period of working days, the first of them the first working day after `start`.

    With nought the start itself, whatever day it is; below nought backwards.
    """
    day, step = start, DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day


def count_working_days(start: date, end: date, holidays: Holidays) -> int:
    """How many working days there are after `start`, up to and with `end`; nought when it does not lie after."""
    days = (end - start).days
    return sum(is_working_day(start + DAY * step, holidays) for step in range(1, days + 1))


def next_working_day(day: date, holidays: Holidays) -> date:
    """The day itself, or the first working day after it (民法典 art. 203: a last day that is a day off moves on)."""
    while not is_working_day(day, holidays):
        day += DAY
    return day
