"""Ways in which a case went wrong once: pauses, people who left, files that cannot be kept, what was read too early."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.exceptions import Forbidden

from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import make_pause, make_standing, reread, settle, stand_in, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_place,
    make_workflow,
)
from tests.workflows import shipped_document, small_document
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.actions.passing import pass_by_itself, pass_on
from trainingapp.incubator.actions.workflows import publish_workflow
from trainingapp.incubator.models import Case, CaseSeat, PlanItem, Suspension, Task, WorkflowVersion
from trainingapp.incubator.queries.clock import find_due_act
from trainingapp.incubator.queries.guards_residing import officer_assigned
from trainingapp.incubator.queries.parties import find_officer_id, list_checker_ids
from trainingapp.incubator.queries.passages import report_on
from trainingapp.incubator.queries.suspensions import find_open
from trainingapp.incubator.showing import stage_choices
from trainingapp.incubator.workflow_files import ShippedWorkflow, fingerprint, read_workflow
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.judging import judge
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.words import Actor, Stage
from trainingapp.rules.incubation.workflow import parse
from trainingapp.web.transactions import writing

PAUSING = ["begin_suspension", "drop_suspension", "move_dates_on", "move_dates_back"]
REAL = [*PAUSING, "recent_enough_to_revert", "nothing_rests_on_it"]


def days_later(days: int) -> Any:
    return NOON + timedelta(days=days)


def paused_and_resumed(monkeypatch: pytest.MonkeyPatch, days: int) -> tuple[dict[str, User], int]:
    """A stay that was paused on TODAY and went on so many days later."""
    stand_in(monkeypatch, real=REAL)
    people, case_id = make_standing(Stage.INCUBATING)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=60))
    take(case_id, "suspend", people["head"], reason="fire")
    take(case_id, "resume", people["head"], now=days_later(days))
    return people, case_id


def undo(case_id: int, people: dict[str, User], days: int) -> None:
    take(case_id, "revert", people["head"], reason="too early", now=days_later(days))
    settle(case_id, people["second"], now=days_later(days))


@pytest.mark.both_databases
def test_a_pause_that_was_planned_since_does_not_hide_the_one_that_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, case_id = paused_and_resumed(monkeypatch, 10)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=90))
    undo(case_id, people, 10)
    case = reread(case_id)
    assert (case.stage, case.planned_exit_on) == ("suspended", date(2027, 5, 25))
    running = find_open(case)
    assert running is not None
    assert running.starts_on == TODAY
    take(case_id, "resume", people["head"], now=days_later(20))
    assert reread(case_id).planned_exit_on == date(2027, 6, 14)
    assert find_open(reread(case_id)) is None


def test_what_was_entered_after_a_pause_does_not_move_back_with_its_undoing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, case_id = paused_and_resumed(monkeypatch, 10)
    agency_id, due = reread(case_id).agency_id, TODAY + timedelta(days=40)
    with writing():
        for code, entered in (("before", NOON), ("after", days_later(11))):
            item = {"code": code, "title": code, "owner": "agency", "entered_at": entered}
            db.session.add(PlanItem(case_id=case_id, due_on=due, state="todo", **item))
            todo = {"key": code, "source": "plan", "owner": "agency", "message": code}
            row = Task(case_id=case_id, agency_id=agency_id, due_on=due, opened_at=entered, **todo)
            db.session.add(row)
        db.session.commit()
    undo(case_id, people, 12)
    items = dict(db.session.execute(db.select(PlanItem.code, PlanItem.due_on)).all())
    tasks = dict(db.session.execute(db.select(Task.key, Task.due_on)).all())
    assert items == tasks == {"before": due - timedelta(days=10), "after": due}


def test_a_pause_is_paused_twice_and_undone_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, case_id = paused_and_resumed(monkeypatch, 10)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=70))
    take(case_id, "suspend", people["head"], reason="flood", now=days_later(20))
    take(case_id, "resume", people["head"], now=days_later(25))
    assert reread(case_id).planned_exit_on == date(2027, 6, 9)
    undo(case_id, people, 25)  # the second goes on
    assert reread(case_id).planned_exit_on == date(2027, 6, 4)
    undo(case_id, people, 26)  # the second has never been
    case = reread(case_id)
    assert (case.stage, case.planned_exit_on, find_open(case)) == (
        "incubating",
        date(2027, 6, 4),
        None,
    )
    undo(case_id, people, 27)  # the first goes on
    case = reread(case_id)
    assert (case.stage, case.planned_exit_on) == ("suspended", date(2027, 5, 25))
    rows = db.session.scalars(db.select(Suspension).order_by(Suspension.id)).all()
    assert [(row.starts_on, row.closed_at is None) for row in rows] == [
        (TODAY, True),
        (None, False),
    ]


@pytest.mark.both_databases
def test_who_waited_for_the_case_judges_by_what_stands_by_then(
    app: Flask, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database == "sqlite":
        pytest.skip("one writer at a time: nobody changes what was read")
    stand_in(monkeypatch, real=["suspension_dated"])
    people, case_id = make_standing(Stage.INCUBATING)
    make_pause(db.session.get_one(Case, case_id), planned_end_on=TODAY + timedelta(days=9))
    head_id = people["head"].id
    db.session.remove()
    with writing():
        person, case = db.session.get_one(User, head_id), db.session.get_one(Case, case_id)
        kept = find_open(case)  # held, so that the same object is given again
        assert report_on(case, "suspend", actors=[Actor.HEAD], now=NOON).ok
        with db.engine.begin() as other:
            other.execute(text("UPDATE case_suspension SET planned_end_on = '2020-01-01'"))
        with pytest.raises(StillMissing):
            pass_on(case, "suspend", person=person, reason="fire", now=NOON)
        assert kept is not None
        db.session.rollback()


def leave(user: User, how: str) -> None:
    """Somebody deletes their account, or leaves their place."""
    user_id = user.id
    db.session.rollback()
    with writing():
        if how == "account":
            anonymise(db.session.get_one(User, user_id), now=NOON)
        else:
            db.session.execute(
                db.update(RoleGrant).where(RoleGrant.user_id == user_id).values(revoked_at=NOON)
            )
        db.session.commit()
        db.session.remove()


@pytest.mark.parametrize("how", ["account", "place"])
def test_an_officer_who_left_is_told_nothing_and_others_are(
    app: Flask, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.MIDTERM)
    officer_id = people["officer"].id
    assert list_checker_ids(reread(case_id)) == [officer_id]
    leave(people["officer"], how)
    case = reread(case_id)
    assert case.officer_id == officer_id  # history keeps who it was
    assert find_officer_id(case) is None
    assert set(list_checker_ids(case)) == {people["second"].id, people["head"].id}
    assert [one.code for one in officer_assigned(case, NOON)] == ["no_officer"]
    take(case_id, "pass_midterm", people["head"])
    assert db.session.scalars(db.select(Notice).filter_by(user_id=officer_id)).all() == []


def test_the_only_officer_of_a_base_is_its_officer(app: Flask) -> None:
    people, case_id = make_standing(Stage.MIDTERM)
    for name in ("second", "head"):
        leave(people[name], "place")
    case = reread(case_id)
    assert find_officer_id(case) == people["officer"].id
    assert officer_assigned(case, NOON) == []


def test_a_case_without_an_officer_has_none(app: Flask) -> None:
    case_id = make_case(make_place(), stage=Stage.ONBOARDING, officer_id=None).id
    assert find_officer_id(reread(case_id)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"when": {"track": date(2026, 1, 1)}},
        {"when": {"mode": b"abc"}},
    ],
)
def test_a_file_with_what_json_cannot_hold_is_a_fault(tmp_path: Path, change: Any) -> None:
    document = small_document()
    document["transitions"]["S2"] |= change
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    found, faults = read_workflow(path)
    assert found is None
    assert [one.text.split(":")[0] for one in faults] == ["not plain text, numbers and lists"]


def test_a_file_with_a_number_beside_names_is_a_fault(tmp_path: Path) -> None:
    document = small_document()
    document["transitions"][7] = document["transitions"].pop("S4")
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    assert read_workflow(path)[0] is None


@pytest.mark.parametrize(
    ("act", "code", "told"),
    [
        ("accept", "S2-and-more", "transitions.S2-and-more: a code has 8 characters at most"),
        ("accept/all", "S2", "transitions.S2: an act is up to 32 small letters and underscores"),
        ("Accept", "S2", "transitions.S2: an act is up to 32 small letters and underscores"),
        ("a" * 33, "S2", "transitions.S2: an act is up to 32 small letters and underscores"),
        ("收", "S2", "transitions.S2: an act is up to 32 small letters and underscores"),
        ("a" * 32, "S2345678", None),
    ],
)
def test_what_no_row_and_no_address_could_hold_is_not_published(
    act: str, code: str, told: str | None
) -> None:
    document = small_document()
    document["transitions"] = {
        (code if name == "S2" else name): (one | {"act": act} if name == "S2" else one)
        for name, one in document["transitions"].items()
    }
    found = judge(parse(document), guards={"sound"}, effects={"tell"})
    assert found == ([told] if told else [])


def test_a_workflow_has_a_name_that_a_row_holds() -> None:
    known: dict[str, Any] = {"guards": {"sound"}, "effects": {"tell"}}
    assert judge(parse(small_document(code="x" * 40)), **known) == []
    told = judge(parse(small_document(code="x" * 41)), **known)
    assert told == ["code: more than 40 characters"]


def with_second_word(place: Any) -> int:
    """A case in public notice of a workflow in which the end of the notice needs the head's word too."""
    ways = shipped_document()["transitions"]
    ways["T12"] = {**ways["T12"], "confirm": "head"}
    version = make_workflow(version=2, transitions=ways)
    return make_case(place, stage=Stage.NOTICE, workflow_version_id=version.id).id


def test_the_clock_takes_no_step_that_needs_a_second_person(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    case_id = with_second_word(make_place())
    case = reread(case_id)
    assert find_due_act(case, now=NOON) is None
    with writing():
        with pytest.raises(Forbidden):
            pass_by_itself(case, "close_notice", now=NOON)
        db.session.rollback()
    assert reread(case_id).stage == "notice"


def test_stages_of_older_versions_are_looked_for_too(client: FlaskClient) -> None:
    make_workflow()
    document = shipped_document()
    stages = {name: one for name, one in document["stages"].items() if name != "trial"}
    make_workflow(version=2, stages=stages)
    place = make_place()
    make_case(place, make_agency("试孵机构"), stage=Stage.TRIAL)
    make_case(place, make_agency("在孵机构"), stage=Stage.INCUBATING)
    assert "trial" in dict(stage_choices())
    assert len(stage_choices()) == len(Stage)
    sign_in(client, place.people["officer"])
    page = client.get("/incubation/cases?stage=trial")
    assert page.status_code == 200
    assert "试孵机构" in page.text
    assert "在孵机构" not in page.text


@pytest.mark.both_databases
def test_an_expert_asked_by_two_has_one_seat(client: FlaskClient) -> None:
    app = client.application
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    expert_id = make_expert().id
    clients = [sign_in(app.test_client(), place.people[name]) for name in ("officer", "head")]
    found: list[int] = []

    def ask(browser: FlaskClient) -> Any:
        def run() -> object:
            data = {"expert": expert_id, "duty": "mentor"}
            found.append(browser.post(f"/incubation/cases/{case_id}/seats", data=data).status_code)
            return None

        return run

    db.session.remove()
    for browser in clients:
        ask(browser)()
    assert sorted(found) == [303, 404]
    assert len(db.session.scalars(db.select(CaseSeat)).all()) == 1


@pytest.mark.both_databases
def test_a_version_published_by_two_at_once_stands_once(app: Flask) -> None:
    document = shipped_document()
    shipped = ShippedWorkflow(parse(document), document, fingerprint(document))
    person_id = make_user().id
    db.session.remove()

    def publish() -> object:
        return publish_workflow(shipped, person_id=person_id, now=NOON)

    assert run_at_once(app, publish, publish, publish) == []
    assert len(db.session.scalars(db.select(WorkflowVersion)).all()) == 1
