"""Days of calls and answers, fresh looks at lists, and when two texts are alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from trainingapp.rules.incubation.applying import (
    CallState,
    alike,
    call_state,
    is_fresh,
    resubmission_ends_on,
)

FIRST, LAST = date(2026, 2, 27), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 2, 26), CallState.AHEAD),
        (FIRST, CallState.OPEN),
        (LAST, CallState.OPEN),
        (date(2026, 3, 2), CallState.CLOSED),
    ],
)
def test_a_call_is_open_on_its_first_and_its_last_day(today: date, state: CallState) -> None:
    days = {"opens_on": FIRST, "closes_on": LAST, "today": today}
    assert call_state(is_published=True, **days) is state
    assert call_state(is_published=False, **days) is CallState.HIDDEN


@pytest.mark.parametrize(
    ("closes_on", "returned_on", "ends_on"),
    [
        (date(2026, 12, 31), date(2026, 12, 20), date(2027, 1, 10)),  # over the end of the year
        (date(2026, 12, 10), date(2026, 12, 20), date(2026, 12, 30)),
        (None, date(2028, 2, 19), date(2028, 2, 29)),  # a leap day
    ],
)
def test_the_grace_begins_with_the_later_of_close_and_return(
    closes_on: date | None, returned_on: date, ends_on: date
) -> None:
    found = resubmission_ends_on(closes_on=closes_on, returned_on=returned_on, grace_days=10)
    assert found == ends_on


@pytest.mark.parametrize(("ago", "is_good"), [(0, True), (7, True), (8, False), (-1, False)])
def test_a_look_at_the_lists_is_good_for_its_days(ago: int, is_good: bool) -> None:
    today = date(2026, 3, 3)
    assert is_fresh(today - timedelta(days=ago), today=today, days=7) is is_good


def test_who_never_looked_has_not_looked() -> None:
    assert not is_fresh(None, today=date(2026, 3, 3), days=7)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("春晖 社工", "春晖社工"),
        ("０３１１－８６０１", "0311 8601"),
        ("Ａｂｃ（石家庄）", "ABC(石家庄)"),
        ("青园街8号，1层", "青园街8号1层"),
    ],
)
def test_the_same_written_differently_is_alike(one: str, other: str) -> None:
    assert alike(one) == alike(other)


def test_different_names_stay_different() -> None:
    assert alike("春晖社工") != alike("春辉社工")
