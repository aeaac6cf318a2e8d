"""The mail of a week leaves on Monday morning, on Tuesday where the worker stood still, and never else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.weeks import week_to_mail

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 22, 12, 0), None),
        (datetime(2026, 11, 23, 0, 0), None),
        (datetime(2026, 11, 23, 7, 59), None),
        (datetime(2026, 11, 23, 8, 0), MONDAY),
        (datetime(2026, 11, 23, 23, 59), MONDAY),
        (datetime(2026, 11, 24, 0, 0), None),
        (datetime(2026, 11, 24, 8, 0), MONDAY),
        (datetime(2026, 11, 24, 23, 59), MONDAY),
        (datetime(2026, 11, 25, 8, 0), None),
        (datetime(2026, 11, 28, 12, 0), None),
        (datetime(2026, 12, 28, 12, 0), date(2026, 12, 28)),
        (datetime(2027, 1, 1, 12, 0), None),
        (datetime(2024, 12, 31, 12, 0), date(2024, 12, 30)),
        (datetime(2024, 2, 26, 9, 0), date(2024, 2, 26)),
    ],
    ids=str,
)
def test_the_week_that_is_mailed_at_a_moment(moment: datetime, week: date | None) -> None:
    assert week_to_mail(moment) == week


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_a_week_begins_on_monday_and_is_mailed_within_two_days(moment: datetime) -> None:
    week = week_to_mail(moment)
    assert week is None or (
        week.weekday() == 0 and timedelta() <= moment.date() - week <= timedelta(days=1)
    )
