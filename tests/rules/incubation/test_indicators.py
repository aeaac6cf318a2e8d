"""Periods, changes, attainment and standing values of indicators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.accounting_words import Every, ValueKind, ValueState
from trainingapp.rules.incubation.formulas import parse
from trainingapp.rules.incubation.indicators import (
    Figure,
    Goal,
    attainment,
    compute,
    list_periods,
    needs_note,
    open_value,
    period_of,
    reached,
    standing_value,
    tidy,
)
from trainingapp.rules.incubation.medians import median
from trainingapp.rules.intervals import Interval

D = Decimal


@pytest.mark.parametrize(
    ("every", "day", "start", "end"),
    [
        (Every.MONTH, "2026-02-28", "2026-02-01", "2026-03-01"),
        (Every.MONTH, "2028-02-29", "2028-02-01", "2028-03-01"),
        (Every.MONTH, "2026-12-31", "2026-12-01", "2027-01-01"),
        (Every.QUARTER, "2026-01-01", "2026-01-01", "2026-04-01"),
        (Every.QUARTER, "2026-03-31", "2026-01-01", "2026-04-01"),
        (Every.QUARTER, "2026-04-01", "2026-04-01", "2026-07-01"),
        (Every.QUARTER, "2026-12-31", "2026-10-01", "2027-01-01"),
        (Every.YEAR, "2026-12-31", "2026-01-01", "2027-01-01"),
        (Every.YEAR, "2027-01-01", "2027-01-01", "2028-01-01"),
    ],
)
def test_a_day_lies_in_its_period_of_the_calendar(
    every: Every, day: str, start: str, end: str
) -> None:
    found = period_of(every, date.fromisoformat(day))
    assert found == Interval(date.fromisoformat(start), date.fromisoformat(end))


def test_periods_cover_a_stay_without_a_gap() -> None:
    found = list_periods(Every.QUARTER, date(2026, 5, 25), date(2027, 5, 25))
    assert [one.start for one in found] == [
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
        date(2027, 1, 1),
        date(2027, 4, 1),
    ]
    assert list_periods(Every.MONTH, date(2026, 5, 1), date(2026, 5, 1)) == []


@given(st.sampled_from(Every), st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 900))
def test_every_day_of_a_stay_lies_in_exactly_one_period(
    every: Every, start: date, days: int
) -> None:
    end = start + timedelta(days=days)
    found = list_periods(every, start, end)
    assert found[0].start <= start
    assert found[-1].end >= end
    assert found[-1].start < end
    assert all(one.end == two.start for one, two in pairwise(found))


@pytest.mark.parametrize(
    ("formula", "is_percent", "figure"),
    [
        ("a / b", True, Figure(D("33.3333"), D("1.0000"), D("3.0000"))),
        ("a / b", False, Figure(D("0.3333"), D("1.0000"), D("3.0000"))),
        ("a / zero", True, Figure(None, D("1.0000"), D("0.0000"))),
        ("a / nothing", True, Figure(None, D("1.0000"), None)),
        ("a + b", False, Figure(D("4.0000"))),
        ("nothing", False, Figure(None)),
        ("b * huge", False, Figure(None)),
    ],
)
def test_a_ratio_keeps_both_parts_and_no_data_is_not_zero(
    formula: str, is_percent: bool, figure: Figure
) -> None:
    values = {"a": D(1), "b": D(3), "zero": D(0), "nothing": None, "huge": D("1e30")}
    assert compute(parse(formula), values, is_percent=is_percent) == figure


def test_what_is_too_large_to_be_meant_is_not_kept() -> None:
    assert tidy(D("999999999999")) == D("999999999999.0000")
    assert tidy(D("-1000000000000")) is None


@pytest.mark.parametrize(
    ("value", "before", "is_asked"),
    [
        ("120", "100", False),
        ("120.01", "100", True),
        ("80", "100", False),
        ("79.99", "100", True),
        ("0", "0", False),
        ("1", "0", True),
        ("-121", "-100", True),
        (None, "100", False),
        ("100", None, False),
    ],
)
def test_a_change_of_more_than_a_fifth_is_explained(
    value: str | None, before: str | None, is_asked: bool
) -> None:
    now, then = (None if one is None else D(one) for one in (value, before))
    assert needs_note(now, then, percent=D(20)) is is_asked


@pytest.mark.parametrize(
    ("actual", "target", "is_falling", "share"),
    [
        ("50", "100", False, "0.5"),
        ("150", "100", False, "1"),
        ("0", "100", False, "0"),
        ("-5", "100", False, "0"),
        ("3", "0", False, "1"),
        (None, "100", False, None),
        ("50", None, False, None),
        ("4", "5", True, "1"),
        ("10", "5", True, "0.5"),
        ("0", "0", True, "1"),
        ("2", "0", True, "0"),
    ],
)
def test_a_target_is_reached_in_part(
    actual: str | None, target: str | None, is_falling: bool, share: str | None
) -> None:
    numbers = [None if one is None else D(one) for one in (actual, target)]
    found = reached(Goal(D(1), *numbers, is_falling=is_falling))
    assert found == (None if share is None else D(share))


def test_targets_without_data_are_left_out_of_the_whole_and_none_is_no_zero() -> None:
    goals = [Goal(D(2), D(50), D(100)), Goal(D(1), D(30), D(30)), Goal(D(9), None, D(10))]
    assert attainment(goals) == Figure(D("66.6667"), D("2.0000"), D("3.0000"))
    assert attainment([Goal(D(1), None, None)]) == Figure(None)
    assert attainment([]) == Figure(None)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 500), st.integers(1, 300)), min_size=1))
def test_attainment_lies_between_nothing_and_all(rows: list[tuple[int, int, int]]) -> None:
    found = attainment(Goal(D(weight), D(actual), D(target)) for weight, actual, target in rows)
    assert found.value is not None
    assert 0 <= found.value <= 100
    assert (found.value == 100) is all(actual >= target for _weight, actual, target in rows)


@dataclass
class Row:
    """A value in the order of entering."""

    id: int
    kind: str = ValueKind.ENTRY
    state: str = ValueState.APPROVED
    reverses_id: int | None = None


def test_the_newest_approved_entry_stands_that_nobody_took_back() -> None:
    first, back, second = Row(1), Row(2, ValueKind.REVERSAL, reverses_id=1), Row(3)
    assert standing_value([first]) is first
    assert standing_value([first, back]) is None
    assert standing_value([first, back, second]) is second
    assert standing_value([Row(1, state=ValueState.SUBMITTED)]) is None
    assert standing_value([]) is None


def test_an_entry_is_open_until_it_is_approved() -> None:
    draft = Row(2, state=ValueState.DRAFT)
    assert open_value([Row(1), draft]) is draft
    assert open_value([Row(1)]) is None


@pytest.mark.parametrize(
    ("values", "middle"),
    [([], None), ([5], "5"), ([9, 1], "5"), ([9, 1, 2], "2"), ([1, 2, 3, 10], "2.5")],
)
def test_the_median_is_the_middle(values: list[int], middle: str | None) -> None:
    assert median(map(D, values)) == (None if middle is None else D(middle))
