"""Who is pointed out and why, the bands of readiness, and which attempts a class's teachers may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from trainingapp.rules.falling_behind import (
    FEWEST_ANSWERS,
    LIMITS,
    Band,
    Flag,
    FlagKind,
    Limits,
    Standing,
    find_band,
    find_flags,
    is_shared,
    quiet_days,
    says_something,
)

NOON = datetime(2026, 12, 5, 4, 0, tzinfo=UTC)
FINE = Standing(
    joined_at=NOON - timedelta(days=60),
    seen_at=NOON - timedelta(days=1),
    is_completed=False,
    due=10,
    missing=0,
    meetings=10,
    present=10,
)


def kinds(limits: Limits = LIMITS, **changes: object) -> list[str]:
    standing = replace(FINE, **changes)  # type: ignore[arg-type]
    return [flag.kind for flag in find_flags(standing, now=NOON, limits=limits)]


def ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def test_who_keeps_up_is_not_pointed_out() -> None:
    assert kinds() == []


@pytest.mark.parametrize(("days", "found"), [(13.9, []), (14, ["quiet"]), (59, ["quiet"])])
def test_who_has_not_come_for_two_weeks_is_quiet(days: float, found: list[str]) -> None:
    assert kinds(seen_at=ago(days)) == found


def test_the_days_of_somebody_who_never_came_count_from_joining() -> None:
    assert kinds(seen_at=None) == ["quiet"]
    assert kinds(seen_at=None, joined_at=ago(3)) == []
    assert quiet_days(replace(FINE, seen_at=None, joined_at=ago(3)), now=NOON) == 3


def test_what_was_long_before_joining_counts_from_joining() -> None:
    assert kinds(seen_at=ago(300), joined_at=ago(2)) == []


def test_who_has_completed_the_course_may_rest() -> None:
    assert kinds(seen_at=ago(50), is_completed=True) == []


def test_a_clock_that_runs_ahead_makes_no_negative_days() -> None:
    assert quiet_days(replace(FINE, seen_at=NOON + timedelta(days=2)), now=NOON) == 0


@pytest.mark.parametrize(
    ("due", "missing", "found"),
    [
        (10, 2, []),
        (10, 3, ["overdue"]),
        (10, 10, ["overdue"]),
        (1, 1, []),  # one lesson says nothing yet
        (2, 1, ["overdue"]),
        (0, 0, []),
    ],
)
def test_who_misses_three_tenths_of_the_due_lessons_is_overdue(
    due: int, missing: int, found: list[str]
) -> None:
    assert kinds(due=due, missing=missing) == found


@pytest.mark.parametrize(
    ("meetings", "present", "found"),
    [
        (10, 6, []),
        (10, 5, ["absent"]),
        (1, 0, []),  # one meeting says nothing yet
        (2, 1, ["absent"]),
        (0, 0, []),
    ],
)
def test_who_comes_to_less_than_six_tenths_of_the_meetings_is_absent(
    meetings: int, present: int, found: list[str]
) -> None:
    assert kinds(meetings=meetings, present=present) == found


def test_a_flag_carries_the_figures_that_explain_it() -> None:
    standing = replace(FINE, seen_at=ago(20), missing=4, present=3)
    assert find_flags(standing, now=NOON) == (
        Flag(FlagKind.QUIET, 20, 0, 14),
        Flag(FlagKind.OVERDUE, 4, 10, 30),
        Flag(FlagKind.ABSENT, 7, 10, 60),
    )


def test_the_limits_are_data() -> None:
    strict = Limits(quiet_days=1, overdue_percent=10, attendance_percent=100)
    assert kinds(strict, missing=1, present=9) == ["quiet", "overdue", "absent"]


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("100", Band.WELL_ABOVE),
        ("70", Band.WELL_ABOVE),
        ("69.5", Band.NEAR),
        ("60", Band.NEAR),
        ("50.5", Band.NEAR),
        ("50", Band.BELOW),
        ("0", Band.BELOW),
        (None, Band.UNKNOWN),
    ],
)
def test_a_band_is_the_distance_from_the_cut_score(score: str | None, band: Band) -> None:
    found = find_band(None if score is None else Decimal(score), cut=Decimal(60), full=Decimal(100))
    assert found is band


def test_a_band_is_relative_to_the_full_score() -> None:
    assert find_band(Decimal(4), cut=Decimal("3.6"), full=Decimal(6)) is Band.NEAR
    assert find_band(Decimal(5), cut=Decimal("3.6"), full=Decimal(6)) is Band.WELL_ABOVE
    assert find_band(Decimal(5), cut=Decimal(3), full=Decimal(0)) is Band.UNKNOWN


def test_an_attempt_is_shared_only_when_it_was_begun_as_a_member_who_could_know() -> None:
    def shared(begun: float, joined: float, linked: float) -> bool:
        return is_shared(begun_at=ago(begun), joined_at=ago(joined), linked_at=ago(linked))

    assert shared(1, 3, 2)
    assert shared(2, 2, 2)
    assert not shared(3, 5, 2)  # before it was linked
    assert not shared(3, 2, 5)  # before joining
    assert not is_shared(begun_at=None, joined_at=ago(3), linked_at=ago(3))


def test_fewer_than_five_answers_say_nothing() -> None:
    assert FEWEST_ANSWERS == 5
    assert says_something(5)
    assert not says_something(4)
