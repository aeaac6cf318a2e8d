"""Every way of the workflow by its real pages: who may and may not, what is missing, twice, too late, second words."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories_flow import stand_in
from tests.factories_ways import EVERYBODY, WAYS, Way, make_around
from tests.workflows import shipped
from trainingapp.incubator.models import Proposal, StageRecord
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.passages import find_waiting
from trainingapp.incubator.queries.reach import RUN_BY_ITS_AGENCY
from trainingapp.rules.incubation.words import CLOSED, Actor, Stage

WORKFLOW = shipped()
EACH = pytest.mark.parametrize("way", WAYS, ids=str)
FIRST = {one.code: one for one in reversed(WAYS)}  # each passage once, from its first stage
SECOND = pytest.mark.parametrize("way", [one for one in FIRST.values() if one.second], ids=str)
AT_ONCE = pytest.mark.parametrize("way", [one for one in FIRST.values() if not one.second], ids=str)
ONCE = pytest.mark.parametrize("way", FIRST.values(), ids=str)


def reaching(way: Way) -> list[str]:
    """Who reaches a case: before it is submitted only those who apply; who began it until the agency has moved in."""
    if way.source is Stage.DRAFT:
        return list(EVERYBODY[:2])
    is_gone = way.source in RUN_BY_ITS_AGENCY
    return [one for one in EVERYBODY if not (is_gone and one == "applicant")]


def first_of(way: Way) -> str:
    """The first of those who may take it and reach the case in that stage."""
    return next(one for one in way.who if one in reaching(way))


def may(way: Way, who: str) -> bool:
    return who in reaching(way) and ("officer" if who == "second" else who) in way.who


def test_the_table_of_these_tests_is_the_workflow() -> None:
    found = {
        (one.code, stage, one.act, one.target, frozenset(one.actors - {Actor.SYSTEM}))
        for one in WORKFLOW.passages
        for stage in one.source or ()
    }
    assert found == {
        (one.code, one.source, one.act, one.target, frozenset(map(Actor, one.who))) for one in WAYS
    }
    confirms = {one.code: str(one.confirm or "") for one in WORKFLOW.passages if one.source}
    assert confirms == {one.code: one.second for one in WAYS}
    reasons = {one.code: one.needs_reason for one in WORKFLOW.passages if one.source}
    assert reasons == {one.code: one.needs_reason for one in WAYS}


@EACH
def test_a_step_is_taken_from_its_page_and_leaves_its_record(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand = stand_in(monkeypatch)
    around = make_around(app, way.source, has_trial=way.has_trial)
    who = way.who[-1]
    page = around.look(who, f"/acts/{way.act}")
    assert page.status_code == 200
    assert 'name="turn"' in page.text
    assert around.act(who, way.act, turn="0") == 303
    if way.second:
        assert (around.stage, around.count(StageRecord)) == (way.source, 0)
        assert stand.followed == []
        assert around.answer(way.second) == 303
    case = around.case
    assert (case.stage, case.turn) == (way.target, 1)
    (record,) = list_records(case)
    assert (record.transition, record.from_stage, record.to_stage) == (
        way.code,
        way.source,
        way.target,
    )
    assert record.reason == "因为材料齐全"
    last = way.second or who
    assert (record.actor_id, record.capacity) == (around.people[last].id, last)
    assert record.proposed_by_id == (around.people[who].id if way.second else None)
    passage = WORKFLOW.get(way.code)
    assert passage is not None
    assert stand.followed == list(passage.effects)
    assert set(record.evidence) == set(passage.guards)


@ONCE
def test_everybody_else_is_refused_and_nothing_changes(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, way.source, has_trial=way.has_trial)
    for who in EVERYBODY:
        if may(way, who):
            continue
        expected = 403 if who in reaching(way) else 404
        assert around.look(who, f"/acts/{way.act}").status_code == expected, who
        assert around.act(who, way.act) == expected, who
    assert (around.stage, around.case.turn, around.count(Proposal)) == (way.source, 0, 0)


@ONCE
def test_each_thing_that_is_missing_stops_the_step_and_is_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand = stand_in(monkeypatch)
    around = make_around(app, way.source, has_trial=way.has_trial)
    passage = WORKFLOW.get(way.code)
    assert passage is not None
    for guard in passage.guards:
        stand.missing = {guard}
        assert around.act(first_of(way), way.act) == 409, guard
        page = around.look(first_of(way), f"/acts/{way.act}")
        assert "Something is not there." in page.text
        assert "<textarea" not in page.text
    stand.missing = set()
    assert (around.stage, around.case.turn, around.count(Proposal)) == (way.source, 0, 0)
    assert "Something is not there." not in around.look(first_of(way), f"/acts/{way.act}").text


@AT_ONCE
def test_a_step_that_is_sent_twice_happens_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, way.source, has_trial=way.has_trial)
    who = first_of(way)
    answers = [around.act(who, way.act, turn="0") for _ in range(3)]
    assert answers[0] == 303
    assert set(answers[1:]) <= {409, 403}
    assert (around.stage, around.count(StageRecord)) == (way.target, 1)


def has_left(who: str, stage: Stage) -> bool:
    """Whether the managers speak for the agency by then, and no longer who began its case."""
    return who == "applicant" and stage in RUN_BY_ITS_AGENCY


@SECOND
def test_a_proposal_that_is_sent_twice_waits_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, way.source)
    who = first_of(way)
    assert [around.act(who, way.act, turn="0") for _ in range(3)] == [303, 409, 409]
    assert around.count(Proposal) == 1
    assert [around.answer(way.second) for _ in range(2)] == [303, 409]
    assert (around.stage, around.count(StageRecord)) == (way.target, 1)


@SECOND
def test_only_the_second_person_confirms_and_never_the_first(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, way.source)
    who = first_of(way)
    assert around.act(who, way.act) == 303
    seconds = {"officer", "second", "head"} if way.second == "officer" else {way.second}
    for other in EVERYBODY:
        page = f"/proposals/{around.proposal.id}"
        if other == who:
            assert around.look(other, page).status_code == 200
            assert around.answer(other) == 403
        elif other not in seconds:
            refused = 404 if has_left(other, way.source) else 403
            assert around.look(other, page).status_code == refused, other
            assert around.answer(other) == refused, other
            assert around.answer(other, says_yes=False) == refused, other
    assert (around.stage, around.count(StageRecord)) == (way.source, 0)
    assert find_waiting(around.case) is not None


@SECOND
def test_a_guard_that_fell_meanwhile_stops_the_second_word_until_it_stands_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand = stand_in(monkeypatch)
    around = make_around(app, way.source)
    passage = WORKFLOW.get(way.code)
    assert passage is not None
    assert around.act(first_of(way), way.act) == 303
    stand.missing = {passage.guards[-1]}
    page = around.look(way.second, f"/proposals/{around.proposal.id}").text
    assert "Something is not there." in page
    assert "/confirmation" not in page
    assert around.answer(way.second) == 409
    assert around.stage == way.source
    stand.missing = set()
    assert around.answer(way.second) == 303
    assert around.stage == way.target


@SECOND
def test_a_proposal_is_refused_with_a_word_and_may_be_made_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand = stand_in(monkeypatch)
    around = make_around(app, way.source)
    who = first_of(way)
    assert around.act(who, way.act) == 303
    assert around.answer(way.second, says_yes=False, note="再等等") == 303
    assert (around.stage, find_waiting(around.case), stand.followed) == (way.source, None, [])
    assert "再等等" in around.look(who, f"/proposals/{around.proposal.id}").text
    assert around.answer(way.second) == 409
    assert around.answer(who, says_yes=False) == 409
    assert around.act(who, way.act) == 303
    assert around.count(Proposal) == 2
    assert around.answer(who, says_yes=False) == 303  # taken back by the one who proposed
    assert around.stage == way.source


@pytest.mark.parametrize("way", [one for one in FIRST.values() if one.needs_reason], ids=str)
def test_a_step_that_asks_for_a_reason_is_shown_again_without(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, way.source)
    for reason in ("", " \n\t　"):
        page = around.browser(first_of(way)).post(
            f"{around.url}/acts/{way.act}", data={"reason": reason, "turn": "0"}
        )
        assert page.status_code == 422
        assert "请说明理由" in page.text
    assert (around.stage, around.count(Proposal)) == (way.source, 0)


@pytest.mark.parametrize("code", ["T4", "T8", "T21b", "T30"])
def test_a_step_that_asks_for_no_reason_is_taken_without(
    app: Flask, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    stand_in(monkeypatch)
    way = FIRST[code]
    around = make_around(app, way.source)
    assert around.act(first_of(way), way.act, reason="") == 303
    if way.second:
        assert around.answer(way.second) == 303
    assert list_records(around.case)[0].reason == ""


@pytest.mark.parametrize("stage", [Stage.REVIEW, Stage.INCUBATING, Stage.EXITING, *sorted(CLOSED)])
def test_an_act_has_no_page_where_it_does_not_lead_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, stage)
    acts = {one.act: first_of(one) for one in WAYS}
    leading = {one.act for one in WAYS if one.source is stage}
    tried = [(act, who) for act, who in acts.items() if act not in leading]
    for number, (act, who) in enumerate(tried):
        answer = around.look(who, f"/acts/{act}").status_code if number % 2 else None
        refused = 404 if has_left(who, stage) else 409
        assert (answer or around.act(who, act)) == refused, act
    assert around.look("head", "/acts/revert").status_code == 409  # nothing has happened yet
    assert (around.stage, around.case.turn, around.count(Proposal)) == (stage, 0, 0)
