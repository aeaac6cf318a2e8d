"""Reviews worked out by hand: ties, trims, bounds that are just met, places; and sheets with anything wrong in them."""

from __future__ import annotations

import copy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.application_forms import ApplicationSpec
from trainingapp.rules.incubation.application_reading import read_spec
from trainingapp.rules.incubation.deciding import (
    HOLDING,
    RESULTS,
    ROUNDS,
    Result,
    Round,
    judged_twice,
    may_answer,
)
from trainingapp.rules.incubation.precheck import Colour, KnownFacts, find_signals, stops
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
from trainingapp.rules.incubation.rubrics import RubricFaulty, find_faults, read_rubric
from trainingapp.rules.incubation.words import Applicants, Stage

BANK = Path(__file__).parents[3] / "question_bank" / "incubation"
DOCUMENT: dict[str, Any] = yaml.safe_load((BANK / "rubrics.yaml").read_text(encoding="utf-8"))
SPEC: ApplicationSpec = read_spec(yaml.safe_load((BANK / "forms.yaml").read_text(encoding="utf-8")))
REGISTERED = read_rubric(DOCUMENT, Applicants.REGISTERED)
TEAM = read_rubric(DOCUMENT, Applicants.TEAM)
CODES = [one.code for one in REGISTERED.criteria]


def scored(*points: int) -> dict[str, int]:
    return dict(zip(CODES, points, strict=True))


def level(points: int, **changes: int) -> dict[str, int]:
    return dict.fromkeys(CODES, points) | changes


# need, model, team, governance, feasibility, sustainability, willingness
# registered 15, 20, 20, 15, 15, 10, 5; team 20, 20, 20, 5, 15, 10, 10
TOTALS = [
    ((0, 0, 0, 0, 0, 0, 0), "0", "0"),
    ((5, 5, 5, 5, 5, 5, 5), "100", "100"),
    ((1, 1, 1, 1, 1, 1, 1), "20", "20"),
    ((5, 0, 0, 0, 0, 0, 0), "15", "20"),
    ((0, 5, 0, 0, 0, 0, 0), "20", "20"),
    ((0, 0, 5, 0, 0, 0, 0), "20", "20"),
    ((0, 0, 0, 5, 0, 0, 0), "15", "5"),
    ((0, 0, 0, 0, 5, 0, 0), "15", "15"),
    ((0, 0, 0, 0, 0, 5, 0), "10", "10"),
    ((0, 0, 0, 0, 0, 0, 5), "5", "10"),
    ((3, 4, 3, 2, 4, 3, 5), "66", "70"),
    ((4, 3, 3, 4, 4, 3, 3), "69", "68"),
    ((1, 2, 3, 4, 5, 0, 1), "51", "45"),
    ((4, 4, 4, 4, 4, 4, 0), "76", "72"),
]


@pytest.mark.parametrize(("points", "registered", "team"), TOTALS)
def test_a_sheet_comes_to_its_total_in_each_track(
    points: tuple[int, ...], registered: str, team: str
) -> None:
    assert total_of(REGISTERED, scored(*points)) == Decimal(registered)
    assert total_of(TEAM, scored(*points)) == Decimal(team)


MIDDLES = [
    (["80"], "80"),
    (["80", "81"], "80.5"),
    (["80", "80", "81"], "80.33"),
    (["80", "81", "81"], "80.67"),
    (["0", "100", "50", "50"], "50"),
    (["1", "2", "3", "4", "5"], "3"),
    (["0", "80", "80", "80", "100"], "80"),
    (["0", "0", "80", "80", "80"], "53.33"),  # of two lowest one counts
    (["80", "80", "80", "100", "100"], "86.67"),  # of two highest one counts
    (["70", "70", "70", "70", "70"], "70"),  # ties all over
    (["60", "70", "80", "90", "100", "0"], "75"),
    (["0.01", "0.02", "0.02", "0.02", "0.03"], "0.02"),
    (["33.33", "33.33", "33.34"], "33.33"),
    (["0.005", "0.005"], "0.01"),  # a half goes up
]


@pytest.mark.parametrize(("values", "mean"), MIDDLES)
def test_the_mean_of_a_few_and_of_five_with_ties(values: list[str], mean: str) -> None:
    assert middle([Decimal(one) for one in values], 5) == Decimal(mean)
    assert middle([Decimal(one) for one in reversed(values)], 5) == Decimal(mean)


SPREADS = [
    ([], "0"),
    (["70"], "0"),
    (["70", "70", "70"], "0"),
    (["70", "95", "80"], "25"),
    (["70", "95.01", "80"], "25.01"),
    (["100", "0"], "100"),
]


@pytest.mark.parametrize(("totals", "spread"), SPREADS)
def test_the_spread_is_of_all_reviewers_also_those_left_out(totals: list[str], spread: str) -> None:
    assert spread_of([Decimal(one) for one in totals]) == Decimal(spread)


def test_with_five_the_spread_still_counts_who_is_left_out_of_the_mean() -> None:
    sheets = [Sheet(level(one)) for one in (0, 4, 4, 4, 5)]
    found = judge(REGISTERED, sheets)
    assert (found.total, found.spread, found.is_trimmed) == (Decimal(80), Decimal(100), True)


JUDGED: list[tuple[list[dict[str, int]], str, str, list[Failing]]] = [
    ([level(4)] * 3, "0", "80", []),
    ([level(3)] * 3, "0", "60", [Failing.TOTAL]),
    ([level(4, model=2)] * 3, "0", "72", [Failing.CRITERION]),
    ([level(4, model=3)] * 3, "0", "76", []),
    ([level(5, team=2)] * 3, "0", "88", [Failing.CRITERION]),
    ([level(5, governance=0, need=0)] * 3, "0", "70", []),  # just enough
    ([level(5, governance=0, need=0, willing=0)] * 3, "0", "65", [Failing.TOTAL]),
    ([level(3)] * 3, "3", "63", [Failing.TOTAL]),
    ([level(5)] * 3, "3", "100", []),
    ([level(4, model=2), level(4, model=3), level(4, model=4)], "0", "76", []),
    ([level(4, model=2), level(4, model=3), level(4, model=3)], "0", "74.67", [Failing.CRITERION]),
    ([level(2, model=1)] * 3, "0", "36", [Failing.TOTAL, Failing.CRITERION]),
    ([level(0)] + [level(4)] * 3 + [level(5)], "0", "80", []),
    ([level(0)] * 2 + [level(5)] * 3, "0", "66.67", [Failing.TOTAL]),
]


def known(points: dict[str, int]) -> dict[str, int]:
    """The points under the codes of the sheet; `willing` stands for its last criterion."""
    return {(CODES[-1] if code == "willing" else code): one for code, one in points.items()}


@pytest.mark.parametrize(("sheets", "bonus", "total", "failings"), JUDGED)
def test_reviews_come_to_what_was_worked_out_by_hand(
    sheets: list[dict[str, int]], bonus: str, total: str, failings: list[Failing]
) -> None:
    found = judge(REGISTERED, [Sheet(known(one)) for one in sheets], bonus=Decimal(bonus))
    assert found.total == Decimal(total)
    assert list(found.failings) == failings
    assert found.passes == (not failings)


@pytest.mark.parametrize(("passes_at", "passes"), [("69.99", True), ("70", True), ("70.01", False)])
def test_the_bound_itself_passes(passes_at: str, passes: bool) -> None:
    rubric = replace(REGISTERED, passes_at=Decimal(passes_at))
    found = judge(rubric, [Sheet(known(level(5, governance=0, need=0)))] * 3)
    assert found.total == 70
    assert found.passes is passes


BONUSES = [
    ("-1", "0"),
    ("0", "0"),
    ("0.5", "0.5"),
    ("3", "3"),
    ("3.01", "3"),
    ("100", "3"),
]


@pytest.mark.parametrize(("bonus", "given_bonus"), BONUSES)
def test_a_bonus_is_never_more_than_the_sheet_says_and_never_a_malus(
    bonus: str, given_bonus: str
) -> None:
    found = judge(REGISTERED, [Sheet(level(3))], bonus=Decimal(bonus))
    assert found.bonus == Decimal(given_bonus)
    assert found.total == Decimal(60) + Decimal(given_bonus)


PLACES = [
    ({}, {}),
    ({1: "80"}, {1: 1}),
    ({1: "80", 2: "80"}, {1: 1, 2: 1}),
    ({1: "80", 2: "90"}, {1: 2, 2: 1}),
    ({1: "80", 2: "80", 3: "70"}, {1: 1, 2: 1, 3: 3}),
    ({1: "70", 2: "80", 3: "80", 4: "80", 5: "60"}, {2: 1, 3: 1, 4: 1, 1: 4, 5: 5}),
    ({1: "80.00", 2: "80"}, {1: 1, 2: 1}),
    ({1: "80.01", 2: "80"}, {1: 1, 2: 2}),
    ({9: "0", 3: "0", 5: "100"}, {5: 1, 3: 2, 9: 2}),
]


@pytest.mark.parametrize(("totals", "places"), PLACES)
def test_places_with_ties(totals: dict[int, str], places: dict[int, int]) -> None:
    assert rank({number: Decimal(total) for number, total in totals.items()}) == places


def test_places_come_in_their_order_and_equals_by_number() -> None:
    found = rank({7: Decimal(80), 3: Decimal(80), 5: Decimal(90)})
    assert list(found.items()) == [(5, 1), (3, 2), (7, 2)]


COMPLETE: list[tuple[dict[str, int | None], bool]] = [
    (dict(level(0)), True),
    (dict(level(5)), True),
    (dict(level(3, need=6)), False),
    (dict(level(3, need=-1)), False),
    ({**level(3), "need": None}, False),
    ({code: 3 for code in CODES[1:]}, False),
    ({**level(3), "more": 9}, True),
    ({}, False),
]


@pytest.mark.parametrize(("points", "is_so"), COMPLETE)
def test_points_out_of_range_or_missing_are_no_review(
    points: dict[str, int | None], is_so: bool
) -> None:
    assert is_complete(REGISTERED, points) is is_so


SHEETS = st.lists(
    st.fixed_dictionaries({code: st.integers(0, 5) for code in CODES}), min_size=1, max_size=7
)


@given(SHEETS)
def test_told_points_are_within_their_weights_and_add_up(sheets: list[dict[str, int]]) -> None:
    found = judge(REGISTERED, [Sheet(one) for one in sheets])
    points = points_of(REGISTERED, found.means)
    for one in REGISTERED.criteria:
        assert 0 <= points[one.code] <= one.weight
        assert 0 <= found.means[one.code] <= 5
    if not found.is_trimmed:
        assert abs(sum(points.values()) - found.total) <= Decimal("0.2")


@given(SHEETS, st.decimals(-5, 10, places=2))
def test_a_total_is_of_a_hundred_and_a_bonus_never_lowers_it(
    sheets: list[dict[str, int]], bonus: Decimal
) -> None:
    plain = judge(REGISTERED, [Sheet(one) for one in sheets])
    lifted = judge(REGISTERED, [Sheet(one) for one in sheets], bonus=bonus)
    assert 0 <= plain.total <= lifted.total <= 100
    assert lifted.spread == plain.spread
    assert lifted.total - plain.total <= REGISTERED.bonus_most


@given(SHEETS)
def test_one_more_reviewer_who_agrees_widens_nothing(sheets: list[dict[str, int]]) -> None:
    found = judge(REGISTERED, [Sheet(one) for one in sheets])
    more = judge(REGISTERED, [Sheet(one) for one in [*sheets, sheets[0]]])
    assert more.spread == found.spread
    assert found.spread <= 100


@given(SHEETS, st.sampled_from([one.code for one in REGISTERED.vetoes]))
def test_one_named_ground_stops_whatever_else(sheets: list[dict[str, int]], code: str) -> None:
    first, *rest = sheets
    found = judge(REGISTERED, [Sheet(first, (code,)), *(Sheet(one) for one in rest)])
    assert not found.passes
    assert found.vetoes == (code,)


@given(st.dictionaries(st.integers(1, 99), st.decimals(0, 100, places=2), max_size=12))
def test_a_place_is_one_more_than_those_with_a_higher_total(totals: dict[int, Decimal]) -> None:
    places = rank(totals)
    assert set(places) == set(totals)
    for number, total in totals.items():
        assert places[number] == 1 + sum(other > total for other in totals.values())


@given(st.dictionaries(st.sampled_from(list(Bar)), st.booleans()))
def test_bars_are_those_that_hold_in_their_order(facts: dict[Bar, bool]) -> None:
    found = bars_of(facts)
    assert set(found) == {bar for bar, is_so in facts.items() if is_so}
    assert list(found) == [bar for bar in Bar if bar in found]


# Sheets as files


def changed(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(DOCUMENT), **changes}


def with_weights(*weights: object) -> dict[str, Any]:
    document = changed()
    for row, weight in zip(document["criteria"], weights, strict=True):
        row["weight"] = {"registered": weight, "team": weight}
    return document


WEIGHTS: list[tuple[tuple[object, ...], bool]] = [
    ((15, 20, 20, 15, 15, 10, 5), True),
    ((100, 0, 0, 0, 0, 0, 0), True),
    ((120, -20, 0, 0, 0, 0, 0), False),  # together a hundred, and no sheet
    ((101, -1, 0, 0, 0, 0, 0), False),
    ((15, 20, 20, 15, 15, 10, 6), False),
    ((15, 20, 20, 15, 15, 10, 5.0), False),
    ((15, 20, 20, 15, 15, 10, "5"), False),
    ((15, 20, 20, 15, 15, 14, True), False),
    ((15, 20, 20, 15, 15, 15, None), False),
]


@pytest.mark.parametrize(("weights", "is_good"), WEIGHTS)
def test_weights_are_whole_not_below_nought_and_make_a_hundred(
    weights: tuple[object, ...], is_good: bool
) -> None:
    assert (find_faults(with_weights(*weights)) == []) is is_good


TRACKS: list[tuple[object, bool]] = [
    (["registered"], True),
    (["team"], True),
    (["registered", "team"], True),
    ([], False),
    ("registered", False),
    (5, False),
    ([5], False),
    ([["team"]], False),
    ([None], False),
    ({"team": True}, False),
    (None, False),
    (["Team"], False),
]


@pytest.mark.parametrize(("tracks", "is_good"), TRACKS)
def test_a_veto_names_the_tracks_that_it_stops(tracks: object, is_good: bool) -> None:
    document = changed()
    document["vetoes"][0]["tracks"] = tracks
    told = "credit_list: tracks are registered, team or both"
    assert find_faults(document) == ([] if is_good else [told])


REVIEWERS: list[tuple[object, bool]] = [
    ({"least": 1, "most": 1}, True),
    ({"least": 3, "most": 5}, True),
    ({"least": 0, "most": 5}, False),
    ({"least": 5, "most": 4}, False),
    ({"least": -3, "most": -1}, False),
    ({"least": "3", "most": 5}, False),
    ({"least": True, "most": 5}, False),
    ({"most": 5}, False),
    ({}, False),
    ([3, 5], False),
    (3, False),
]


@pytest.mark.parametrize(("reviewers", "is_good"), REVIEWERS)
def test_a_sheet_says_how_many_review(reviewers: object, is_good: bool) -> None:
    assert (find_faults(changed(reviewers=reviewers)) == []) is is_good


BOUNDS: list[tuple[str, object, bool]] = [
    ("passes_at", 1, True),
    ("passes_at", 100, True),
    ("passes_at", 0, False),
    ("passes_at", 101, False),
    ("passes_at", 70.5, False),
    ("passes_at", "70", False),
    ("spread_alert", 1, True),
    ("spread_alert", 100, True),
    ("spread_alert", 0, False),
    ("spread_alert", -25, False),
    ("bonus_most", 0, True),
    ("bonus_most", 100, True),
    ("bonus_most", 101, False),
    ("bonus_most", None, False),
    ("trims_from", 3, True),
    ("trims_from", 2, False),
    ("trims_from", 0, False),
    ("version", 1, True),
    ("version", 0, False),
    ("version", -1, False),
    ("confidence", "A", True),
    ("confidence", "P", True),
    ("confidence", "AB", False),
    ("confidence", "", False),
    ("code", 5, False),
    ("criteria", {}, False),
    ("criteria", [], False),
    ("vetoes", None, False),
    ("sources", "none", False),
]


@pytest.mark.parametrize(("key", "value", "is_good"), BOUNDS)
def test_each_number_of_a_sheet_has_its_bounds(key: str, value: object, is_good: bool) -> None:
    assert (find_faults(changed(**{key: value})) == []) is is_good


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-200, 200), st.text(max_size=6))
SHAPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
ROW_KEYS = ("code", "title", "weight", "anchors", "least")


@given(st.sampled_from(sorted(DOCUMENT)), SHAPES)
def test_a_sheet_with_anything_in_a_place_is_judged_and_never_breaks(key: str, value: Any) -> None:
    faults = find_faults(changed(**{key: value}))
    if faults:
        with pytest.raises(RubricFaulty):
            read_rubric(changed(**{key: value}), Applicants.TEAM)
    else:
        assert read_rubric(changed(**{key: value}), Applicants.TEAM).criteria


@given(st.sampled_from(ROW_KEYS), SHAPES)
def test_a_criterion_with_anything_in_a_place_is_judged_and_never_breaks(
    key: str, value: Any
) -> None:
    document = changed()
    document["criteria"][0][key] = value
    if not find_faults(document):
        rubric = read_rubric(document, Applicants.REGISTERED)
        assert sum(one.weight for one in rubric.criteria) == 100


@given(st.sampled_from(["code", "title", "tracks"]), SHAPES)
def test_a_veto_with_anything_in_a_place_is_judged_and_never_breaks(key: str, value: Any) -> None:
    document = changed()
    document["vetoes"][0][key] = value
    if not find_faults(document):
        assert read_rubric(document, Applicants.TEAM).vetoes


# What stops an application before it is submitted


SHARES = [
    ("3", "1", False),  # just a third
    ("3", "0", True),
    ("4", "1", True),
    ("4", "2", False),
    ("6", "2", False),
    ("7", "2", True),
    ("8", "3", False),
    ("1", "1", False),
    ("0", "0", False),  # nobody full-time is not too few qualified
    ("", "", False),
    ("3", "", False),
    ("drei", "1", False),
    ("3", "eine", False),
    ("3", "9", False),
]


@pytest.mark.parametrize(("full_time", "qualified", "is_short"), SHARES)
def test_a_third_of_the_full_time_staff_is_asked_for(
    full_time: str, qualified: str, is_short: bool
) -> None:
    answers = {"full_time": full_time, "qualified": qualified}
    found = find_signals(SPEC, Applicants.TEAM, answers, KnownFacts(share=(1, 3)))
    assert [one.key for one in found] == (["share"] if is_short else [])
    assert find_signals(SPEC, Applicants.TEAM, answers, KnownFacts()) == []
    explained = find_signals(
        SPEC, Applicants.TEAM, {**answers, "remarks": "已在招聘"}, KnownFacts(share=(1, 3))
    )
    assert stops(explained) == []


GROUNDS = [
    field.key
    for part in SPEC.parts_for(Applicants.REGISTERED)
    for field in part.fields
    if field.kind == "declaration"
]
SAID: list[tuple[dict[str, str], Colour | None, bool]] = [
    ({"{k}": "no"}, None, False),
    ({"{k}": "yes"}, Colour.RED, True),
    ({"{k}": "yes", "{k}_why": "已整改"}, Colour.RED, True),  # no words help
    ({"{k}": "unsure"}, Colour.AMBER, True),
    ({"{k}": "unsure", "{k}_why": "已整改"}, Colour.AMBER, False),
    ({"{k}": "unsure", "remarks": "见说明"}, Colour.AMBER, True),  # explained elsewhere
    ({"{k}": "perhaps"}, None, False),  # a fault of the field, no signal
    ({"{k}_why": "只有说明"}, None, False),
    ({}, None, False),
]


@pytest.mark.parametrize("key", GROUNDS)
def test_every_ground_of_the_shipped_form_stops_when_it_is_so(key: str) -> None:
    for said, colour, is_stopping in SAID:
        answers = {name.format(k=key): text for name, text in said.items()}
        found = find_signals(SPEC, Applicants.REGISTERED, answers, KnownFacts())
        assert [one.colour for one in found] == ([colour] if colour else []), said
        assert bool(stops(found)) is is_stopping, said
        assert all(one.source and one.confidence and one.label for one in found)


@pytest.mark.parametrize("names", [[], ["经营异常"], ["经营异常", "严重违法失信"]])
def test_each_list_that_the_site_knows_is_red_and_no_words_help(names: list[str]) -> None:
    facts = KnownFacts(on_lists=names)
    found = find_signals(SPEC, Applicants.REGISTERED, {"remarks": "已申请移出"}, facts)
    assert [one.parameters["name"] for one in found] == names
    assert len(stops(found)) == len(names)


# Who decides, who answers


@pytest.mark.parametrize(
    ("deciders", "reviewers", "both"),
    [
        ([], [], []),
        ([1, 2], [3], []),
        ([1, 2], [2, 3], [2]),
        ([1, 1], [1], [1]),
        ([1, 2, 3], [3, 2, 1], [1, 2, 3]),
    ],
)
def test_who_did_both_is_named(deciders: list[int], reviewers: list[int], both: list[int]) -> None:
    assert sorted(judged_twice(deciders, reviewers)) == both


@pytest.mark.parametrize(
    ("person", "hands", "may"),
    [(1, [], True), (1, [None], True), (1, [1], False), (1, [2, 3], True), (1, [None, 1], False)],
)
def test_an_appeal_is_answered_by_clean_hands(
    person: int, hands: list[int | None], may: bool
) -> None:
    assert may_answer(person, hands) is may


@pytest.mark.parametrize("stage", list(Stage))
def test_a_stage_has_at_most_one_round_and_a_held_place_is_none_of_the_way_in(stage: Stage) -> None:
    if stage in ROUNDS:
        assert ROUNDS[stage] in (Round.ENTRY, Round.GRADUATION)
    before = {Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.REVIEW, Stage.DECISION}
    gone = {Stage.WAITLIST, Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED}
    assert (stage in HOLDING) is (stage not in before | gone)


def test_no_result_belongs_to_two_rounds() -> None:
    results = [result for found in RESULTS.values() for result in found]
    assert sorted(results) == sorted(Result)
