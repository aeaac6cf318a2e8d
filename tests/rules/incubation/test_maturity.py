"""Indexes, points and how grave a risk is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.maturity import (
    RiskLevel,
    domain_levels,
    growth_points,
    maturity_index,
    risk_level,
    sheet_total,
    unproved,
)

DOMAINS = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2", "b3"]}


@pytest.mark.parametrize(
    ("levels", "index"),
    [([0, 0], "0.00"), ([4, 4], "100.00"), ([1, 2], "37.50"), ([0, 0, 1], "8.33"), ([2], "50.00")],
)
def test_the_index_is_the_mean_times_25(levels: list[int], index: str) -> None:
    assert maturity_index(levels) == Decimal(index)


def test_there_is_no_index_of_nothing() -> None:
    with pytest.raises(ValueError, match="no statement"):
        maturity_index([])


@given(st.lists(st.integers(0, 4), min_size=1, max_size=60))
def test_the_index_lies_between_0_and_100(levels: list[int]) -> None:
    assert 0 <= maturity_index(levels) <= 100


def test_a_domain_has_the_mean_of_what_was_answered_in_it() -> None:
    found = domain_levels({"a1": 1, "a2": 2}, DOMAINS)
    assert found == {"a": Decimal("1.50"), "b": None}


@pytest.mark.parametrize(
    ("levels", "evidence", "domains"),
    [
        ({"a1": 2, "b1": 2}, {}, []),
        ({"a1": 3, "b1": 2}, {}, ["a"]),
        ({"a1": 3, "b1": 4}, {"a": "minutes of the council"}, ["b"]),
        ({"a1": 4}, {"a": "   "}, ["a"]),
        ({}, {}, []),
    ],
)
def test_a_level_from_three_is_shown_by_something(
    levels: dict[str, int], evidence: dict[str, str], domains: list[str]
) -> None:
    assert unproved(levels, DOMAINS, evidence) == domains


@pytest.mark.parametrize(
    ("before", "after", "points"),
    [("40", "65", "10.00"), ("40", "90", "10.00"), ("40", "52.5", "5.00"), ("40", "30", "0.00"),
     ("40", "40", "0.00"), ("40", "41", "0.40")],
)  # fmt: skip
def test_growth_gives_points_up_to_all_of_them(before: str, after: str, points: str) -> None:
    given_points = growth_points(Decimal(before), Decimal(after), full_at=Decimal(25), most=10)
    assert given_points == Decimal(points)


WEIGHTS = {"one": 40, "two": 60}


@pytest.mark.parametrize(
    ("points", "total"),
    [
        ({"one": "40", "two": "60"}, "100.00"),
        ({"one": "0", "two": "0"}, "0.00"),
        ({"one": "12.5", "two": "30", "other": "9"}, "42.50"),
    ],
)
def test_a_sheet_gives_the_sum_of_its_criteria(points: dict[str, str], total: str) -> None:
    given_points = {code: Decimal(value) for code, value in points.items()}
    assert sheet_total(given_points, WEIGHTS) == Decimal(total)


@pytest.mark.parametrize(
    "points", [{}, {"one": "40"}, {"one": "41", "two": "1"}, {"one": "-1", "two": "1"}]
)
def test_a_sheet_with_gaps_or_too_many_points_has_no_total(points: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"one|two"):
        sheet_total({code: Decimal(value) for code, value in points.items()}, WEIGHTS)


@pytest.mark.parametrize(
    ("severity", "likelihood", "level"),
    [
        (1, 1, RiskLevel.LOW),
        (7 // 3, 3, RiskLevel.LOW),
        (2, 4, RiskLevel.MEDIUM),
        (2, 5, RiskLevel.MEDIUM),
        (3, 5, RiskLevel.HIGH),
        (5, 5, RiskLevel.HIGH),
        (7, 2, RiskLevel.MEDIUM),
    ],
)
def test_a_risk_is_as_grave_as_its_product(
    severity: int, likelihood: int, level: RiskLevel
) -> None:
    assert risk_level(severity, likelihood, high=15, medium=8) is level
