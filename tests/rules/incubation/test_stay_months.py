"""Months of a stay at the ends of months and in leap years: its end, its middle, how much longer it may last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, strategies as st

from trainingapp.rules.incubation.pausing import days_paused, find_undated, latest_end, moved_on
from trainingapp.rules.incubation.residence import (
    Limits,
    Unit,
    due_from,
    longest_extension,
    midpoint,
    planned_exit,
)
from trainingapp.rules.incubation.words import Track
from trainingapp.rules.incubation.working_days import Holidays
from trainingapp.rules.registration import add_months

USUAL = Limits(times=2, months_each=6, months_in_all=24)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2028-02-29", -12, "2027-02-28"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-02-28", 6, "2027-08-28"),  # what was the 31st is the 28th now
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-05-31", 0, "2026-05-31"),
        ("2099-12-31", 2, "2100-02-28"),  # 2100 is no leap year
        ("2000-01-31", 1, "2000-02-29"),  # 2000 was one
    ],
)
def test_months_end_where_the_month_ends(day: str, months: int, later: str) -> None:
    assert add_months(on(day), months) == on(later)


@pytest.mark.parametrize(
    ("entered_on", "track", "in_all", "end"),
    [
        ("2026-11-23", Track.M12, 24, "2027-11-23"),
        ("2026-11-23", Track.M6, 24, "2027-05-23"),
        ("2026-08-31", Track.M6, 24, "2027-02-28"),
        ("2027-08-31", Track.M6, 24, "2028-02-29"),
        ("2027-08-29", Track.M6, 24, "2028-02-29"),
        ("2027-08-30", Track.M6, 24, "2028-02-29"),
        ("2028-02-29", Track.M12, 24, "2029-02-28"),
        ("2028-02-29", Track.M6, 24, "2028-08-29"),
        ("2026-12-31", Track.M6, 24, "2027-06-30"),
        ("2026-11-23", Track.M12, 9, "2027-08-23"),  # a place where nobody stays longer
        ("2026-11-23", Track.M6, 9, "2027-05-23"),
        ("2026-11-23", Track.M12, 12, "2027-11-23"),
    ],
)
def test_a_stay_ends_on_the_day_it_began(
    entered_on: str, track: Track, in_all: int, end: str
) -> None:
    limits = Limits(times=2, months_each=6, months_in_all=in_all)
    assert planned_exit(on(entered_on), track, limits) == on(end)


@pytest.mark.parametrize(
    ("entered_on", "ends_on", "used", "limits", "most"),
    [
        ("2026-01-31", "2027-01-31", 0, USUAL, 6),
        ("2026-01-31", "2027-07-31", 1, USUAL, 6),
        ("2026-01-31", "2028-01-31", 2, USUAL, 0),
        ("2026-01-31", "2028-01-31", 1, USUAL, 0),  # a time is left, but no month
        ("2026-01-31", "2027-12-31", 1, USUAL, 1),
        ("2026-01-31", "2028-01-01", 1, USUAL, 0),  # thirty days are no month
        ("2026-08-31", "2027-02-28", 0, USUAL, 6),
        ("2026-08-31", "2028-08-01", 0, USUAL, 0),
        ("2026-08-31", "2028-07-31", 0, USUAL, 1),
        ("2026-08-31", "2028-02-29", 0, USUAL, 6),
        ("2028-02-29", "2029-02-28", 0, USUAL, 6),
        ("2028-02-29", "2030-01-28", 0, USUAL, 1),
        ("2028-02-29", "2030-01-31", 0, USUAL, 1),  # a month after it is 28 February as well
        ("2026-01-01", "2027-01-01", 0, Limits(0, 6, 24), 0),
        ("2026-01-01", "2027-01-01", 0, Limits(1, 3, 24), 3),
        ("2026-01-01", "2027-01-01", 1, Limits(1, 3, 24), 0),
        ("2026-01-01", "2027-01-01", 0, Limits(1, 12, 24), 12),
        ("2026-01-01", "2027-01-01", 0, Limits(1, 24, 24), 12),
        ("2026-01-01", "2027-01-01", 0, Limits(9, 6, 12), 0),
        ("2026-01-01", "2028-06-01", 0, USUAL, 0),  # longer than it may be already
        ("2026-01-01", "2027-01-01", 3, USUAL, 0),
    ],
)
def test_a_stay_gets_what_is_left_of_times_and_months(
    entered_on: str, ends_on: str, used: int, limits: Limits, most: int
) -> None:
    assert longest_extension(on(entered_on), on(ends_on), used=used, limits=limits) == most


@pytest.mark.parametrize(
    ("entered_on", "ends_on", "percent", "day"),
    [
        ("2026-01-01", "2027-01-01", 50, "2026-07-03"),  # 182.5 days, rounded up
        ("2028-01-01", "2029-01-01", 50, "2028-07-02"),  # 183 of 366
        ("2026-01-01", "2026-07-01", 50, "2026-04-02"),  # 90.5 of 181
        ("2026-01-01", "2027-01-01", 0, "2026-01-01"),
        ("2026-01-01", "2027-01-01", 100, "2027-01-01"),
        ("2026-01-01", "2026-01-02", 1, "2026-01-02"),
        ("2026-01-01", "2026-01-01", 50, "2026-01-01"),
        ("2026-11-23", "2027-11-23", 50, "2027-05-25"),
        ("2027-08-31", "2028-02-29", 50, "2027-11-30"),
        ("2026-01-01", "2027-01-01", 33, "2026-05-02"),
        ("2026-01-01", "2027-01-01", 66, "2026-08-30"),
    ],
)
def test_the_middle_is_when_its_share_has_passed(
    entered_on: str, ends_on: str, percent: int, day: str
) -> None:
    assert midpoint(on(entered_on), on(ends_on), percent=percent) == on(day)


@pytest.mark.parametrize(
    ("anchor", "offset", "unit", "day"),
    [
        ("2026-08-31", -6, Unit.MONTH, "2026-02-28"),
        ("2028-08-31", -6, Unit.MONTH, "2028-02-29"),
        ("2026-12-31", 2, Unit.MONTH, "2027-02-28"),
        ("2027-12-31", 2, Unit.MONTH, "2028-02-29"),
        ("2027-05-25", -60, Unit.DAY, "2027-03-26"),
        ("2028-05-01", -62, Unit.DAY, "2028-02-29"),
        ("2027-05-01", -62, Unit.DAY, "2027-02-28"),
        ("2026-12-31", 1, Unit.DAY, "2027-01-01"),
        ("2026-12-31", 0, Unit.MONTH, "2026-12-31"),
    ],
)
def test_days_and_months_are_sure_whatever_the_notices_say(
    anchor: str, offset: int, unit: Unit, day: str
) -> None:
    assert due_from(on(anchor), offset, unit, Holidays()) == (on(day), True)


@given(DAYS, st.sampled_from(Track), st.integers(1, 36))
def test_no_stay_is_planned_longer_than_one_may_be(
    entered_on: date, track: Track, in_all: int
) -> None:
    end = planned_exit(entered_on, track, Limits(2, 6, in_all))
    assert entered_on < end <= add_months(entered_on, in_all)


@given(DAYS, st.integers(0, 30), st.integers(0, 3), st.integers(0, 3), st.integers(1, 12))
def test_what_is_granted_fits_and_one_month_more_would_not(
    entered_on: date, months: int, used: int, times: int, each: int
) -> None:
    limits = Limits(times, each, 24)
    ends_on = add_months(entered_on, months)
    most = longest_extension(entered_on, ends_on, used=used, limits=limits)
    last = add_months(entered_on, 24)
    assert 0 <= most <= each
    if most:
        assert used < times
        assert add_months(ends_on, most) <= last
    if used < times and most < each:
        assert add_months(ends_on, most + 1) > last


@given(DAYS, st.integers(1, 800), st.integers(0, 100), st.integers(0, 100))
def test_a_larger_share_is_never_earlier(entered_on: date, days: int, one: int, two: int) -> None:
    ends_on = entered_on + timedelta(days=days)
    less, more = sorted((one, two))
    early = midpoint(entered_on, ends_on, percent=less)
    assert entered_on <= early <= midpoint(entered_on, ends_on, percent=more) <= ends_on


@pytest.mark.parametrize(
    ("today", "months", "planned", "code"),
    [
        ("2026-11-30", 3, "2027-02-28", None),
        ("2026-11-30", 3, "2027-03-01", "suspension_too_long"),
        ("2027-11-30", 3, "2028-02-29", None),
        ("2027-11-29", 3, "2028-02-29", None),
        ("2027-11-29", 3, "2028-03-01", "suspension_too_long"),
        ("2026-11-23", 3, "2026-11-23", "suspension_undated"),  # today is no end
        ("2026-11-23", 3, "2026-11-22", "suspension_undated"),
        ("2026-11-23", 3, None, "suspension_undated"),
        ("2026-11-23", 3, "2026-11-24", None),
        ("2026-11-23", 1, "2026-12-23", None),
        ("2026-11-23", 1, "2026-12-24", "suspension_too_long"),
        ("2026-11-23", 0, "2026-11-24", "suspension_too_long"),  # a place without pauses
    ],
)
def test_a_pause_ends_within_its_months(
    today: str, months: int, planned: str | None, code: str | None
) -> None:
    found = find_undated(on(planned) if planned else None, on(today), months=months)
    assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("starts_on", "resumed_on", "today", "days"),
    [
        ("2026-11-01", "2026-11-11", "2026-12-31", 10),
        ("2026-11-01", None, "2026-11-11", 10),
        ("2026-11-01", None, "2026-11-01", 0),
        ("2026-11-01", "2026-11-01", "2026-12-31", 0),  # resumed on its first day
        ("2026-11-01", None, "2026-10-01", 0),  # looked at from before it
        ("2026-11-01", "2026-12-01", "2026-11-11", 10),  # looked at from within
        ("2028-02-01", "2028-03-01", "2028-12-31", 29),
        ("2027-02-01", "2027-03-01", "2027-12-31", 28),
        ("2026-12-31", "2027-01-01", "2027-12-31", 1),
    ],
)
def test_the_days_of_a_pause_do_not_count(
    starts_on: str, resumed_on: str | None, today: str, days: int
) -> None:
    assert days_paused(on(starts_on), on(resumed_on) if resumed_on else None, on(today)) == days


@given(DAYS, DAYS, st.integers(0, 100))
def test_a_pause_moves_on_by_its_days_and_back_by_the_same(
    day: date, starts_on: date, days: int
) -> None:
    resumed_on = starts_on + timedelta(days=days)
    later = moved_on(day, starts_on=starts_on, resumed_on=resumed_on)
    assert later == day + timedelta(days=days)
    assert moved_on(later, starts_on=resumed_on, resumed_on=starts_on) == day


@given(DAYS, st.integers(1, 12))
def test_a_pause_of_its_longest_is_still_in_time(today: date, months: int) -> None:
    end = latest_end(today, months=months)
    assume(end > today)
    assert find_undated(end, today, months=months) == []
    (slip,) = find_undated(end + timedelta(days=1), today, months=months)
    assert slip.parameters == {"day": end.isoformat(), "months": months}
