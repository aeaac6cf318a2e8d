"""The scoring rule of the official paper, as a table and as properties."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.items import Kind
from trainingapp.rules.scoring import (
    CN_OBJECTIVE_1,
    IllegalKey,
    ScoredItem,
    ScoringPolicy,
    Verdict,
    judge_response,
    score_attempt,
    score_response,
)

LETTERS = "ABCDE"


def score(kind: str, key: str, selected: str) -> Decimal:
    return score_response(CN_OBJECTIVE_1, kind, key=frozenset(key), selected=frozenset(selected))


@pytest.mark.parametrize(
    ("kind", "key", "selected", "points"),
    [
        ("multiple", "ABC", "ABC", "2"),  # the whole key
        ("multiple", "ABC", "AB", "1.0"),  # half a point for each right option
        ("multiple", "ABC", "A", "0.5"),
        ("multiple", "ABC", "ABD", "0"),  # one wrong option spoils the item
        ("multiple", "ABC", "ABCE", "0"),
        ("multiple", "ABC", "", "0"),
        ("multiple", "AB", "A", "0.5"),  # not 1: each option counts half a point
        ("multiple", "ABCD", "ABC", "1.5"),
        ("multiple", "ABCD", "ABCDE", "0"),  # all five always scores nothing
        ("multiple", "AE", "AE", "2"),
        ("multiple", "AE", "BCD", "0"),
        ("single", "B", "B", "1"),
        ("single", "B", "A", "0"),
        ("single", "B", "", "0"),
        ("single", "B", "AB", "0"),
    ],
)
def test_points_follow_the_rule_of_the_paper(
    kind: str, key: str, selected: str, points: str
) -> None:
    assert score(kind, key, selected) == Decimal(points)


@pytest.mark.parametrize(
    ("kind", "key"),
    [("multiple", "A"), ("multiple", "ABCDE"), ("multiple", ""), ("single", ""), ("single", "AB")],
)
def test_a_key_that_the_paper_cannot_have_is_refused(kind: str, key: str) -> None:
    with pytest.raises(IllegalKey):
        score(kind, key, "A")


def test_an_item_without_a_key_cannot_be_scored() -> None:
    with pytest.raises(IllegalKey) as refusal:
        score("essay", "A", "A")
    assert refusal.value.parameters == {"kind": "essay", "size": 1}


@pytest.mark.parametrize(
    ("key", "selected", "verdict"),
    [
        ("AB", "AB", Verdict.RIGHT),
        ("AB", "A", Verdict.HALF),
        ("AB", "AC", Verdict.WRONG),
        ("AB", "", Verdict.UNANSWERED),
        ("B", "A", Verdict.WRONG),
    ],
)
def test_a_selection_is_right_half_wrong_or_unanswered(
    key: str, selected: str, verdict: Verdict
) -> None:
    assert judge_response(frozenset(key), frozenset(selected)) == verdict


keys = st.frozensets(st.sampled_from(LETTERS), min_size=2, max_size=4)
selections = st.frozensets(st.sampled_from(LETTERS))


@given(keys, selections)
def test_points_lie_between_nothing_and_the_full_points(
    key: frozenset[str], selected: frozenset[str]
) -> None:
    points = score_response(CN_OBJECTIVE_1, Kind.MULTIPLE, key=key, selected=selected)
    assert 0 <= points <= 2
    assert (points == 2) == (selected == key)


@given(keys, selections)
def test_a_wrong_option_always_costs_everything(
    key: frozenset[str], selected: frozenset[str]
) -> None:
    wrong = next(letter for letter in LETTERS if letter not in key)
    assert score_response(CN_OBJECTIVE_1, Kind.MULTIPLE, key=key, selected=selected | {wrong}) == 0


@given(keys, st.data())
def test_one_more_right_option_never_lowers_the_points(
    key: frozenset[str], data: st.DataObject
) -> None:
    part = frozenset(data.draw(st.sets(st.sampled_from(sorted(key)), max_size=len(key) - 1)))
    more = part | {data.draw(st.sampled_from(sorted(key - part)))}
    before = score_response(CN_OBJECTIVE_1, Kind.MULTIPLE, key=key, selected=part)
    after = score_response(CN_OBJECTIVE_1, Kind.MULTIPLE, key=key, selected=more)
    assert after - before >= Decimal("0.5")


@given(keys, selections)
def test_the_verdict_agrees_with_the_points(key: frozenset[str], selected: frozenset[str]) -> None:
    points = score_response(CN_OBJECTIVE_1, Kind.MULTIPLE, key=key, selected=selected)
    verdict = judge_response(key, selected)
    assert (verdict == Verdict.RIGHT) == (points == 2)
    assert (verdict == Verdict.HALF) == (0 < points < 2)


@given(st.lists(st.tuples(keys, selections), max_size=80))
def test_the_score_is_the_exact_sum_of_the_points(
    slots: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    items = [ScoredItem(Kind.MULTIPLE, key) for key, _ in slots]
    result = score_attempt(
        CN_OBJECTIVE_1, items, selections=[chosen for _, chosen in slots], cut_score=Decimal(60)
    )
    assert result.score == sum(result.points)
    assert result.score % Decimal("0.5") == 0
    assert result.full_score == 2 * len(slots)


@pytest.mark.parametrize(
    ("right", "is_passed", "margin"), [(60, True, "0"), (59, False, "-1"), (70, True, "10")]
)
def test_the_cut_score_itself_passes(right: int, is_passed: bool, margin: str) -> None:
    items = [ScoredItem(Kind.SINGLE, frozenset("A"))] * 100
    chosen = [frozenset("A")] * right + [frozenset[str]()] * (100 - right)
    result = score_attempt(CN_OBJECTIVE_1, items, selections=chosen, cut_score=Decimal(60))
    assert result.is_passed is is_passed
    assert result.margin == Decimal(margin)


def test_half_points_are_exact_at_the_line() -> None:
    items = [ScoredItem(Kind.MULTIPLE, frozenset("ABC"))] * 60
    chosen = [frozenset("AB")] * 59 + [frozenset("A")]
    result = score_attempt(CN_OBJECTIVE_1, items, selections=chosen, cut_score=Decimal(60))
    assert result.score == Decimal("59.5")
    assert not result.is_passed


def test_every_slot_needs_a_selection() -> None:
    with pytest.raises(ValueError, match="shorter"):
        score_attempt(
            CN_OBJECTIVE_1,
            [ScoredItem(Kind.SINGLE, frozenset("A"))],
            selections=[],
            cut_score=Decimal(60),
        )


def test_a_policy_is_read_from_the_bank() -> None:
    content = {"single": "1.5", "multiple": "3", "per_option": "0.75"}
    policy = ScoringPolicy.from_content("other", 2, content=content)
    assert policy == ScoringPolicy("other", 2, Decimal("1.5"), Decimal(3), Decimal("0.75"))
    assert policy.name == "other@2"
