"""A workflow is read from its document or refused with the place; it is judged as a whole before it is published."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows import NAMES, STAGE, shipped, small_document, transition
from trainingapp.rules.incubation.judging import judge
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.rules.incubation.workflow import Confirm, Malformed, parse

KNOWN = {"guards": {"sound"}, "effects": {"tell"}}


def with_transition(**changes: Any) -> Any:
    """The small workflow with a changed second passage."""
    document = small_document()
    document["transitions"]["S2"] |= changes
    return document


def test_a_passage_is_read_with_everything_that_it_says() -> None:
    passage = parse(small_document()).get("S4")
    assert passage is not None
    assert (passage.source, passage.target) == (None, None)
    assert passage.actors == {Actor.HEAD}
    assert passage.confirm is Confirm.SECOND_OF_BASE


def test_what_a_passage_does_not_say_is_nothing() -> None:
    passage = parse(small_document()).get("S1")
    assert passage is not None
    assert (passage.guards, passage.effects, passage.confirm) == ((), (), None)
    assert passage.needs_reason is False


def test_a_code_that_is_not_there_is_no_passage() -> None:
    assert parse(small_document()).get("S9") is None


def test_a_stage_has_a_name_inside_and_one_outside() -> None:
    definition = parse(small_document())
    assert definition.name_of("draft", "zh") == "名"
    assert definition.name_of("draft", "en", is_public=True) == "Public name"


def test_a_language_without_words_gets_the_chinese_name() -> None:
    assert parse(small_document()).name_of("draft", "fr") == "名"


@pytest.mark.parametrize("stage", ["review", "no-stage"])
def test_a_stage_that_is_not_described_is_called_by_its_code(stage: str) -> None:
    assert parse(small_document()).name_of(stage, "zh") == stage


def test_two_passages_of_one_act_are_told_apart_by_the_case() -> None:
    definition = shipped()
    found = [
        definition.find("move_in", Stage.ONBOARDING, {"intake.has_trial": has_trial})
        for has_trial in (True, False)
    ]
    assert [one.target for one in found if one] == [Stage.TRIAL, Stage.INCUBATING]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (None, "workflow: not a mapping"),
        ([], "workflow: not a mapping"),
        (small_document(colour="red"), "workflow: unknown colour"),
        (small_document(code=""), "code: words are missing"),
        (small_document(code=7), "code: words are missing"),
        (small_document(version=0), "version: not a whole number"),
        (small_document(version=True), "version: not a whole number"),
        (small_document(version="1"), "version: not a whole number"),
        (small_document(title={"zh": "名"}), "title.en: words are missing"),
        (small_document(stages=[]), "stages: not a mapping"),
        (small_document(stages={"nest": STAGE}), "stages.nest: nest is no stage"),
        (small_document(stages={"draft": NAMES}), "stages.draft.zh: words are missing"),
        (small_document(stages={"draft": STAGE | {"column": 3}}), "stages.draft: words"),
        (small_document(stages={"draft": STAGE | {"icon": "x"}}), "stages.draft: unknown icon"),
        (small_document(transitions=None), "transitions: not a mapping"),
        (small_document(undo=[]), "undo: not a mapping"),
        (small_document(undo={"tell": 3}), "undo.tell: words are missing"),
        (with_transition(reason="yes"), "transitions.S2.reason: neither true nor false"),
        (with_transition(confirm="cook"), "transitions.S2.confirm: cook is nobody"),
        (with_transition(confirm=["head"]), "transitions.S2.confirm"),
        (with_transition(when={"moon": "full"}), "transitions.S2.when: unknown moon"),
        (with_transition(when=[]), "transitions.S2.when: not a mapping"),
        (with_transition(actors=["cook"]), "transitions.S2.actors: cook"),
        (with_transition(actors=[]), "transitions.S2.actors: nobody"),
        (with_transition(actors="head"), "transitions.S2.actors: not a list"),
        (with_transition(guards=["sound", "sound"]), "transitions.S2.guards: a name stands twice"),
        (with_transition(guards=[""]), "transitions.S2.guards: words are missing"),
        (with_transition(effects=7), "transitions.S2.effects: not a list"),
        (with_transition(to="moon"), "transitions.S2: moon is no stage"),
        (with_transition(to=["draft"]), "is no stage"),
        (with_transition(**{"from": []}), "transitions.S2.from: leads out of no stage"),
        (with_transition(**{"from": ["moon"]}), "transitions.S2: moon is no stage"),
        (with_transition(act=None), "transitions.S2: words are missing"),
        (with_transition(price=3), "transitions.S2: unknown price"),
        (small_document(transitions={"S1": "go"}), "transitions.S1: not a mapping"),
    ],
)
def test_a_document_that_is_no_workflow_is_refused_with_its_place(
    document: object, told: str
) -> None:
    with pytest.raises(Malformed) as refused:
        parse(document)
    assert told in str(refused.value)


def test_a_sound_workflow_has_nothing_to_complain_of() -> None:
    assert judge(parse(small_document()), **KNOWN) == []


def changed(name: str, entry: Any) -> Any:
    """The small workflow with one passage more or another one."""
    document = small_document()
    document["transitions"][name] = entry
    return document


def with_stages(*more: str) -> Any:
    """The small workflow with more stages."""
    document = small_document()
    document["stages"] |= dict.fromkeys(more, STAGE)
    return document


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (with_transition(guards=["guess"]), "transitions.S2: unknown guard guess"),
        (with_transition(effects=["sing"]), "transitions.S2: unknown effect sing"),
        (small_document(undo={"sing": None}), "undo: unknown effect sing"),
        (small_document(undo={"tell": "unsing"}), "undo: unknown effect unsing"),
        (with_transition(to="review"), "transitions.S2: stage review is not described"),
        (
            changed("S5", transition("accept", ["submitted"], "rejected")),
            "transitions.S5: the same act from the same stage as S2",
        ),
        (with_stages("review"), "stages.review: no way leads there"),
        (small_document(code="a" * 41), "code: more than 40 characters"),
        (
            changed("S23456789", transition("wait", ["submitted"], "alumni")),
            "transitions.S23456789: a code has 8 characters at most",
        ),
        (
            changed("S5", transition("Accept now", ["submitted"], "alumni")),
            "transitions.S5: an act is up to 32 small letters and underscores",
        ),
        (
            changed("S5", transition("a" * 33, ["submitted"], "alumni")),
            "transitions.S5: an act is up to 32 small letters and underscores",
        ),
        (small_document(stages={"submitted": STAGE}), "stages: a case begins as draft"),
    ],
)
def test_a_workflow_that_makes_no_sense_is_told_where(document: Any, told: str) -> None:
    assert told in judge(parse(document), **KNOWN)


def test_names_of_the_longest_kind_are_sound() -> None:
    document = small_document(code="a" * 40)
    document["transitions"]["S2345678"] = transition("a" * 32, ["submitted"], "alumni")
    assert judge(parse(document), **KNOWN) == []


def test_a_stage_without_a_way_to_an_end_is_told() -> None:
    document = with_stages("trial")
    document["transitions"]["S5"] = transition("try", ["submitted"], "trial")
    assert judge(parse(document), **KNOWN) == ["stages.trial: no way leads from there to an end"]


def test_a_way_out_of_any_stage_leads_on_from_every_stage() -> None:
    document = with_stages("trial")
    document["transitions"]["S5"] = transition("try", ["submitted"], "trial")
    document["transitions"]["S6"] = transition("leave", "any", "rejected")
    assert judge(parse(document), **KNOWN) == []


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [
        ({"track": "m6"}, {"track": "m12"}, False),
        ({"track": "m6"}, {"track": "m6"}, True),
        ({"track": "m6"}, {"mode": "virtual"}, True),
        ({}, {"track": "m6"}, True),
    ],
)
def test_the_same_act_twice_needs_a_condition_that_tells_them_apart(
    one: dict[str, str], other: dict[str, str], is_told: bool
) -> None:
    document = with_transition(when=one)
    document["transitions"]["S5"] = transition("accept", ["submitted"], "rejected", when=other)
    assert bool(judge(parse(document), **KNOWN)) is is_told


def test_the_shipped_workflow_has_every_stage_and_31_transitions() -> None:
    definition = shipped()
    numbers = {one.code.rstrip("ab") for one in definition.passages}
    assert set(definition.stages) == set(Stage)
    assert numbers == {f"T{number}" for number in range(1, 32)}


def test_the_shipped_workflow_is_sound_with_the_names_it_uses() -> None:
    definition = shipped()
    guards = {name for one in definition.passages for name in one.guards}
    effects = {name for one in definition.passages for name in one.effects}
    takers = {name for name in definition.undo.values() if name is not None}
    assert takers >= {"drop_suspension", "move_dates_back", "unfreeze_ranking"}
    assert judge(definition, guards=guards, effects=effects | takers) == []
