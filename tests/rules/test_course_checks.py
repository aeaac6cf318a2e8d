"""The final check: tries, breaks between them, the draw of items, and passing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.course_checks import (
    AlreadyPassed,
    CheckTerms,
    NoTriesLeft,
    PastTry,
    TooFewItems,
    TryTooEarly,
    check_try,
    draw,
    is_passed,
    is_right,
    next_try_at,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TERMS = CheckTerms(items=10, pass_percent=60, tries=3, wait_hours=24)
CODES = [f"JC01-{number:03}" for number in range(30)]


def failed(hours_ago: float) -> PastTry:
    return PastTry(NOON - timedelta(hours=hours_ago), is_passed=False)


def test_the_first_try_is_possible_at_once() -> None:
    assert next_try_at([], TERMS) is None
    check_try([], TERMS, now=NOON)


def test_the_next_try_waits_for_the_break() -> None:
    with pytest.raises(TryTooEarly) as refused:
        check_try([failed(23.9)], TERMS, now=NOON)
    assert refused.value.parameters == {"hours": 24}
    check_try([failed(24)], TERMS, now=NOON)


def test_the_break_counts_from_the_last_try_whatever_the_order() -> None:
    assert next_try_at([failed(5), failed(80)], TERMS) == NOON + timedelta(hours=19)


def test_without_a_break_the_next_try_is_possible_at_once() -> None:
    check_try([failed(0)], CheckTerms(10, 60, 3, 0), now=NOON)


def test_no_try_follows_the_last() -> None:
    with pytest.raises(NoTriesLeft):
        check_try([failed(90), failed(60), failed(30)], TERMS, now=NOON)


def test_no_try_follows_a_pass_even_when_tries_are_left() -> None:
    with pytest.raises(AlreadyPassed):
        check_try([failed(90), PastTry(NOON, is_passed=True)], TERMS, now=NOON)


def test_a_pass_on_the_last_try_is_told_as_a_pass() -> None:
    with pytest.raises(AlreadyPassed):
        next_try_at([failed(90), failed(60), PastTry(NOON, is_passed=True)], TERMS)


def test_the_same_seed_draws_the_same_items_in_any_order_of_the_bank() -> None:
    assert draw(CODES, count=10, seed="a") == draw(CODES[::-1], count=10, seed="a")


def test_another_seed_draws_other_items() -> None:
    assert draw(CODES, count=10, seed="a") != draw(CODES, count=10, seed="b")


@given(st.text(max_size=8), st.integers(min_value=1, max_value=30), st.sets(st.sampled_from(CODES)))
def test_items_of_earlier_tries_come_only_where_others_run_out(
    seed: str, count: int, seen: set[str]
) -> None:
    drawn = draw(CODES, count=count, seed=seed, seen=seen)
    assert len(set(drawn)) == count
    fresh = [code for code in drawn if code not in seen]
    assert len(fresh) == min(count, len(set(CODES) - seen))


def test_too_few_items_draw_nothing() -> None:
    with pytest.raises(TooFewItems):
        draw(["a", "a"], count=2, seed="x")


@pytest.mark.parametrize(
    ("selected", "key", "is_so"),
    [
        ("AC", "CA", True),
        ("A", "AC", False),
        ("ABC", "AC", False),
        ("", "A", False),
        ("", None, False),
        ("", "", False),
        ("A", "A", True),
    ],
)
def test_exactly_the_key_is_right(selected: str, key: str | None, is_so: bool) -> None:
    assert is_right(selected, key) is is_so


@pytest.mark.parametrize(
    ("right", "asked", "percent", "is_so"),
    [(6, 10, 60, True), (5, 10, 60, False), (2, 3, 67, False), (0, 0, 1, False), (3, 3, 100, True)],
)
def test_the_mark_is_reached_or_not(right: int, asked: int, percent: int, is_so: bool) -> None:
    assert is_passed(right, asked=asked, percent=percent) is is_so


def test_terms_survive_being_kept() -> None:
    assert CheckTerms(**TERMS.as_json()) == TERMS
