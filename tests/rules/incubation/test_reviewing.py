"""Totals, means, spread, pass and ranks as tables and as properties."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from tests.rules.incubation.test_rubrics import SHIPPED
from trainingapp.rules.incubation.reviewing import (
    Bar,
    Failing,
    Sheet,
    bars_of,
    is_complete,
    judge,
    middle,
    points_of,
    rank,
    spread_of,
    total_of,
)
from trainingapp.rules.incubation.rubrics import read_rubric
from trainingapp.rules.incubation.words import Applicants

RUBRIC = read_rubric(SHIPPED, Applicants.REGISTERED)
CODES = [one.code for one in RUBRIC.criteria]
D = Decimal


def scored(*points: int) -> dict[str, int]:
    return dict(zip(CODES, points, strict=True))


def level(points: int) -> dict[str, int]:
    return dict.fromkeys(CODES, points)


@pytest.mark.parametrize(
    ("points", "total"),
    [
        (level(5), "100"),
        (level(0), "0"),
        (level(3), "60"),
        (level(4), "80"),
        (scored(5, 0, 0, 0, 0, 0, 0), "15"),
        (scored(0, 1, 0, 0, 0, 0, 0), "4"),
        (scored(1, 2, 3, 4, 5, 0, 1), "51"),
    ],
)
def test_the_total_is_the_sum_of_weight_times_points_over_five(
    points: Mapping[str, int], total: str
) -> None:
    assert total_of(RUBRIC, points) == D(total)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["70"], "70"),
        (["70", "80"], "75"),
        (["70", "80", "81"], "77.00"),
        (["0", "80", "80", "80"], "60"),  # four: nothing is left out
        (["0", "80", "80", "80", "100"], "80"),  # five: the highest and the lowest are
        (["10", "20", "30", "40", "50", "90"], "35"),
        (["70", "70", "71"], "70.33"),
        (["70", "71", "71"], "70.67"),
        (["0.01", "0.02"], "0.02"),  # half a hundredth goes up
    ],
)
def test_the_mean_leaves_the_highest_and_the_lowest_out_from_five_on(
    values: list[str], found: str
) -> None:
    assert middle([D(one) for one in values], 5) == D(found)


def test_of_nothing_there_is_no_mean() -> None:
    with pytest.raises(ValueError):
        middle([], 5)


@pytest.mark.parametrize(
    ("totals", "spread"), [([], 0), (["60"], 0), (["60", "85"], 25), (["85", "60", "70"], 25)]
)
def test_the_spread_is_the_highest_less_the_lowest(totals: list[str], spread: int) -> None:
    assert spread_of([D(one) for one in totals]) == spread


def test_three_fours_pass() -> None:
    found = judge(RUBRIC, [Sheet(level(4))] * 3)
    assert (found.total, found.spread, found.passes, found.is_trimmed) == (D(80), 0, True, False)


def test_just_seventy_passes_and_a_hundredth_less_does_not() -> None:
    exact = scored(5, 3, 3, 5, 3, 3, 1)  # 15+12+12+15+9+6+1
    assert total_of(RUBRIC, exact) == 70
    assert judge(RUBRIC, [Sheet(exact)] * 3).passes
    less = scored(5, 3, 3, 5, 3, 3, 0)
    found = judge(RUBRIC, [Sheet(exact), Sheet(exact), Sheet(less)])
    assert found.total == D("69.67")
    assert found.failings == (Failing.TOTAL,)


@pytest.mark.parametrize("code", ["model", "team"])
def test_a_high_total_does_not_help_when_the_model_or_the_team_is_weak(code: str) -> None:
    found = judge(RUBRIC, [Sheet(level(5) | {code: 2})] * 3)
    assert found.total == 88
    assert found.below == (code,)
    assert found.failings == (Failing.CRITERION,)


def test_the_mean_of_a_criterion_may_just_be_its_least() -> None:
    sheets = [Sheet(level(5) | {"team": points}) for points in (2, 3, 4)]
    assert judge(RUBRIC, sheets).passes


def test_one_ground_of_one_reviewer_stops_whatever_the_total() -> None:
    found = judge(RUBRIC, [Sheet(level(5)), Sheet(level(5), ["dispute"]), Sheet(level(5))])
    assert found.vetoes == ("dispute",)
    assert found.failings == (Failing.VETO,)


def test_a_ground_that_the_sheet_does_not_know_stops_nothing() -> None:
    assert judge(RUBRIC, [Sheet(level(5), ["weather"])]).passes


@pytest.mark.parametrize(
    ("bonus", "given_bonus", "total"),
    [("0", "0", "80"), ("2.5", "2.5", "82.5"), ("9", "3", "83"), ("-4", "0", "80")],
)
def test_a_bonus_is_cut_to_what_the_sheet_allows(bonus: str, given_bonus: str, total: str) -> None:
    found = judge(RUBRIC, [Sheet(level(4))] * 3, bonus=D(bonus))
    assert (found.bonus, found.total) == (D(given_bonus), D(total))


def test_a_bonus_never_lifts_over_a_hundred() -> None:
    assert judge(RUBRIC, [Sheet(level(5))] * 3, bonus=D(3)).total == 100


def test_a_bonus_does_not_narrow_the_spread() -> None:
    found = judge(RUBRIC, [Sheet(level(2)), Sheet(level(4))], bonus=D(3))
    assert found.spread == 40


def test_with_five_reviewers_one_who_is_far_off_counts_in_no_criterion() -> None:
    sheets = [*([Sheet(level(4))] * 4), Sheet(level(0))]
    found = judge(RUBRIC, sheets)
    assert found.is_trimmed
    assert (found.total, found.spread) == (80, 80)
    assert set(found.means.values()) == {D(4)}


def test_nothing_is_judged_without_a_sheet() -> None:
    with pytest.raises(ValueError):
        judge(RUBRIC, [])


def test_the_applicant_is_told_weighted_points_that_add_up_to_the_total() -> None:
    sheets = [Sheet(level(4)), Sheet(level(3)), Sheet(level(5))]
    found = judge(RUBRIC, sheets)
    told = points_of(RUBRIC, found.means)
    assert told["model"] == 16
    assert sum(told.values()) == found.total == 80


@pytest.mark.parametrize(
    ("points", "is_so"),
    [
        (level(0), True),
        (level(5), True),
        (level(3) | {"team": 6}, False),
        (level(3) | {"team": -1}, False),
        ({"team": 3}, False),
        (dict.fromkeys(CODES), False),
    ],
)
def test_a_sheet_is_complete_with_nought_to_five_for_every_criterion(
    points: Mapping[str, int | None], is_so: bool
) -> None:
    assert is_complete(RUBRIC, points) is is_so


@pytest.mark.parametrize(
    ("totals", "places"),
    [
        ({}, {}),
        ({1: "80"}, {1: 1}),
        ({1: "70", 2: "80", 3: "75"}, {2: 1, 3: 2, 1: 3}),
        ({1: "80", 2: "80", 3: "75"}, {1: 1, 2: 1, 3: 3}),
        ({1: "80", 2: "75", 3: "75", 4: "75", 5: "1"}, {1: 1, 2: 2, 3: 2, 4: 2, 5: 5}),
    ],
)
def test_equal_totals_share_a_place_and_the_next_ones_are_skipped(
    totals: dict[int, str], places: dict[int, int]
) -> None:
    assert rank({number: D(total) for number, total in totals.items()}) == places


def test_what_bars_is_told_in_its_order_and_only_what_is_so() -> None:
    assert bars_of({}) == ()
    assert bars_of({Bar.STAFF: True, Bar.CONFLICT: True, Bar.BASE: False}) == (
        Bar.CONFLICT,
        Bar.STAFF,
    )


SHEETS = st.lists(
    st.fixed_dictionaries({code: st.integers(0, 5) for code in CODES}).map(Sheet),
    min_size=1,
    max_size=7,
)


@given(SHEETS)
def test_a_total_lies_between_the_lowest_and_the_highest(sheets: list[Sheet]) -> None:
    totals = [total_of(RUBRIC, sheet.points) for sheet in sheets]
    assert min(totals) <= judge(RUBRIC, sheets).total <= max(totals)


@given(SHEETS)
def test_the_order_of_reviewers_changes_nothing(sheets: list[Sheet]) -> None:
    assert judge(RUBRIC, sheets) == judge(RUBRIC, sheets[::-1])


@given(SHEETS, st.sampled_from(CODES))
def test_more_points_never_lower_the_total(sheets: list[Sheet], code: str) -> None:
    better = [Sheet({**one.points, code: min(5, one.points[code] + 1)}) for one in sheets]
    assert judge(RUBRIC, better).total >= judge(RUBRIC, sheets).total


@given(st.dictionaries(st.integers(1, 99), st.integers(0, 10000).map(lambda n: D(n) / 100)))
def test_who_has_more_points_never_stands_behind(totals: dict[int, Decimal]) -> None:
    places = rank(totals)
    assert places.keys() == totals.keys()
    ordered = sorted(totals, key=lambda number: -totals[number])
    assert all(places[one] <= places[two] for one, two in pairwise(ordered))
