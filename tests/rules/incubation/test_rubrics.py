"""A scoring sheet is read or refused with every fault named; the shipped one is that of the domain page."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from trainingapp.rules.incubation.rubrics import RubricFaulty, find_faults, read_rubric
from trainingapp.rules.incubation.words import Applicants

FILE = Path(__file__).parents[3] / "question_bank" / "incubation" / "rubrics.yaml"
SHIPPED: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> dict[str, Any]:
    document = copy.deepcopy(SHIPPED)
    change(document)
    return document


def test_the_shipped_sheet_has_no_fault() -> None:
    assert find_faults(SHIPPED) == []


def test_the_shipped_sheet_says_that_it_is_a_proposal() -> None:
    rubric = read_rubric(SHIPPED, Applicants.TEAM)
    assert rubric.confidence == "P"
    assert "建议稿" in rubric.note["zh"]


@pytest.mark.parametrize(
    ("applicants", "weights"),
    [
        (Applicants.REGISTERED, [15, 20, 20, 15, 15, 10, 5]),
        (Applicants.TEAM, [20, 20, 20, 5, 15, 10, 10]),
    ],
)
def test_each_track_has_its_weights_and_they_make_a_hundred(
    applicants: Applicants, weights: list[int]
) -> None:
    rubric = read_rubric(SHIPPED, applicants)
    assert [one.weight for one in rubric.criteria] == weights
    assert sum(weights) == 100


def test_the_model_and_the_team_need_three_points_by_themselves() -> None:
    rubric = read_rubric(SHIPPED, Applicants.TEAM)
    assert [one.code for one in rubric.criteria if one.least == 3] == ["model", "team"]


def test_a_team_is_not_stopped_for_filings_and_accounts_that_it_cannot_have() -> None:
    of_team = {one.code for one in read_rubric(SHIPPED, Applicants.TEAM).vetoes}
    of_registered = {one.code for one in read_rubric(SHIPPED, Applicants.REGISTERED).vetoes}
    assert of_registered - of_team == {"filing", "account"}
    assert of_team < of_registered


def test_the_bounds_are_those_of_the_page() -> None:
    rubric = read_rubric(SHIPPED, Applicants.TEAM)
    assert (rubric.passes_at, rubric.spread_alert, rubric.bonus_most) == (70, 25, 3)
    assert (rubric.reviewers_least, rubric.reviewers_most, rubric.trims_from) == (3, 5, 5)
    assert rubric.criterion("need").least == Decimal(0)


def test_a_criterion_that_is_not_there_is_not_found() -> None:
    with pytest.raises(KeyError):
        read_rubric(SHIPPED, Applicants.TEAM).criterion("beauty")


@pytest.mark.parametrize("document", [None, [], "a sheet", 3])
def test_what_is_no_mapping_is_no_sheet(document: object) -> None:
    assert find_faults(document) == ["a scoring sheet is a mapping"]


FAULTY: list[tuple[Change, str]] = [
    (lambda d: d.pop("criteria"), "criteria is missing"),
    (lambda d: d.update(colour="red"), "colour is not known"),
    (lambda d: d.update(version="1"), "version is not a int"),
    (lambda d: d.update(passes_at=True), "passes_at is not a int"),
    (lambda d: d.update(title={"zh": "表"}), "title needs zh and en"),
    (lambda d: d.update(note={"zh": "", "en": "x"}), "note needs zh and en"),
    (lambda d: d.update(version=0), "versions begin with 1"),
    (lambda d: d.update(confidence="X"), "confidence is A, B, C, D or P"),
    (lambda d: d.update(passes_at=101), "passes_at lies between 1 and 100"),
    (lambda d: d.update(spread_alert=0), "spread_alert lies between 1 and 100"),
    (lambda d: d.update(bonus_most=-1), "bonus_most lies between 0 and 100"),
    (
        lambda d: d.update(reviewers={"least": 5, "most": 3}),
        "reviewers need a least of at least 1, and a most that is not below it",
    ),
    (
        lambda d: d.update(reviewers={"least": 1}),
        "reviewers need a least of at least 1, and a most that is not below it",
    ),
    (
        lambda d: d.update(trims_from=2),
        "a mean without the highest and the lowest needs three",
    ),
    (lambda d: d["criteria"].append("x"), "a criterion has no code"),
    (lambda d: d["criteria"].append({"code": 3}), "a criterion has no code"),
    (lambda d: d["criteria"][0].update(title=None), "need: title needs zh and en"),
    (
        lambda d: d["criteria"][0]["anchors"].pop(),
        "need: three anchors, each in zh and en",
    ),
    (
        lambda d: d["criteria"][0].update(anchors="three"),
        "need: three anchors, each in zh and en",
    ),
    (
        lambda d: d["criteria"][0]["weight"].pop("team"),
        "need: a weight for registered agencies and one for teams",
    ),
    (
        lambda d: d["criteria"][0].update(weight=15),
        "need: a weight for registered agencies and one for teams",
    ),
    (lambda d: d["criteria"][0].update(least=6), "need: least lies between 0 and 5"),
    (lambda d: d["criteria"][0].update(least="3"), "need: least lies between 0 and 5"),
    (
        lambda d: d["criteria"][0]["weight"].update(team=19),
        "the weights of team do not make 100",
    ),
    (lambda d: d["criteria"][1].update(code="need"), "criterion need stands twice"),
    (lambda d: d["vetoes"].append(None), "a veto has no code"),
    (lambda d: d["vetoes"].append({"title": {}}), "a veto has no code"),
    (lambda d: d["vetoes"][0].update(title={}), "credit_list: title needs zh and en"),
    (
        lambda d: d["vetoes"][0].update(tracks=["all"]),
        "credit_list: tracks are registered, team or both",
    ),
    (
        lambda d: d["vetoes"][0].update(tracks=[]),
        "credit_list: tracks are registered, team or both",
    ),
    (lambda d: d["vetoes"][1].update(code="credit_list"), "veto credit_list stands twice"),
]


@pytest.mark.parametrize(("change", "fault"), FAULTY, ids=[fault for _, fault in FAULTY])
def test_each_fault_is_named(change: Change, fault: str) -> None:
    assert fault in find_faults(changed(change))


def test_a_faulty_sheet_is_not_read_and_says_why() -> None:
    with pytest.raises(RubricFaulty) as refusal:
        read_rubric(changed(lambda d: d.update(version=0)), Applicants.TEAM)
    assert refusal.value.faults == ("versions begin with 1",)
