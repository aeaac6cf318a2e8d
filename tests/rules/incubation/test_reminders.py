"""On which days somebody is reminded of a task, and when the head hears of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.reminders import Reminder, reminder_for

DUE = date(2024, 2, 29)


@pytest.mark.parametrize(
    ("days", "reminder"),
    [
        (-30, None),
        (-7, Reminder.AHEAD),
        (-6, None),
        (-1, Reminder.AHEAD),
        (0, Reminder.AHEAD),
        (1, Reminder.LATE),
        (2, None),
        (6, None),
        (7, Reminder.ESCALATED),
        (8, None),
        (14, Reminder.ESCALATED),
        (366, None),
        (371, Reminder.ESCALATED),
    ],
)
def test_a_day_has_its_reminder(days: int, reminder: Reminder | None) -> None:
    assert reminder_for(DUE, DUE + timedelta(days=days), before=(7, 1)) is reminder


@given(st.integers(-400, 400))
def test_without_days_ahead_only_the_last_day_is_told_of(days: int) -> None:
    found = reminder_for(DUE, DUE + timedelta(days=days), before=())
    assert (found is Reminder.AHEAD) is (days == 0)


@given(st.integers(2, 400))
def test_what_stays_late_is_told_once_a_week(days: int) -> None:
    week = [reminder_for(DUE, DUE + timedelta(days=days + step), before=()) for step in range(7)]
    assert week.count(Reminder.ESCALATED) == 1
