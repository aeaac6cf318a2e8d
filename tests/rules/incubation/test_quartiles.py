"""Quartiles as spreadsheets have them, and agencies laid over each other by months since they moved in."""

from __future__ import annotations

import statistics
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.medians import median
from trainingapp.rules.incubation.quartiles import (
    Point,
    Quartiles,
    bands,
    by_month,
    months_since,
    quartiles,
)
from trainingapp.rules.registration import add_months

D = Decimal


@pytest.mark.parametrize(
    ("values", "lower", "middle", "upper"),
    [
        pytest.param("7", "7", "7", "7", id="one"),
        pytest.param("0", "0", "0", "0", id="a-zero-is-a-number"),
        pytest.param("1 2", "1.25", "1.5", "1.75", id="two"),
        pytest.param("1 2 3", "1.5", "2", "2.5", id="three"),
        pytest.param("1 2 3 4", "1.75", "2.5", "3.25", id="four-as-QUARTILE.INC"),
        pytest.param("1 2 3 4 5", "2", "3", "4", id="five"),
        pytest.param("5 1 4 2 3", "2", "3", "4", id="any-order"),
        pytest.param("1 2 4 7 8 9 10 12", "3.5", "7.5", "9.25", id="the-example-of-the-manual"),
        pytest.param("-4 -2 0", "-3", "-2", "-1", id="below-zero"),
        pytest.param("3 3 3 3 90", "3", "3", "3", id="one-far-away"),
        pytest.param("0.1 0.2", "0.125", "0.15", "0.175", id="exact-tenths"),
    ],
)
def test_the_quartiles(values: str, lower: str, middle: str, upper: str) -> None:
    numbers = [D(one) for one in values.split()]
    assert quartiles(numbers) == Quartiles(len(numbers), D(lower), D(middle), D(upper))


def test_nothing_has_no_quartiles() -> None:
    assert quartiles([]) is None


numbers = st.lists(st.decimals(-(10**6), 10**6, places=2, allow_nan=False), min_size=2, max_size=40)


@given(numbers)
def test_they_are_what_python_calls_inclusive(values: list[Decimal]) -> None:
    found = quartiles(values)
    assert found is not None
    expected = statistics.quantiles(values, n=4, method="inclusive")
    assert [found.lower, found.middle, found.upper] == expected


@given(numbers)
def test_they_are_in_order_within_the_numbers_and_the_middle_is_the_median(
    values: list[Decimal],
) -> None:
    found = quartiles(values)
    assert found is not None
    assert min(values) <= found.lower <= found.middle <= found.upper <= max(values)
    assert found.middle == median(values)


# months since moving in


@pytest.mark.parametrize(
    ("since", "on", "months"),
    [
        pytest.param("2026-05-25", "2026-05-25", 0, id="the-first-day"),
        pytest.param("2026-05-25", "2026-06-24", 0, id="a-day-before-the-month"),
        pytest.param("2026-05-25", "2026-06-25", 1, id="to-the-day"),
        pytest.param("2026-05-25", "2027-05-25", 12, id="a-year"),
        pytest.param("2026-05-25", "2026-05-24", -1, id="the-day-before"),
        pytest.param("2026-05-25", "2026-04-25", -1, id="a-month-before"),
        pytest.param("2026-01-31", "2026-02-27", 0, id="a-day-before-the-short-end"),
        pytest.param("2026-01-31", "2026-02-28", 1, id="the-end-of-a-short-month"),
        pytest.param("2028-01-31", "2028-02-28", 0, id="leap-year-one-day-left"),
        pytest.param("2028-01-31", "2028-02-29", 1, id="leap-year"),
        pytest.param("2024-02-29", "2025-02-28", 12, id="leap-day-a-year-later"),
        pytest.param("2024-02-29", "2028-02-28", 47, id="leap-day-four-years-less-a-day"),
        pytest.param("2026-12-31", "2027-01-31", 1, id="over-new-year"),
        pytest.param("2026-12-31", "2027-01-30", 0, id="over-new-year-a-day-short"),
    ],
)
def test_full_months(since: str, on: str, months: int) -> None:
    assert months_since(date.fromisoformat(since), date.fromisoformat(on)) == months


days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@given(days, days)
def test_a_month_is_full_on_the_day_that_months_are_added_to(since: date, on: date) -> None:
    months = months_since(since, on)
    assert add_months(since, months) <= on < add_months(since, months + 1)


def points(*told: tuple[int, str, str, str]) -> list[Point]:
    return [
        Point(owner, date.fromisoformat(since), date.fromisoformat(on), D(value))
        for owner, since, on, value in told
    ]


def test_agencies_of_different_years_lie_over_each_other() -> None:
    rows = points(
        (1, "2024-03-01", "2024-05-31", "10"),
        (2, "2026-01-15", "2026-03-20", "30"),
        (3, "2025-07-31", "2025-09-30", "20"),
    )
    assert bands(rows, most=24) == {2: Quartiles(3, D(15), D(20), D(25))}


def test_of_several_in_a_month_the_newest_counts() -> None:
    rows = points(
        (1, "2026-01-01", "2026-02-20", "2"),
        (1, "2026-01-01", "2026-02-03", "1"),
        (1, "2026-01-01", "2026-03-01", "3"),
    )
    assert by_month(rows, most=24) == {1: {1: D(2)}, 2: {1: D(3)}}


@pytest.mark.parametrize(
    ("on", "is_in"),
    [
        pytest.param("2025-12-31", False, id="before-moving-in"),
        pytest.param("2026-01-01", True, id="the-first-day"),
        pytest.param("2028-01-31", True, id="the-last-month"),
        pytest.param("2028-02-01", False, id="beyond"),
    ],
)
def test_only_the_months_of_the_chart(on: str, is_in: bool) -> None:
    assert bool(bands(points((1, "2026-01-01", on, "1")), most=24)) is is_in


def test_months_without_a_number_are_left_out_and_in_order() -> None:
    rows = points((1, "2026-01-01", "2026-09-01", "1"), (1, "2026-01-01", "2026-03-01", "1"))
    assert list(bands(rows, most=24)) == [2, 8]
    assert bands([], most=24) == {}


@given(
    st.lists(
        st.builds(
            Point,
            st.integers(1, 5),
            st.just(date(2025, 1, 31)),
            st.dates(date(2024, 12, 1), date(2027, 12, 31)),
            st.decimals(0, 100, places=1),
        ),
        max_size=30,
    )
)
def test_an_agency_counts_once_in_a_month(rows: list[Point]) -> None:
    for month, values in by_month(rows, most=24).items():
        assert set(values) <= {1, 2, 3, 4, 5}
        assert 0 <= month <= 24
        band = bands(rows, most=24)[month]
        assert band.count == len(values)
