"""Two at once, and walks over the database: whatever happens, the history leads to where the case stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import Forbidden

from tests.education.test_at_once import run_at_once
from tests.factories_flow import Stand, make_standing, reread, settle, stand_in, take
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import confirm, pass_on
from trainingapp.incubator.models import Case, Proposal, StageRecord
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.passages import find_waiting
from trainingapp.incubator.queries.workflows import definition_of
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import Stage


def step(case_id: int, user_id: int, act: str, reason: str = "") -> Callable[[], object]:
    def run() -> object:
        person = db.session.get_one(User, user_id)
        return pass_on(
            db.session.get_one(Case, case_id), act, person=person, reason=reason, now=NOON
        )

    return run


@pytest.mark.both_databases
def test_of_two_who_take_a_case_on_one_does(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    ids = [people[name].id for name in ("officer", "second", "head")]
    db.session.remove()
    acts = [
        step(case_id, ids[0], "pass_check"),
        step(case_id, ids[1], "return", "papers"),
        step(case_id, ids[2], "pass_check"),
    ]
    wrong = run_at_once(app, *acts)
    case = reread(case_id)
    records = list_records(case)
    # From review an application may be returned as well: then two of the three have happened, one after the other.
    assert len(records) == case.turn == 3 - len(wrong)
    assert case.turn in (1, 2)
    assert [one.from_stage for one in records] == ["submitted", "review"][: case.turn]
    assert all(isinstance(one, RuleViolation) for one in wrong)


@pytest.mark.both_databases
def test_of_two_who_propose_one_does(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    head_id = people["head"].id
    db.session.remove()
    wrong = run_at_once(
        app, step(case_id, head_id, "admit"), step(case_id, head_id, "reject", "points")
    )
    assert [type(one).__name__ for one in wrong] == ["AlreadyProposed"]
    assert db.session.scalar(db.select(db.func.count()).select_from(Proposal)) == 1


@pytest.mark.both_databases
def test_a_proposal_is_confirmed_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION, authority_id=None)
    take(case_id, "admit", people["head"])
    waiting = find_waiting(reread(case_id))
    assert waiting is not None
    proposal_id, ids = waiting.id, [people[name].id for name in ("officer", "second")]
    db.session.remove()

    def word(user_id: int) -> Callable[[], object]:
        def run() -> object:
            proposal = db.session.get_one(Proposal, proposal_id)
            return confirm(proposal, person=db.session.get_one(User, user_id), now=NOON)

        return run

    wrong = run_at_once(app, *(word(user_id) for user_id in ids))
    assert len(wrong) == 1
    assert type(wrong[0]).__name__ in {"ProposalSettled", "CaseMovedOn"}
    assert len(list_records(reread(case_id))) == 1


def walk(case_id: int, people: dict[str, User], draws: list[int], stand: Stand) -> None:
    """Steps at random by people at random, some of them with a guard that is not satisfied."""
    guards = sorted({g for p in definition_of(reread(case_id)).passages for g in p.guards})
    names = sorted(people)
    for draw in draws:
        case = reread(case_id)
        ways = definition_of(case).ways_out(Stage(case.stage), {"intake.has_trial": False})
        way = ways[draw % len(ways)]
        person = people[names[draw % len(names)]]
        stand.missing = {guards[draw % len(guards)]} if draw % 3 == 0 else set()
        try:
            done = take(case_id, way.act, person, reason="because")
            if isinstance(done, Proposal):
                settle(case_id, people[names[(draw // 7) % len(names)]], says_yes=draw % 5 != 0)
        except (RuleViolation, Forbidden, NoResultFound):
            db.session.rollback()


@given(st.lists(st.integers(0, 100_000), min_size=8, max_size=14))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_history_of_every_walk_leads_to_its_stage(
    app: Flask, monkeypatch: pytest.MonkeyPatch, draws: list[int]
) -> None:
    with monkeypatch.context() as patch:
        stand = stand_in(patch)
        place = make_place()
        agency = make_agency()
        people = {**place.people, "owner": make_manager(agency)}
        case_id = make_case(place, agency, stage=Stage.SUBMITTED).id
        walk(case_id, people, draws, stand)
        case = reread(case_id)
        records = list_records(case)
        check_chain(case, records)


def check_chain(case: Case, records: list[StageRecord]) -> None:
    """Each record begins where the one before ended, with the evidence of its passage, by who may."""
    stage, definition = "submitted", definition_of(case)
    for number, record in enumerate(records, start=1):
        passage = definition.get(record.transition)
        assert passage is not None
        assert (record.turn, record.from_stage) == (number, stage)
        assert passage.leaves(Stage(record.from_stage))
        assert set(record.evidence) == set(passage.guards)
        assert (record.proposed_by_id is not None) is (passage.confirm is not None)
        assert record.proposed_by_id != record.actor_id
        stage = record.to_stage
    assert (case.stage, case.turn) == (stage, len(records))
