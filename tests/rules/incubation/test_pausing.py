"""A pause has an end within the months allowed, and the dates move on by its days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.pausing import (
    days_paused,
    find_undated,
    latest_end,
    moved_on,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2026, 11, 23), date(2027, 2, 23)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 10, 31), date(2027, 1, 31)),
    ],
)
def test_three_months_end_on_the_same_day_or_the_last_of_the_month(
    today: date, latest: date
) -> None:
    assert latest_end(today, months=3) == latest


@pytest.mark.parametrize(
    ("planned", "code"),
    [
        (None, "suspension_undated"),
        (TODAY, "suspension_undated"),
        (TODAY - timedelta(days=1), "suspension_undated"),
        (TODAY + timedelta(days=1), None),
        (date(2027, 2, 23), None),
        (date(2027, 2, 24), "suspension_too_long"),
    ],
)
def test_a_pause_ends_after_today_and_in_time(planned: date | None, code: str | None) -> None:
    found = find_undated(planned, TODAY, months=3)
    assert [one.code for one in found] == ([code] if code else [])


@given(
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(0, 200),
)
def test_a_date_moves_by_the_days_of_the_pause_and_back(day: date, start: date, days: int) -> None:
    end = start + timedelta(days=days)
    later = moved_on(day, starts_on=start, resumed_on=end)
    assert later is not None
    assert (later - day).days == days == days_paused(start, end, end)
    assert moved_on(later, starts_on=end, resumed_on=start) == day


def test_a_stay_without_a_planned_end_has_none_after_a_pause() -> None:
    assert moved_on(None, starts_on=TODAY, resumed_on=TODAY) is None


@pytest.mark.parametrize(
    ("resumed_on", "today", "days"),
    [
        (None, TODAY, 0),
        (None, TODAY + timedelta(days=5), 5),
        (TODAY + timedelta(days=3), TODAY + timedelta(days=5), 3),
        (None, TODAY - timedelta(days=1), 0),
    ],
)
def test_days_of_a_pause_are_counted_up_to_today(
    resumed_on: date | None, today: date, days: int
) -> None:
    assert days_paused(TODAY, resumed_on, today) == days
