"""Half-open intervals of calendar dates: [start, end). What lasts without a known end ends on FOREVER."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

FOREVER = date.max


class Interval(NamedTuple):
    """From `start` up to, but without, `end`."""

    start: date
    end: date = FOREVER


Intervals = tuple[Interval, ...]  # sorted, apart from each other, none empty

ALWAYS: Intervals = (Interval(date.min),)
NEVER: Intervals = ()


def tidy(intervals: Iterable[Interval]) -> Intervals:
    """Sort them, join those that overlap or touch, and drop the empty ones."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if found and start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Interval(start, end))
    return tuple(found)


def union(*many: Intervals) -> Intervals:
    """The days in at least one of them; NEVER without any."""
    return tidy(interval for intervals in many for interval in intervals)


def intersection(*many: Intervals) -> Intervals:
    """The days in every one of them; ALWAYS without any."""
    found = ALWAYS
    for intervals in many:
        found = tidy(
            Interval(max(one.start, other.start), min(one.end, other.end))
            for one in found
            for other in intervals
        )
    return found


def difference(intervals: Intervals, taken: Intervals) -> Intervals:
    """The days of the first that are not in the second."""
    return intersection(intervals, complement(taken))


def complement(intervals: Intervals) -> Intervals:
    """Every other day."""
    edges = [date.min]
    for interval in intervals:
        edges += [interval.start, interval.end]
    edges.append(FOREVER)
    return tidy(Interval(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))


def covers(intervals: Intervals, day: date) -> bool:
    """Whether the day lies in one of them."""
    return any(start <= day < end for start, end in intervals)


def count_days(intervals: Intervals) -> int:
    """How many days they have together."""
    return sum((end - start).days for start, end in intervals)


def find_day(intervals: Intervals, number: int) -> date | None:
    """The day on which so many days (from 1) have been counted; None when there are fewer."""
    left = number
    for start, end in intervals:
        if left <= (end - start).days:
            return date.fromordinal(start.toordinal() + left - 1)
        left -= (end - start).days
    return None


def year_of(year: int) -> Interval:
    """The days of a calendar year."""
    return Interval(date(year, 1, 1), date(year + 1, 1, 1))


def add_years(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
