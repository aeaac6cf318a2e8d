"""Working days around the long holidays, with days that stand in the State Council's notices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.working_days import (
    Holidays,
    add_working_days,
    count_working_days,
    is_working_day,
    next_working_day,
)

# The Spring Festival of 2026: 15 to 23 February are off, the Saturdays 14 and 28 are worked.
SPRING = Holidays(
    days_off=frozenset(date(2026, 2, 15) + timedelta(days=step) for step in range(9)),
    worked=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
    years=frozenset({2026}),
)
NONE = Holidays()


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 2, 13), True),  # a Friday
        (date(2026, 2, 14), True),  # a Saturday that is worked
        (date(2026, 2, 15), False),
        (date(2026, 2, 16), False),  # a Monday off
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2026, 3, 1), False),  # a Sunday
        (date(2026, 3, 7), False),  # a Saturday as always
    ],
)
def test_a_day_is_worked_as_the_notice_says(day: date, is_worked: bool) -> None:
    assert is_working_day(day, SPRING) is is_worked


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 13), 5, date(2026, 2, 27)),
        (date(2026, 2, 13), 6, date(2026, 2, 28)),
        (date(2026, 2, 18), 1, date(2026, 2, 24)),
        (date(2026, 2, 24), -1, date(2026, 2, 14)),
        (date(2026, 2, 24), -2, date(2026, 2, 13)),
        (date(2026, 2, 18), 0, date(2026, 2, 18)),  # nought is the day itself, worked or not
        (date(2026, 12, 31), 1, date(2027, 1, 1)),  # no notice: only the weekday counts
    ],
)
def test_a_period_skips_what_is_off_and_uses_what_is_worked(
    start: date, count: int, last: date
) -> None:
    assert add_working_days(start, count, SPRING) == last


def test_five_working_days_without_a_notice_are_a_week() -> None:
    assert add_working_days(date(2024, 2, 28), 5, NONE) == date(2024, 3, 6)  # over a leap day
    assert add_working_days(date(2023, 2, 27), 5, NONE) == date(2023, 3, 6)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 2, 13), date(2026, 2, 24), 2),
        (date(2026, 2, 14), date(2026, 2, 23), 0),
        (date(2026, 2, 24), date(2026, 2, 13), 0),
        (date(2026, 2, 24), date(2026, 2, 24), 0),
    ],
)
def test_working_days_between_two_days_leave_out_the_first(
    start: date, end: date, count: int
) -> None:
    assert count_working_days(start, end, SPRING) == count


def test_a_last_day_that_is_off_moves_to_the_next_worked_one() -> None:
    assert next_working_day(date(2026, 2, 14), SPRING) == date(2026, 2, 14)
    assert next_working_day(date(2026, 2, 15), SPRING) == date(2026, 2, 24)


def test_only_years_with_a_notice_are_sure() -> None:
    assert SPRING.is_sure(date(2026, 1, 1), date(2026, 12, 31))
    assert not SPRING.is_sure(date(2026, 12, 31), date(2027, 1, 1))
    assert not SPRING.is_sure(date(2025, 12, 31), date(2026, 1, 1))


days = st.dates(date(2025, 6, 1), date(2026, 12, 31))


@given(days, st.integers(1, 60))
def test_a_period_ends_on_a_worked_day_and_has_as_many_as_asked(start: date, count: int) -> None:
    last = add_working_days(start, count, SPRING)
    assert is_working_day(last, SPRING)
    assert count_working_days(start, last, SPRING) == count


@given(days, st.integers(0, 40), st.integers(0, 40))
def test_a_longer_period_never_ends_earlier(start: date, count: int, more: int) -> None:
    assert add_working_days(start, count, SPRING) <= add_working_days(start, count + more, SPRING)


@given(days, st.integers(1, 40))
def test_counting_back_leads_to_the_day_counted_from(start: date, count: int) -> None:
    start = next_working_day(start, SPRING)
    assert add_working_days(add_working_days(start, count, SPRING), -count, SPRING) == start
