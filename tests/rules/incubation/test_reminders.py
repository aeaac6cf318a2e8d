"""In which steps somebody is told of what falls due, and when the head hears of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.reminders import Reminder, Rhythm, Step, step_for, step_of

DUE = date(2024, 2, 29)
AHEAD, LATE, ESCALATED = Reminder.AHEAD, Reminder.LATE, Reminder.ESCALATED
BEFORE = (7, 1)


def after(days: int) -> date:
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-366, None),
        (-8, None),
        (-7, Step(AHEAD, -7)),
        (-6, Step(AHEAD, -7)),
        (-2, Step(AHEAD, -7)),
        (-1, Step(AHEAD, -1)),
        (0, Step(AHEAD, 0)),
        (1, Step(LATE, 1)),
        (2, Step(LATE, 1)),
        (6, Step(LATE, 1)),
        (7, Step(ESCALATED, 7)),
        (13, Step(ESCALATED, 7)),
        (14, Step(ESCALATED, 14)),
        (371, Step(ESCALATED, 371)),
    ],
)
def test_a_day_is_in_its_step(days: int, step: Step | None) -> None:
    assert step_of(DUE, after(days), before=BEFORE, escalate_after=7) == step


@pytest.mark.parametrize(
    ("escalate_after", "days", "step"),
    [
        (1, 1, Step(ESCALATED, 1)),
        (1, 8, Step(ESCALATED, 8)),
        (3, 2, Step(LATE, 1)),
        (3, 3, Step(ESCALATED, 3)),
        (3, 9, Step(ESCALATED, 3)),
        (3, 10, Step(ESCALATED, 10)),
        (30, 29, Step(LATE, 1)),
        (30, 30, Step(ESCALATED, 30)),
    ],
)
def test_a_place_says_after_how_many_days_the_head_hears(
    escalate_after: int, days: int, step: Step
) -> None:
    assert step_of(DUE, after(days), before=BEFORE, escalate_after=escalate_after) == step


@pytest.mark.parametrize(
    ("rhythm", "days", "step"),
    [
        (Rhythm.TERM, -7, Step(AHEAD, -7)),
        (Rhythm.TERM, 7, Step(ESCALATED, 7)),
        (Rhythm.ONLY_AHEAD, -8, None),
        (Rhythm.ONLY_AHEAD, -7, Step(AHEAD, -7)),
        (Rhythm.ONLY_AHEAD, 0, Step(AHEAD, 0)),
        (Rhythm.ONLY_AHEAD, 1, None),
        (Rhythm.ONLY_AHEAD, 30, None),
        (Rhythm.WAITING, 0, None),
        (Rhythm.WAITING, 7, None),
        (Rhythm.WAITING, 8, Step(LATE, 1)),
        (Rhythm.WAITING, 13, Step(LATE, 1)),
        (Rhythm.WAITING, 14, Step(ESCALATED, 7)),
        (Rhythm.ASKED, -1, None),
        (Rhythm.ASKED, 0, Step(AHEAD, -7)),
        (Rhythm.ASKED, 7, Step(AHEAD, -7)),
        (Rhythm.ASKED, 8, Step(LATE, 1)),
        (Rhythm.ASKED, 21, Step(ESCALATED, 14)),
        (Rhythm.ONCE, -1, None),
        (Rhythm.ONCE, 0, Step(AHEAD, 0)),
        (Rhythm.ONCE, 400, Step(AHEAD, 0)),
    ],
)
def test_a_rhythm_has_its_steps(rhythm: Rhythm, days: int, step: Step | None) -> None:
    assert step_for(rhythm, DUE, after(days), before=BEFORE, escalate_after=7) == step


@given(st.integers(-400, -1))
def test_without_days_ahead_nothing_is_told_before_the_last_day(days: int) -> None:
    assert step_of(DUE, after(days), before=(), escalate_after=7) is None


@given(
    st.sampled_from(Rhythm),
    st.integers(-400, 400),
    st.sets(st.integers(0, 60), max_size=4),
    st.integers(1, 40),
)
def test_steps_follow_each_other_and_never_go_back(
    rhythm: Rhythm, days: int, before: set[int], escalate_after: int
) -> None:
    told = {"before": before, "escalate_after": escalate_after}
    one = step_for(rhythm, DUE, after(days), **told)
    other = step_for(rhythm, DUE, after(days + 1), **told)
    if one is not None and other is not None:
        assert one.mark <= other.mark


@given(st.integers(2, 400), st.integers(1, 40))
def test_what_stays_late_is_told_once_a_week(days: int, escalate_after: int) -> None:
    late = days + escalate_after
    marks = {
        step.mark
        for one in range(7)
        if (step := step_of(DUE, after(late + one), before=(), escalate_after=escalate_after))
    }
    assert 1 <= len(marks) <= 2


@given(st.integers(-60, 60), st.sets(st.integers(0, 60), max_size=4))
def test_a_step_has_begun_on_the_day_it_is_told(days: int, before: set[int]) -> None:
    step = step_of(DUE, after(days), before=before, escalate_after=7)
    assert step is None or step.mark <= days


@given(st.integers(-60, 60), st.sets(st.integers(0, 60), max_size=4))
def test_what_is_late_is_called_late_and_what_is_not_is_not(days: int, before: set[int]) -> None:
    step = step_of(DUE, after(days), before=before, escalate_after=7)
    assert step is None or (step.reminder is Reminder.AHEAD) is (days <= 0)
