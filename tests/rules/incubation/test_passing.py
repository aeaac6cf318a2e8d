"""Every transition × every actor × each guard missing, from the shipped data; walks that never skip their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, strategies as st

from tests.workflows import shipped, small_document, with_passage
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.passing import (
    CaseFacts,
    NoSuchPassage,
    ReasonNeeded,
    SamePerson,
    Step,
    StillMissing,
    binding_effects,
    can,
    capacity_of,
    confirmers_of,
    judge_confirmation,
    judge_step,
    last_effective,
    taking_back,
)
from trainingapp.rules.incubation.words import CLOSED, Actor, Stage
from trainingapp.rules.incubation.workflow import Confirm, Passage, parse

WORKFLOW = shipped()
GONE = Missing("gone", "Something is not there.")
# Who takes which step, and who confirms it, as C4.2 of the domain page says it: written here a second time on purpose.
WHO = {
    "T1": ("applicant agency", ""),
    "T2": ("officer head", ""),
    "T3": ("applicant agency", ""),
    "T4": ("officer head", ""),
    "T5": ("officer", "head"),
    "T6": ("officer head", ""),
    "T7": ("head", ""),
    "T8": ("head", "authority"),
    "T9": ("head", ""),
    "T10": ("head", "authority"),
    "T11": ("head", ""),
    "T12": ("system officer head", ""),
    "T13a": ("head", ""),
    "T13b": ("head", ""),
    "T14": ("system head", ""),
    "T15": ("officer", "head"),
    "T16": ("officer head", ""),
    "T17": ("head", ""),
    "T18": ("head", ""),
    "T19": ("head", ""),
    "T20": ("head", "authority"),
    "T21a": ("head", ""),
    "T21b": ("head", ""),
    "T22": ("agency officer", ""),
    "T23": ("head", ""),
    "T24": ("head", "authority"),
    "T25": ("head", ""),
    "T26": ("agency applicant", "officer"),
    "T27": ("head", "authority"),
    "T28": ("officer", "finance"),
    "T29": ("officer head", ""),
    "T30": ("applicant agency", ""),
    "T31": ("head", "second_of_base"),
}


def facts_for(passage: Passage, stage: Stage) -> CaseFacts:
    """A case of the kind that the passage is for, in a stage out of which it leads."""
    conditions = {"intake.has_trial": False, **passage.when}
    return CaseFacts(stage, conditions, previous=Stage.REVIEW)


def sources(passage: Passage) -> list[Stage]:
    """The stages that a passage leads out of."""
    return sorted(passage.source) if passage.source is not None else list(Stage)


def passages_by_stage() -> Iterator[tuple[Passage, Stage]]:
    """Every passage from every stage out of which it leads."""
    for passage in WORKFLOW.passages:
        for stage in sources(passage):
            yield passage, stage


ALL = list(passages_by_stage())
IDS = [f"{passage.code}-{stage}" for passage, stage in ALL]


@pytest.mark.parametrize(("passage", "stage"), ALL, ids=IDS)
@pytest.mark.parametrize("actor", list(Actor))
def test_each_actor_takes_exactly_the_steps_that_are_theirs(
    passage: Passage, stage: Stage, actor: Actor
) -> None:
    clear = dict.fromkeys(passage.guards, ())
    report = can(WORKFLOW, facts_for(passage, stage), passage.act, actors=[actor], findings=clear)
    assert report.passage == passage
    assert report.ok is (str(actor) in WHO[passage.code][0].split())


@pytest.mark.parametrize(("passage", "stage"), ALL, ids=IDS)
def test_with_any_one_guard_missing_nobody_takes_the_step(passage: Passage, stage: Stage) -> None:
    for guard in passage.guards:
        findings: dict[str, Sequence[Missing]] = dict.fromkeys(passage.guards, ())
        findings[guard] = [GONE]
        for actor in Actor:
            report = can(
                WORKFLOW,
                facts_for(passage, stage),
                passage.act,
                actors=[actor],
                findings=findings,
            )
            assert not report.ok
            assert report.missing == (GONE,)


@pytest.mark.parametrize(("passage", "stage"), ALL, ids=IDS)
def test_a_guard_that_gives_no_answer_is_missing_itself(passage: Passage, stage: Stage) -> None:
    report = can(WORKFLOW, facts_for(passage, stage), passage.act, actors=list(Actor), findings={})
    assert [one.parameters["guard"] for one in report.missing] == list(passage.guards)
    assert report.ok is (not passage.guards)


@pytest.mark.parametrize("passage", WORKFLOW.passages, ids=lambda one: one.code)
def test_an_act_leads_nowhere_from_any_other_stage(passage: Passage) -> None:
    others = [
        stage
        for stage in Stage
        if not any(one.act == passage.act and one.leaves(stage) for one in WORKFLOW.passages)
    ]
    for stage in others:
        report = can(WORKFLOW, facts_for(passage, stage), passage.act, actors=Actor, findings={})
        assert not report.is_possible
        assert not report.ok
        assert report.confirmers == frozenset()


@pytest.mark.parametrize("passage", WORKFLOW.passages, ids=lambda one: one.code)
def test_each_step_asks_for_the_second_person_that_the_table_names(passage: Passage) -> None:
    expected = {
        "": set(),
        "second_of_base": {Actor.HEAD, Actor.OFFICER},
        "authority": {Actor.AUTHORITY},
        "head": {Actor.HEAD},
        "officer": {Actor.OFFICER, Actor.HEAD},  # a base may have no officer but its head
        "finance": {Actor.FINANCE},
    }[WHO[passage.code][1]]
    assert confirmers_of(passage.confirm, has_authority=True) == expected


def test_a_base_without_an_authority_asks_a_second_person_of_its_own() -> None:
    assert confirmers_of(Confirm.AUTHORITY, has_authority=False) == {Actor.HEAD, Actor.OFFICER}
    assert confirmers_of(Confirm.FINANCE, has_authority=False) == {Actor.FINANCE}


def test_nothing_leads_out_of_a_closed_case_but_undoing() -> None:
    for stage in CLOSED:
        assert [one.act for one in WORKFLOW.ways_out(stage, {})] == ["revert"]


def test_undoing_leads_to_the_stage_before_and_nowhere_without_one() -> None:
    clear = {"recent_enough_to_revert": (), "nothing_rests_on_it": ()}
    facts = CaseFacts(Stage.DECISION, previous=Stage.REVIEW)
    assert (
        can(WORKFLOW, facts, "revert", actors=[Actor.HEAD], findings=clear).target is Stage.REVIEW
    )
    report = can(WORKFLOW, CaseFacts(Stage.DRAFT), "revert", actors=[Actor.HEAD], findings=clear)
    assert not report.is_possible


def test_who_acts_in_several_capacities_acts_in_the_first_that_fits() -> None:
    held = [Actor.HEAD, Actor.OFFICER, Actor.AGENCY]
    assert capacity_of([Actor.HEAD, Actor.OFFICER], held) is Actor.OFFICER
    assert capacity_of([Actor.FINANCE], held) is None


SMALL = parse(small_document())


def small_report(act: str, **findings: Sequence[Missing]) -> object:
    facts = CaseFacts(Stage.SUBMITTED)
    return can(SMALL, facts, act, actors=[Actor.OFFICER], findings=findings)


def test_what_is_missing_is_listed_in_the_refusal() -> None:
    other = Missing("other", "Something else is not there.")
    with pytest.raises(StillMissing) as refused:
        judge_step(small_report("accept", sound=[GONE, other]), reason="")  # type: ignore[arg-type]
    assert refused.value.missing == (GONE, other)
    assert refused.value.parameters == {"count": 2}


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_step_that_asks_for_a_reason_is_not_taken_without(reason: str) -> None:
    with pytest.raises(ReasonNeeded):
        judge_step(small_report("refuse"), reason=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(("act", "reason"), [("refuse", "too late"), ("accept", "")])
def test_a_step_with_all_it_needs_is_not_refused(act: str, reason: str) -> None:
    report = small_report(act, sound=[])
    judge_step(report, reason=reason)  # type: ignore[arg-type]
    assert report.ok  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", ["submit", "dance", "revert"])
def test_a_step_that_leads_nowhere_is_refused(act: str) -> None:
    with pytest.raises(NoSuchPassage):
        judge_step(small_report(act), reason="x")  # type: ignore[arg-type]


def test_what_two_guards_miss_alike_is_listed_once() -> None:
    passage = next(one for one in WORKFLOW.passages if len(one.guards) > 1)
    findings = dict.fromkeys(passage.guards, (GONE,))
    facts = facts_for(passage, sources(passage)[0])
    report = can(WORKFLOW, facts, passage.act, actors=[Actor.APPLICANT], findings=findings)
    assert report.missing == (GONE,)


def test_nobody_confirms_what_they_proposed_whatever_else_they_are() -> None:
    facts = CaseFacts(Stage.SUBMITTED, previous=Stage.DRAFT)
    report = can(SMALL, facts, "revert", actors=[Actor.HEAD], findings={})
    with pytest.raises(SamePerson):
        judge_confirmation(report, proposer=7, confirmer=7, actors=[Actor.HEAD, Actor.OFFICER])


def test_another_person_confirms_in_a_capacity_that_fits_or_in_none() -> None:
    facts = CaseFacts(Stage.SUBMITTED, previous=Stage.DRAFT)
    report = can(SMALL, facts, "revert", actors=[Actor.HEAD], findings={})
    held = [Actor.OFFICER]
    assert judge_confirmation(report, proposer=7, confirmer=8, actors=held) is Actor.OFFICER
    assert judge_confirmation(report, proposer=7, confirmer=8, actors=[Actor.AGENCY]) is None
    assert judge_confirmation(report, proposer=7, confirmer=7, actors=[Actor.AGENCY]) is None


def step(number: int, reverts: int | None = None) -> Step:
    return Step(number, f"T{number}", Stage.REVIEW, reverts)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], None),
        ([step(1)], 1),
        ([step(1), step(2)], 2),
        ([step(1), step(2), step(3, reverts=2)], 1),
        ([step(1), step(2, reverts=1)], None),
        ([step(1), step(2), step(3, reverts=2), step(4, reverts=1)], None),
        ([step(1), step(2, reverts=1), step(3)], 3),
    ],
)
def test_undoing_twice_goes_back_two_steps(steps: list[Step], expected: int | None) -> None:
    found = last_effective(steps)
    assert (found.id if found else None) == expected


def test_an_effect_that_nothing_takes_back_binds_the_passage() -> None:
    definition = parse(with_passage(effects=["tell", "pay"], undo={"tell": None}))
    passage = definition.get("S2")
    assert passage is not None
    assert binding_effects(definition, passage) == ["pay"]


def test_effects_are_taken_back_in_the_reverse_order() -> None:
    undo = {"tell": None, "freeze": "thaw", "lock": "unlock"}
    definition = parse(with_passage(effects=["freeze", "tell", "lock"], undo=undo))
    passage = definition.get("S2")
    assert passage is not None
    assert binding_effects(definition, passage) == []
    assert taking_back(definition, passage) == ["unlock", "thaw"]


@dataclass
class Walker:
    """A case that walks at random: what it has found and which steps it took."""

    has_trial: bool
    stage: Stage = Stage.DRAFT
    steps: list[Step] = field(default_factory=list)
    taken: list[tuple[Passage, frozenset[str], Actor]] = field(default_factory=list)

    def try_step(self, act: str, actor: Actor, satisfied: frozenset[str]) -> None:
        last = last_effective(self.steps)
        facts = CaseFacts(
            self.stage,
            {"intake.has_trial": self.has_trial},
            previous=last.from_stage if last else None,
        )
        passage = WORKFLOW.find(act, self.stage, facts.conditions)
        guards = passage.guards if passage else ()
        findings = {guard: () if guard in satisfied else (GONE,) for guard in guards}
        report = can(WORKFLOW, facts, act, actors=[actor], findings=findings)
        if not report.ok or report.passage is None or report.target is None:
            return
        reverts = last.id if report.passage.target is None and last else None
        number = len(self.steps) + 1
        self.steps.append(Step(number, report.passage.code, self.stage, reverts))
        self.taken.append((report.passage, satisfied, actor))
        self.stage = report.target


ACTS = sorted({one.act for one in WORKFLOW.passages})
GUARDS = sorted({guard for one in WORKFLOW.passages for guard in one.guards})
moves = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from(list(Actor)),
    st.one_of(st.just(frozenset(GUARDS)), st.frozensets(st.sampled_from(GUARDS))),
)


def bias(draws: list[int], walker: Walker) -> None:
    """Steps that are possible where the walker stands, so that walks come far."""
    for draw in draws:
        ways = WORKFLOW.ways_out(walker.stage, {"intake.has_trial": walker.has_trial})
        if ways:
            way = ways[draw % len(ways)]
            actor = sorted(way.actors)[draw % len(way.actors)]
            missing = GUARDS[draw % len(GUARDS)]
            walker.try_step(way.act, actor, frozenset(GUARDS) - {missing})
            walker.try_step(way.act, actor, frozenset(GUARDS))


@given(st.booleans(), st.lists(st.integers(0, 10_000), max_size=40), st.lists(moves, max_size=20))
def test_no_walk_reaches_a_stage_without_its_evidence(
    has_trial: bool, draws: list[int], wild: list[tuple[str, Actor, frozenset[str]]]
) -> None:
    walker = Walker(has_trial)
    bias(draws, walker)
    for act, actor, satisfied in wild:
        walker.try_step(act, actor, satisfied)
    for passage, satisfied, actor in walker.taken:
        assert set(passage.guards) <= satisfied
        assert actor in passage.actors


@given(st.booleans(), st.lists(st.integers(0, 10_000), max_size=60))
def test_every_walk_stays_on_the_ways_of_the_table(has_trial: bool, draws: list[int]) -> None:
    walker = Walker(has_trial)
    bias(draws, walker)
    stage = Stage.DRAFT
    for one, (passage, _satisfied, _actor) in zip(walker.steps, walker.taken, strict=True):
        assert one.from_stage is stage
        assert passage.leaves(stage)
        undone = next((s for s in walker.steps if s.id == one.reverts_id), None)
        stage = passage.target or (undone.from_stage if undone else stage)
    assert walker.stage is stage


@given(st.lists(st.integers(0, 10_000), min_size=30, max_size=60))
def test_nobody_moves_in_without_a_decision_and_a_notice(draws: list[int]) -> None:
    walker = Walker(has_trial=False)
    bias(draws, walker)
    if walker.stage is Stage.INCUBATING:
        acts = [passage.act for passage, _satisfied, _actor in walker.taken]
        for needed in ("submit", "pass_check", "close_review", "close_notice", "move_in"):
            assert needed in acts
        assert {"admit", "move_up"} & set(acts)
