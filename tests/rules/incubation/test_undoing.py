"""A mistake is undone soon or never, and never what something rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows import shipped, with_passage
from trainingapp.rules.incubation.passing import binding_effects
from trainingapp.rules.incubation.undoing import LEFT_BEHIND, find_resting, find_too_old
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.incubation.workflow import parse


@pytest.mark.parametrize(
    ("made_on", "today", "code"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), None),
        (date(2026, 11, 23), date(2026, 12, 23), None),
        (date(2026, 11, 23), date(2026, 12, 24), "too_old_to_undo"),
        (date(2026, 12, 15), date(2027, 1, 14), None),
        (date(2026, 12, 15), date(2027, 1, 15), "too_old_to_undo"),
        (date(2028, 2, 28), date(2028, 3, 29), None),
        (date(2028, 2, 28), date(2028, 3, 30), "too_old_to_undo"),
        (None, date(2026, 11, 23), "nothing_to_undo"),
    ],
)
def test_a_step_is_undone_for_thirty_days(
    made_on: date | None, today: date, code: str | None
) -> None:
    found = find_too_old(made_on, today, days=30)
    assert [one.code for one in found] == ([code] if code else [])


def test_the_sentence_names_the_day_and_the_days() -> None:
    found = find_too_old(date(2026, 1, 2), date(2026, 11, 23), days=30)
    assert found[0].parameters == {"day": "2026-01-02", "days": 30}


@pytest.mark.parametrize(
    ("code", "from_stage", "stays"),
    [
        ("T6", Stage.REVIEW, []),
        ("T5", Stage.SUBMITTED, []),
        ("T18", Stage.MIDTERM, []),
        ("T21a", Stage.INCUBATING, []),
        ("T16", Stage.INCUBATING, ["lock_periods", "ask_assessor"]),
        ("T20", Stage.INCUBATING, ["extend_residence"]),
    ],
)
def test_what_nothing_takes_back_keeps_the_step(
    code: str, from_stage: Stage, stays: list[str]
) -> None:
    definition = shipped()
    found = find_resting(definition, definition.get(code), from_stage=from_stage)
    assert [one.parameters["effect"] for one in found] == stays


def test_a_submission_is_returned_and_not_undone() -> None:
    definition = shipped()
    found = find_resting(definition, definition.get("T1"), from_stage=Stage.DRAFT)
    assert [one.code for one in found] == ["submitted_not_undone"]


def test_without_a_step_nothing_rests_on_it() -> None:
    definition = parse(with_passage(undo={}))
    assert find_resting(definition, None, from_stage=Stage.REVIEW) == []


BINDING = sorted({name for one in shipped().passages for name in binding_effects(shipped(), one)})


@pytest.mark.parametrize("effect", BINDING)
def test_what_stays_is_told_in_words_and_not_by_its_name(effect: str) -> None:
    definition = shipped()
    step = next(one for one in definition.passages if effect in binding_effects(definition, one))
    found = find_resting(definition, step, from_stage=Stage.REVIEW)
    told = {one.message for one in found if one.parameters["effect"] == effect}
    assert told == {LEFT_BEHIND[effect]}
    assert "%(" not in LEFT_BEHIND[effect]


def test_words_stand_for_effects_that_workflows_name() -> None:
    named = {name for one in shipped().passages for name in one.effects}
    assert set(LEFT_BEHIND) <= named


def test_an_effect_without_words_is_named() -> None:
    definition = shipped()
    step = next(one for one in definition.passages if one.code == "T16")
    strange = replace(step, effects=("paint_it_blue",))
    (found,) = find_resting(definition, strange, from_stage=Stage.REVIEW)
    assert found.message % found.parameters == (
        "What followed from the last step cannot be taken back: paint_it_blue."
    )
