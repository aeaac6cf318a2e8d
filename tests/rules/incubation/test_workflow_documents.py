"""What a workflow document may not say, line by line: each wrong value is refused with the place where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.workflows import NAMES, STAGE, shipped, shipped_document, small_document, transition
from trainingapp.rules.incubation.judging import judge, spread
from trainingapp.rules.incubation.passing import (
    CaseFacts,
    Report,
    Step,
    binding_effects,
    can,
    confirmers_of,
    last_effective,
    taking_back,
)
from trainingapp.rules.incubation.undoing import find_resting
from trainingapp.rules.incubation.words import APPLYING, CHOOSING, CLOSED, RESIDENT, Actor, Stage
from trainingapp.rules.incubation.workflow import Confirm, Malformed, parse

KNOWN: dict[str, Any] = {"guards": {"sound"}, "effects": {"tell"}}
NOTHING: tuple[Any, ...] = (None, "", " ", 7, [], {})

TOP = [
    ("code", None, "code: words are missing"),
    ("code", "  ", "code: words are missing"),
    ("code", ["small"], "code: words are missing"),
    ("version", None, "version: not a whole number from 1"),
    ("version", -1, "version: not a whole number from 1"),
    ("version", 1.0, "version: not a whole number from 1"),
    ("version", False, "version: not a whole number from 1"),
    ("title", None, "title: not a mapping"),
    ("title", "Small", "title: not a mapping"),
    ("title", {}, "title.zh: words are missing"),
    ("title", {"zh": "名", "en": " "}, "title.en: words are missing"),
    ("title", {"zh": 7, "en": "Name"}, "title.zh: words are missing"),
    ("stages", None, "stages: not a mapping"),
    ("stages", ["draft"], "stages: not a mapping"),
    ("stages", {"draft": None}, "stages.draft: not a mapping"),
    ("stages", {"moon": STAGE}, "stages.moon: moon is no stage"),
    ("stages", {7: STAGE}, "stages.7: 7 is no stage"),
    ("stages", {"Draft": STAGE}, "stages.Draft: Draft is no stage"),
    ("stages", {"draft": STAGE | {"colour": "red"}}, "stages.draft: unknown colour"),
    ("stages", {"draft": STAGE | {"zh": ""}}, "stages.draft.zh: words are missing"),
    ("stages", {"draft": STAGE | {"public_en": None}}, "stages.draft.en: words are missing"),
    ("stages", {"draft": STAGE | {"column": ""}}, "stages.draft: words are missing"),
    ("stages", {"draft": STAGE | {"column": 3}}, "stages.draft: words are missing"),
    ("transitions", None, "transitions: not a mapping"),
    ("transitions", [], "transitions: not a mapping"),
    ("transitions", {"S1": "submit"}, "transitions.S1: not a mapping"),
    ("undo", None, "undo: not a mapping"),
    ("undo", ["tell"], "undo: not a mapping"),
    ("undo", {"tell": ""}, "undo.tell: words are missing"),
    ("undo", {"tell": 7}, "undo.tell: words are missing"),
    ("owner", "me", "workflow: unknown owner"),
]


@pytest.mark.parametrize(("name", "value", "told"), TOP)
def test_a_wrong_value_of_a_document_is_refused(name: str, value: Any, told: str) -> None:
    with pytest.raises(Malformed) as refused:
        parse(small_document(**{name: value}))
    assert str(refused.value) == told


PASSAGE = [
    *[("act", value, "transitions.S2: words are missing") for value in NOTHING],
    *[("zh", value, "transitions.S2.zh: words are missing") for value in NOTHING],
    *[("en", value, "transitions.S2.en: words are missing") for value in NOTHING],
    ("from", None, "transitions.S2.from: not a list"),
    ("from", "submitted", "transitions.S2.from: not a list"),
    ("from", [], "transitions.S2.from: leads out of no stage"),
    ("from", ["submitted", "submitted"], "transitions.S2.from: a name stands twice"),
    ("from", ["submitted", "moon"], "transitions.S2: moon is no stage"),
    ("from", ["any"], "transitions.S2: any is no stage"),
    ("from", [None], "transitions.S2.from: words are missing"),
    ("from", {"submitted": 1}, "transitions.S2.from: not a list"),
    ("to", None, "transitions.S2: None is no stage"),
    ("to", "any", "transitions.S2: any is no stage"),
    ("to", ["alumni"], "transitions.S2: ['alumni'] is no stage"),
    ("to", 7, "transitions.S2: 7 is no stage"),
    ("actors", None, "transitions.S2.actors: not a list"),
    ("actors", "head", "transitions.S2.actors: not a list"),
    ("actors", [], "transitions.S2.actors: nobody"),
    ("actors", ["king"], "transitions.S2.actors: king"),
    ("actors", ["king", "head", "jester"], "transitions.S2.actors: jester, king"),
    ("actors", ["head", "head"], "transitions.S2.actors: a name stands twice"),
    ("guards", None, "transitions.S2.guards: not a list"),
    ("guards", "sound", "transitions.S2.guards: not a list"),
    ("guards", ["sound", ""], "transitions.S2.guards: words are missing"),
    ("guards", ["sound", "sound"], "transitions.S2.guards: a name stands twice"),
    ("effects", {"tell": 1}, "transitions.S2.effects: not a list"),
    ("effects", [7], "transitions.S2.effects: words are missing"),
    ("effects", ["tell", "tell"], "transitions.S2.effects: a name stands twice"),
    ("confirm", "king", "transitions.S2.confirm: king is nobody who confirms"),
    ("confirm", "", "transitions.S2.confirm:  is nobody who confirms"),
    ("confirm", True, "transitions.S2.confirm: True is nobody who confirms"),
    ("confirm", "agency", "transitions.S2.confirm: agency is nobody who confirms"),
    ("reason", "yes", "transitions.S2.reason: neither true nor false"),
    ("reason", 1, "transitions.S2.reason: neither true nor false"),
    ("reason", None, "transitions.S2.reason: neither true nor false"),
    ("when", None, "transitions.S2.when: not a mapping"),
    ("when", ["track"], "transitions.S2.when: not a mapping"),
    ("when", {"weather": "fine"}, "transitions.S2.when: unknown weather"),
    ("note", "soon", "transitions.S2: unknown note"),
]


@pytest.mark.parametrize(("name", "value", "told"), PASSAGE)
def test_a_wrong_value_of_a_passage_is_refused(name: str, value: Any, told: str) -> None:
    document = small_document()
    document["transitions"]["S2"][name] = value
    with pytest.raises(Malformed) as refused:
        parse(document)
    assert str(refused.value) == told


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_whatever_stands_in_a_file_is_read_or_refused_and_never_breaks(value: Any) -> None:
    for name in ("code", "version", "title", "stages", "transitions", "undo"):
        is_read = True
        try:
            parse(small_document(**{name: value}))
        except Malformed as error:
            is_read = not str(error).startswith(name)
        may_be = {"code": isinstance(value, str), "version": isinstance(value, int)}
        assert is_read is False or may_be.get(name, False), name


@pytest.mark.parametrize("name", ["confirm", "guards", "effects", "reason", "when"])
def test_what_may_be_left_out_of_a_passage_may_be_left_out(name: str) -> None:
    document = small_document()
    document["transitions"]["S2"].pop(name, None)
    passage = parse(document).get("S2")
    assert passage is not None
    assert not getattr(passage, {"reason": "needs_reason"}.get(name, name))


@pytest.mark.parametrize("name", ["act", "zh", "en", "from", "to", "actors"])
def test_what_a_passage_has_to_say_may_not_be_left_out(name: str) -> None:
    document = small_document()
    del document["transitions"]["S2"][name]
    with pytest.raises(Malformed, match=r"transitions\.S2"):
        parse(document)


def changed(code: str, **changes: Any) -> Any:
    """The shipped workflow with a changed passage."""
    document = shipped_document()
    document["transitions"][code] |= changes
    return document


def names_of(document: Any) -> dict[str, set[str]]:
    ways = document["transitions"].values()
    undoing = {name for pair in document["undo"].items() for name in pair if name}
    return {
        "guards": {guard for way in ways for guard in way.get("guards", [])},
        "effects": {effect for way in ways for effect in way.get("effects", [])} | undoing,
    }


JUDGED = [
    (changed("T1", to="withdrawn"), "stages.submitted: no way leads there"),
    (changed("T29", **{"to": "followup"}), "stages.alumni: no way leads there"),
    (changed("T29", **{"to": "followup"}), "stages.followup: no way leads from there to an end"),
    (changed("T21b", act="suspend"), None),
    (changed("T19", act="leave"), "transitions.T26: the same act from the same stage as T19"),
    (changed("T13b", when={}), "transitions.T13b: the same act from the same stage as T13a"),
    (changed("T13b", when={"track": "m6"}), "transitions.T13b: the same act from the same stage"),
    (changed("T13b", when={"intake.has_trial": False}), "transitions.T13b: the same act"),
    (changed("T30", act="revert"), "transitions.T31: the same act from the same stage as T30"),
]


@pytest.mark.parametrize(("document", "told"), JUDGED)
def test_a_changed_standard_workflow_is_judged_as_a_whole(document: Any, told: str | None) -> None:
    found = judge(parse(document), **names_of(shipped_document()))
    assert any(told in one for one in found) if told else found == []


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.DRAFT])
def test_a_stage_that_no_line_describes_is_missed(stage: Stage) -> None:
    document = shipped_document()
    del document["stages"][str(stage)]
    found = judge(parse(document), **names_of(document))
    assert any(f"stage {stage} is not described" in one for one in found)


def test_a_case_begins_as_a_draft() -> None:
    document = shipped_document()
    del document["stages"]["draft"]
    assert "stages: a case begins as draft" in judge(parse(document), **names_of(document))


@pytest.mark.parametrize("name", sorted(names_of(shipped_document())["guards"]))
def test_each_guard_has_to_be_known(name: str) -> None:
    names = names_of(shipped_document())
    found = judge(shipped(), guards=names["guards"] - {name}, effects=names["effects"])
    assert found
    assert all(one.endswith(f"unknown guard {name}") for one in found)


@pytest.mark.parametrize("name", sorted(names_of(shipped_document())["effects"]))
def test_each_effect_has_to_be_known(name: str) -> None:
    names = names_of(shipped_document())
    found = judge(shipped(), guards=names["guards"], effects=names["effects"] - {name})
    assert found
    assert all(one.endswith(f"unknown effect {name}") for one in found)


@given(st.sets(st.tuples(st.sampled_from(list(Stage)), st.sampled_from(list(Stage)))))
def test_what_is_reached_is_closed_under_the_steps(steps: set[tuple[Stage, Stage]]) -> None:
    reached = spread({Stage.DRAFT}, steps)
    assert Stage.DRAFT in reached
    assert all(target in reached for source, target in steps if source in reached)
    assert reached <= {Stage.DRAFT} | {target for _source, target in steps}


# Which steps of the shipped workflow can be taken back, and what is done for it; "" when something rests on them.
UNDOING: dict[str, list[str] | None] = {
    "T1": [],
    "T2": [],
    "T3": [],
    "T4": [],
    "T5": [],
    "T6": ["unfreeze_ranking"],
    "T7": ["freeze_ranking"],
    "T8": ["close_notice"],
    "T9": [],
    "T10": [],
    "T11": ["close_notice"],
    "T12": ["reopen_notice"],
    "T13a": None,
    "T13b": None,
    "T14": None,
    "T15": [],
    "T16": None,
    "T17": None,
    "T18": ["withdraw_rectification"],
    "T19": [],
    "T20": None,
    "T21a": ["drop_suspension"],
    "T21b": ["move_dates_back"],
    "T22": None,
    "T23": None,
    "T24": None,
    "T25": None,
    "T26": None,
    "T27": None,
    "T28": None,
    "T29": [],
    "T30": None,
    "T31": None,
}


@pytest.mark.parametrize("code", UNDOING)
def test_what_taking_a_step_back_takes(code: str) -> None:
    definition = shipped()
    passage, expected = definition.get(code), UNDOING[code]
    assert passage is not None
    assert bool(binding_effects(definition, passage)) is (expected is None)
    found = find_resting(definition, passage, from_stage=Stage.REVIEW)
    assert bool(found) is (expected is None)
    assert {one.code for one in found} <= {"effect_stays"}
    if expected is not None:
        assert taking_back(definition, passage) == expected


def test_every_passage_stands_in_the_table_of_undoing() -> None:
    assert [one.code for one in shipped().passages] == list(UNDOING)


@pytest.mark.parametrize(
    ("confirm", "has_authority", "expected"),
    [
        (None, True, set()),
        (None, False, set()),
        (Confirm.HEAD, True, {Actor.HEAD}),
        (Confirm.HEAD, False, {Actor.HEAD}),
        (Confirm.OFFICER, False, {Actor.OFFICER, Actor.HEAD}),
        (Confirm.FINANCE, False, {Actor.FINANCE}),
        (Confirm.AUTHORITY, True, {Actor.AUTHORITY}),
        (Confirm.AUTHORITY, False, {Actor.HEAD, Actor.OFFICER}),
        (Confirm.SECOND_OF_BASE, True, {Actor.HEAD, Actor.OFFICER}),
        (Confirm.SECOND_OF_BASE, False, {Actor.HEAD, Actor.OFFICER}),
    ],
)
def test_who_says_the_second_word(
    confirm: Confirm | None, has_authority: bool, expected: set[Actor]
) -> None:
    assert confirmers_of(confirm, has_authority=has_authority) == expected


def test_a_way_that_leads_nowhere_is_neither_possible_nor_allowed() -> None:
    report = can(shipped(), CaseFacts(Stage.ALUMNI), "submit", actors=list(Actor), findings={})
    assert report is Report.no_way
    assert [report.ok, report.is_possible, report.is_allowed] == [False] * 3


@given(st.lists(st.integers(0, 6), max_size=12))
def test_undoing_again_and_again_goes_back_one_step_each_time(draws: list[int]) -> None:
    steps: list[Step] = []
    standing: list[int] = []
    for number, draw in enumerate(draws, start=1):
        last = last_effective(steps)
        assert (last.id if last else None) == (standing[-1] if standing else None)
        if draw < 3 and last is not None:
            steps.append(Step(number, "T31", Stage.REVIEW, reverts_id=last.id))
            standing.pop()
        else:
            steps.append(Step(number, "T4", Stage.SUBMITTED))
            standing.append(number)
    last = last_effective(steps)
    assert (last.id if last else None) == (standing[-1] if standing else None)


def test_the_groups_of_stages_share_none() -> None:
    groups = [APPLYING, CHOOSING, RESIDENT, CLOSED]
    assert sum(len(group) for group in groups) == len(frozenset().union(*groups))
    rest = set(Stage) - frozenset().union(*groups)
    assert rest == {Stage.ONBOARDING, Stage.EXITING, Stage.FOLLOWUP}


def test_the_small_workflow_of_these_tests_is_sound() -> None:
    assert judge(parse(small_document()), **KNOWN) == []
    extra = small_document()
    extra["transitions"]["S5"] = transition("wait", ["submitted"], "submitted")
    assert judge(parse(extra), **KNOWN) == []
    assert NAMES.keys() <= STAGE.keys()
