"""Dates of a class: series, overlaps, when the way into a meeting is shown, and the shift of a copy.

The timetable is kept in moments and written in Shanghai time, which has had no summer time since 1991.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trainingapp.rules.errors import RuleViolation

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = timedelta(days=7)
MOST_IN_SERIES = 60
MOST_MEETINGS = 300
LONGEST = timedelta(hours=12)
EARLY = timedelta(minutes=15)  # before a meeting its join link is shown


class MeetingTimesWrong(RuleViolation):
    message = "A meeting ends after it begins, on the same day."


class SeriesTooLong(RuleViolation):
    message = "A series has between 1 and %(most)s meetings."


class TimetableFull(RuleViolation):
    message = "A class has at most %(most)s meetings."


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From when to when."""

    starts_at: datetime
    ends_at: datetime


def make_span(day: date, starts: time, ends: time) -> Span:
    """A meeting on a day in Shanghai, as moments. :raises MeetingTimesWrong: when it ends before it begins."""
    begin = datetime.combine(day, starts, tzinfo=SHANGHAI).astimezone(UTC)
    end = datetime.combine(day, ends, tzinfo=SHANGHAI).astimezone(UTC)
    if not timedelta() < end - begin <= LONGEST:
        raise MeetingTimesWrong
    return Span(begin, end)


def make_series(first: Span, *, count: int, every_weeks: int = 1) -> list[Span]:
    """The same hours on the same weekday, `count` times. :raises SeriesTooLong: beyond sixty, or none."""
    if not 1 <= count <= MOST_IN_SERIES:
        raise SeriesTooLong(most=MOST_IN_SERIES)
    steps = (WEEK * every_weeks * number for number in range(count))
    return [Span(first.starts_at + step, first.ends_at + step) for step in steps]


def find_overlaps(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Which of them take place at the same time, as pairs of places in the sequence; touching is no overlap."""
    order = sorted(range(len(spans)), key=lambda place: (spans[place], place))
    found = []
    for index, here in enumerate(order):
        for later in order[index + 1 :]:
            if spans[later].starts_at >= spans[here].ends_at:
                break
            found.append((min(here, later), max(here, later)))
    return sorted(found)


def is_way_open(span: Span, *, now: datetime) -> bool:
    """Whether the join link is shown: from a quarter of an hour before the beginning to the end."""
    return span.starts_at - EARLY <= now < span.ends_at


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def yearly_shifts(day: date) -> tuple[timedelta, timedelta]:
    """52 and 53 weeks: one year later, or a week more for classes that have moved too early over the years.

    A date + 1 year lies one or two days after the same weekday, so that 364 days is always the nearest.
    """
    anniversary = _year_later(day)
    nearest = WEEK * round((anniversary - day) / WEEK)
    return nearest, nearest + WEEK


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def shift_all(moments: Iterable[datetime], by: timedelta) -> list[datetime]:
    """Every moment later by the same whole weeks: weekdays, hours, order and gaps stay."""
    return [moment + by for moment in moments]
