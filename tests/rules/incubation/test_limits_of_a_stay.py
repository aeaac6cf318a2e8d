"""Thresholds that nobody reaches by rounding, and stays with pauses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.maturity import growth_points, sheet_total
from trainingapp.rules.incubation.residence import Limits, longest_extension
from trainingapp.rules.registration import add_months

USUAL = Limits(times=2, months_each=6, months_in_all=24)
CENT = Decimal("0.01")


@pytest.mark.parametrize(
    ("points", "total"),
    [
        pytest.param(["34.995", "40"], "74.99", id="half a hundredth short of 75"),
        pytest.param(["34.999", "40"], "74.99", id="a thousandth short of 75"),
        pytest.param(["35", "40"], "75.00", id="75"),
        pytest.param(["35.001", "40"], "75.00", id="a thousandth above"),
        pytest.param(["34.9950", "40.005"], "75.00", id="two halves make a whole"),
        pytest.param(["19.995", "40"], "59.99", id="half a hundredth short of 60"),
        pytest.param(["0.004", "0.005"], "0.00", id="next to nothing"),
    ],
)
def test_a_total_is_cut_and_never_rounded_up(points: list[str], total: str) -> None:
    given_points = {str(number): Decimal(value) for number, value in enumerate(points)}
    assert str(sheet_total(given_points, {"0": 40, "1": 60})) == total


@given(
    points=st.lists(st.decimals("0", "20", places=3, allow_nan=False), min_size=1, max_size=5),
    threshold=st.integers(0, 100),
)
def test_a_threshold_is_reached_by_the_total_exactly_when_by_the_points(
    points: list[Decimal], threshold: int
) -> None:
    total = sheet_total(
        {str(number): one for number, one in enumerate(points)},
        {str(number): 20 for number in range(len(points))},
    )
    assert (total >= threshold) is (sum(points) >= threshold)
    assert 0 <= sum(points) - total < CENT


@pytest.mark.parametrize(
    ("after", "points"),
    [
        ("40", "0.00"),
        ("40.01", "0.00"),
        ("40.03", "0.01"),
        ("64.98", "9.99"),
        ("64.99", "9.99"),
        ("65", "10.00"),
        ("39.99", "0.00"),
        ("100", "10.00"),
    ],
)
def test_growth_is_cut_as_well(after: str, points: str) -> None:
    found = growth_points(Decimal(40), Decimal(after), full_at=Decimal(25), most=10)
    assert str(found) == points


@given(
    before=st.decimals("0", "100", places=2, allow_nan=False),
    after=st.decimals("0", "100", places=2, allow_nan=False),
    full_at=st.integers(1, 100),
    most=st.integers(1, 40),
)
def test_growth_never_gives_more_than_was_grown(
    before: Decimal, after: Decimal, full_at: int, most: int
) -> None:
    found = growth_points(before, after, full_at=Decimal(full_at), most=most)
    exact = most * max(Decimal(0), min(Decimal(1), (after - before) / full_at))
    assert 0 <= found <= exact
    assert found <= exact.quantize(CENT, rounding=ROUND_HALF_UP)
    assert (found == most) is (after - before >= full_at)


@pytest.mark.parametrize(
    ("exit_on", "paused", "months"),
    [
        pytest.param(date(2027, 12, 1), 0, 1, id="a month left without a pause"),
        pytest.param(date(2028, 1, 1), 0, 0, id="nothing left without a pause"),
        pytest.param(date(2028, 1, 1), 30, 0, id="thirty days are no january"),
        pytest.param(date(2028, 1, 1), 31, 1, id="thirty-one are"),
        pytest.param(date(2028, 1, 31), 30, 0, id="the pause moved the end on by itself"),
        pytest.param(date(2027, 12, 31), 30, 1, id="a month that the pause had used up"),
        pytest.param(date(2027, 7, 1), 92, 6, id="no more at once than the place allows"),
        pytest.param(date(2028, 4, 1), 92, 0, id="three months of pause, three months moved on"),
        pytest.param(date(2028, 2, 29), 90, 1, id="from the leap day"),
    ],
)
def test_days_of_pauses_do_not_use_up_the_stay(exit_on: date, paused: int, months: int) -> None:
    found = longest_extension(date(2026, 1, 1), exit_on, used=1, limits=USUAL, paused=paused)
    assert found == months


@pytest.mark.parametrize("paused", [0, 31, 400])
def test_a_pause_gives_no_time_back_that_was_used(paused: int) -> None:
    found = longest_extension(
        date(2026, 1, 1), date(2027, 1, 1), used=2, limits=USUAL, paused=paused
    )
    assert found == 0


@given(
    entered_on=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    stay=st.integers(0, 30),
    paused=st.integers(0, 200),
    more=st.integers(0, 60),
)
def test_a_longer_pause_never_leaves_less(
    entered_on: date, stay: int, paused: int, more: int
) -> None:
    exit_on = add_months(entered_on, stay)
    less = longest_extension(entered_on, exit_on, used=0, limits=USUAL, paused=paused)
    found = longest_extension(entered_on, exit_on, used=0, limits=USUAL, paused=paused + more)
    assert found >= less
    if found:
        end = add_months(entered_on, USUAL.months_in_all) + timedelta(days=paused + more)
        assert add_months(exit_on, found) <= end


@given(
    entered_on=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    stay=st.integers(1, 24),
    paused=st.integers(0, 92),
)
def test_a_pause_that_only_moves_the_end_on_adds_at_most_a_month(
    entered_on: date, stay: int, paused: int
) -> None:
    """End and limit move on by the same days; months of another length may fit one more in, or one fewer."""
    exit_on = add_months(entered_on, stay)
    without = longest_extension(entered_on, exit_on, used=0, limits=USUAL)
    moved = exit_on + timedelta(days=paused)
    found = longest_extension(entered_on, moved, used=0, limits=USUAL, paused=paused)
    assert abs(found - without) <= 1
