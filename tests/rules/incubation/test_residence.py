"""The length of a stay, how much longer it may become, and by when things are due in it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.residence import (
    Due,
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
YEAR = Holidays(years=frozenset({2026}))


@pytest.mark.parametrize(
    ("entered_on", "track", "limits", "exit_on"),
    [
        (date(2026, 5, 25), Track.M12, USUAL, date(2027, 5, 25)),
        (date(2026, 5, 25), Track.M6, USUAL, date(2026, 11, 25)),
        (date(2024, 2, 29), Track.M12, USUAL, date(2025, 2, 28)),
        (date(2026, 8, 31), Track.M6, USUAL, date(2027, 2, 28)),
        (date(2026, 5, 25), Track.M12, Limits(2, 6, 9), date(2027, 2, 25)),
    ],
)
def test_a_stay_lasts_its_track_and_never_longer_than_a_stay_may(
    entered_on: date, track: Track, limits: Limits, exit_on: date
) -> None:
    assert planned_exit(entered_on, track, limits) == exit_on


@pytest.mark.parametrize(
    ("exit_on", "used", "limits", "months"),
    [
        (date(2027, 1, 1), 0, USUAL, 6),
        (date(2027, 7, 1), 1, USUAL, 6),
        (date(2027, 10, 1), 1, USUAL, 3),  # 24 months in all end on 2028-01-01
        (date(2027, 12, 2), 1, USUAL, 0),  # one more month would be a day too long
        (date(2027, 12, 1), 1, USUAL, 1),
        (date(2027, 1, 1), 2, USUAL, 0),  # both times are used
        (date(2028, 1, 1), 0, USUAL, 0),
        (date(2027, 1, 1), 0, Limits(1, 3, 24), 3),
    ],
)
def test_a_stay_becomes_longer_by_what_is_left(
    exit_on: date, used: int, limits: Limits, months: int
) -> None:
    assert longest_extension(date(2026, 1, 1), exit_on, used=used, limits=limits) == months


@pytest.mark.parametrize(
    ("percent", "day"),
    [(50, date(2026, 7, 3)), (0, date(2026, 1, 1)), (100, date(2027, 1, 1))],
)
def test_midterm_is_due_when_its_share_has_passed(percent: int, day: date) -> None:
    assert midpoint(date(2026, 1, 1), date(2027, 1, 1), percent=percent) == day


@pytest.mark.parametrize(
    ("offset", "unit", "due"),
    [
        (20, Unit.WORKDAY, Due(date(2026, 11, 27), True)),
        (45, Unit.WORKDAY, Due(date(2027, 1, 1), False)),  # the notice of 2027 is not known
        (3, Unit.MONTH, Due(date(2027, 1, 30), True)),
        (4, Unit.MONTH, Due(date(2027, 2, 28), True)),
        (-60, Unit.DAY, Due(date(2026, 8, 31), True)),
        (-1, Unit.WORKDAY, Due(date(2026, 10, 29), True)),
    ],
)
def test_things_are_due_from_their_anchor(offset: int, unit: Unit, due: Due) -> None:
    assert due_from(date(2026, 10, 30), offset, unit, YEAR) == due


entries = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(entries, st.sampled_from(list(Track)), st.integers(0, 3))
def test_no_extension_makes_a_stay_longer_than_it_may_be(
    entered_on: date, track: Track, used: int
) -> None:
    exit_on = planned_exit(entered_on, track, USUAL)
    months = longest_extension(entered_on, exit_on, used=used, limits=USUAL)
    assert 0 <= months <= USUAL.months_each
    if months:
        assert used < USUAL.times
        assert add_months(exit_on, months) <= add_months(entered_on, USUAL.months_in_all)


@given(entries, st.integers(1, 730), st.integers(0, 100))
def test_the_middle_lies_within_the_stay(entered_on: date, days: int, percent: int) -> None:
    exit_on = entered_on + timedelta(days=days)
    assert entered_on <= midpoint(entered_on, exit_on, percent=percent) <= exit_on
