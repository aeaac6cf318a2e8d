"""Sums of money as tables: what is held, accounted for, late, left, and the middle of some numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.accounting_words import Direction
from trainingapp.rules.incubation.medians import median
from trainingapp.rules.incubation.money import (
    BalanceTooLow,
    GrantUnbalanced,
    balance_after,
    check_accounted,
    count_sources,
    days_late,
    left_to_plan,
)

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("balance", "direction", "amount", "after"),
    [
        ("0", Direction.IN, "0.01", "0.01"),
        ("0.01", Direction.OUT, "0.01", "0"),
        ("0.01", Direction.OUT, "0.02", None),
        ("0", Direction.OUT, "0.01", None),
        ("0.10", Direction.IN, "0.20", "0.30"),
        ("99999999999.99", Direction.IN, "0.01", "100000000000.00"),
    ],
)
def test_what_is_held_after_a_movement(
    balance: str, direction: Direction, amount: str, after: str | None
) -> None:
    if after is not None:
        assert balance_after(D(balance), direction, D(amount)) == D(after)
        return
    with pytest.raises(BalanceTooLow) as fault:
        balance_after(D(balance), direction, D(amount))
    assert fault.value.parameters["balance"] == D(balance)


@pytest.mark.parametrize(
    ("paid", "spent", "returned", "adds_up"),
    [
        ("5000", "5000", "0", True),
        ("5000", "0", "5000", True),
        ("5000", "4999.99", "0.01", True),
        ("5000", "4999.99", "0", False),
        ("5000", "5000", "0.01", False),
        ("0.30", "0.10", "0.20", True),
        ("5000.00", "5000", "0", True),
    ],
)
def test_a_grant_adds_up_to_the_cent(paid: str, spent: str, returned: str, adds_up: bool) -> None:
    if adds_up:
        check_accounted(D(paid), spent=D(spent), returned=D(returned))
        return
    with pytest.raises(GrantUnbalanced):
        check_accounted(D(paid), spent=D(spent), returned=D(returned))


@pytest.mark.parametrize(
    ("due", "paid", "on", "late"),
    [
        (None, None, "2026-11-23", None),
        (None, "2026-11-01", "2026-11-23", None),
        ("2026-11-23", None, "2026-11-23", None),
        ("2026-11-22", None, "2026-11-23", 1),
        ("2026-11-01", "2026-11-01", "2026-11-23", 0),
        ("2026-11-01", "2026-10-30", "2026-11-23", -2),
        ("2026-11-01", "2026-11-11", "2026-11-23", 10),
        ("2028-02-28", "2028-03-01", "2028-03-02", 2),
        ("2026-12-31", None, "2027-01-01", 1),
    ],
)
def test_an_instalment_is_late_by_days(
    due: str | None, paid: str | None, on: str, late: int | None
) -> None:
    first, second = (None if one is None else day(one) for one in (due, paid))
    assert days_late(first, second, on=day(on)) == late


@pytest.mark.parametrize(
    ("amounts", "count"),
    [
        ([], None),
        ([0, 0, 0, 0], None),
        ([100, 0, 0, 0], 1),
        ([90, 10, 0, 0], 2),
        ([91, 9, 0, 0], 1),
        ([70, 10, 10, 10], 4),
        ([-5, 5, 0, 0], None),
    ],
)
def test_a_source_gives_at_least_a_tenth(amounts: list[int], count: int | None) -> None:
    assert count_sources([D(one) for one in amounts], percent=D(10)) == count


@pytest.mark.parametrize(
    ("amount", "planned", "left"),
    [("100", [], "100"), ("100", ["100"], "0"), ("100", ["60", "50"], "-10"), ("0", [], "0")],
)
def test_what_no_instalment_names_is_left(amount: str, planned: list[str], left: str) -> None:
    assert left_to_plan(D(amount), [D(one) for one in planned]) == D(left)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=15))
def test_as_many_lie_above_the_middle_as_below(values: list[int]) -> None:
    middle = median(D(one) for one in values)
    assert middle is not None
    below, above = (sum(one < middle for one in values), sum(one > middle for one in values))
    assert max(below, above) <= len(values) / 2
