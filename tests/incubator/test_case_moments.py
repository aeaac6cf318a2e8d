"""Careless hands on one case: two tabs, stale pages, pauses, seats, people who left, versions in the middle."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.education.test_at_once import run_at_once
from tests.factories_accounts import sign_in
from tests.factories_flow import make_pause, make_standing, reread, settle, stand_in, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_case,
    make_place,
    make_workflow,
)
from tests.factories_ways import make_around
from tests.incubator.test_passing_faults import leave
from tests.workflows import shipped_document
from trainingapp.accounts.models import User
from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator import passing_jobs
from trainingapp.incubator.actions.passing import confirm, pass_by_itself, pass_on
from trainingapp.incubator.models import Case, Proposal, StageRecord, Suspension
from trainingapp.incubator.queries.history import last_record, list_records
from trainingapp.incubator.queries.passages import find_waiting
from trainingapp.incubator.queries.reach import actors_of
from trainingapp.incubator.queries.suspensions import count_days, list_suspensions
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.words import Stage

REVERTING = ["recent_enough_to_revert", "nothing_rests_on_it"]


def kinds(user_id: int) -> list[str]:
    db.session.rollback()
    query = db.select(Notice.kind).filter_by(user_id=user_id).order_by(Notice.id)
    return list(db.session.scalars(query))


def test_of_two_tabs_the_older_one_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    around = make_around(app, Stage.INCUBATING)
    assert around.act("head", "suspend", turn="0") == 303
    assert around.act("head", "resume", turn="1") == 303
    assert around.act("head", "suspend", turn="0") == 409  # the first tab again
    assert around.act("head", "suspend", turn="2") == 303
    assert [one.act for one in list_records(around.case)] == ["suspend", "resume", "suspend"]


@pytest.mark.parametrize("turn", ["x", "-1", "", "99999999999999", "1.5", "０"])
def test_a_turn_that_is_no_number_never_breaks_the_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch, turn: str
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, Stage.SUBMITTED)
    assert around.act("officer", "pass_check", turn=turn) == 303


def test_a_page_from_the_future_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    around = make_around(app, Stage.SUBMITTED)
    assert around.act("officer", "pass_check", turn="1") == 409
    assert around.stage == "submitted"


def test_a_step_by_another_makes_the_proposal_of_the_other_tab_fall_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, Stage.SUBMITTED)
    assert around.act("officer", "refuse") == 303
    assert around.act("second", "pass_check") == 303
    assert around.proposal.is_confirmed is False
    assert around.answer("head") == 409
    assert around.answer("officer", says_yes=False) == 409
    assert "未获确认" in around.look("head", f"/proposals/{around.proposal.id}").text
    assert around.stage == "review"


def test_a_proposal_of_another_case_is_not_found_under_this_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    one, other = make_around(app, Stage.DECISION), make_around(app, Stage.DECISION)
    assert one.act("head", "admit") == 303
    number = one.proposal.id
    for path in (f"/proposals/{number}/confirmation", f"/proposals/{number}/refusal"):
        assert other.send("authority", path) == 404
    assert other.look("authority", f"/proposals/{number}").status_code == 404
    assert one.look("authority", "/proposals/999999").status_code == 404


def test_a_page_of_an_act_that_waits_offers_no_second_proposal(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    around = make_around(app, Stage.DECISION)
    assert around.act("head", "admit") == 303
    assert "<textarea" not in around.look("head", "/acts/reject").text
    assert "<textarea" in around.look("head", "/acts/reopen_review").text


@pytest.mark.both_databases
def test_of_two_who_confirm_and_decline_at_once_one_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION, authority_id=None)
    take(case_id, "admit", people["head"])
    waiting = find_waiting(reread(case_id))
    assert waiting is not None
    number, ids = waiting.id, [people[name].id for name in ("officer", "second")]
    db.session.remove()

    def word(user_id: int) -> Any:
        def run() -> object:
            proposal = db.session.get_one(Proposal, number)
            return confirm(proposal, person=db.session.get_one(User, user_id), now=NOON)

        return run

    wrong = run_at_once(app, *(word(user_id) for user_id in (*ids, *ids)))
    assert len(wrong) == 3
    records = list_records(reread(case_id))
    assert [one.to_stage for one in records] == ["notice"]


@pytest.mark.both_databases
def test_the_clock_and_an_officer_at_once_close_a_notice_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.NOTICE)
    officer_id = people["officer"].id
    db.session.remove()

    def officer() -> object:
        case, person = db.session.get_one(Case, case_id), db.session.get_one(User, officer_id)
        return pass_on(case, "close_notice", person=person, now=NOON)

    def clock() -> object:
        return pass_by_itself(db.session.get_one(Case, case_id), "close_notice", now=NOON)

    assert len(run_at_once(app, officer, clock)) == 1
    assert [one.act for one in list_records(reread(case_id))] == ["close_notice"]


@pytest.mark.parametrize(
    ("planned", "status"),
    [
        ("", 422),
        ("tomorrow", 422),
        ("2027-02-29", 422),
        ("2027-13-01", 422),
        ("0000-00-00", 422),
        ("9999-12-31", 422),
        ("2020-02-29", 422),
        ("-1", 422),
        (0, 422),
        (1, 303),
        (28, 303),
        (80, 303),
        (100, 422),
    ],
)
def test_the_end_of_a_pause_is_a_day_within_three_months(
    app: Flask, planned: str | int, status: int
) -> None:
    around = make_around(app, Stage.INCUBATING)
    value = str(today() + timedelta(days=planned)) if isinstance(planned, int) else planned
    page = around.browser("head").post(f"{around.url}/suspension", data={"planned_end_on": value})
    assert page.status_code == status
    kept = db.session.scalars(db.select(Suspension.planned_end_on)).all()
    assert [str(day) for day in kept] == ([value] if status == 303 else [])
    if status == 422 and value:
        assert f'value="{value}"' in page.text  # what was typed is kept


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.DRAFT])
def test_a_pause_is_planned_only_of_a_stay_that_runs(app: Flask, stage: Stage) -> None:
    place = make_place()
    case_id, head = make_case(place, stage=stage).id, place.people["head"]
    app.config["WTF_CSRF_ENABLED"] = False
    browser = sign_in(app.test_client(), head)
    data = {"planned_end_on": str(today() + timedelta(days=9))}
    answer = browser.post(f"/incubation/cases/{case_id}/suspension", data=data)
    assert answer.status_code == (303 if stage in {Stage.INCUBATING, Stage.SUSPENDED} else 409)


def test_pauses_that_began_are_listed_and_their_days_counted(app: Flask) -> None:
    case = make_case(make_place(), stage=Stage.SUSPENDED)
    closed = {"closed_at": NOON}
    spans: list[tuple[date | None, date | None, dict[str, Any]]] = [
        (date(2026, 2, 20), date(2026, 3, 2), closed),
        (date(2026, 7, 1), date(2026, 7, 1), closed),
        (None, None, closed),
        (date(2026, 11, 13), None, {}),
    ]
    for starts, resumed, rest in spans:
        values = {"starts_on": starts, "resumed_on": resumed, "planned_end_on": TODAY}
        make_pause(case, **values, **rest)
    kept = reread(case.id)
    found = [(one.starts_on, one.resumed_on) for one in list_suspensions(kept)]
    assert found == [spans[3][:2], spans[1][:2], spans[0][:2]]
    assert count_days(kept, today=TODAY) == 10 + 0 + 10
    assert count_days(kept, today=date(2026, 2, 25)) == 5


@pytest.mark.parametrize("how", ["account", "place"])
@pytest.mark.parametrize("who", ["head", "authority", "officer", "finance"])
def test_somebody_who_left_finds_the_case_no_more_and_it_goes_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch, who: str, how: str
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.REVIEW)
    leave(people[who], how)
    case = reread(case_id)
    assert actors_of(db.session.get_one(User, people[who].id), case) == frozenset()
    take(case_id, "close_review", people["second"])
    assert kinds(people[who].id) == []


def test_a_proposal_of_somebody_who_deleted_their_account_is_still_settled(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "reject", people["head"], reason="得分不够")
    leave(people["head"], "account")
    sign_in(client, people["authority"])
    waiting = find_waiting(reread(case_id))
    assert waiting is not None
    url = f"/incubation/cases/{case_id}/proposals/{waiting.id}"
    assert f"#{people['head'].id}" in client.get(url).text
    assert client.post(f"{url}/refusal", data={"note": "再议"}).status_code == 303
    assert find_waiting(reread(case_id)) is None


def test_the_history_of_those_who_left_stays_without_their_names(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.REVIEW)
    take(case_id, "close_review", people["officer"])
    leave(people["officer"], "account")
    sign_in(client, people["head"])
    page = client.get(f"/incubation/cases/{case_id}").text
    assert "何平" not in page
    assert f"#{people['officer'].id}" in page
    (record,) = list_records(reread(case_id))
    assert record.actor_id == people["officer"].id


def test_version_2_published_in_the_middle_changes_no_case_that_began_before(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place, ways = make_place(), shipped_document()["transitions"]
    old_id = make_case(place, stage=Stage.SUBMITTED).id
    take(old_id, "pass_check", place.people["officer"])
    ways["T6"] = {**ways["T6"], "confirm": "head", "actors": ["officer"], "reason": True}
    second = make_workflow(version=2, transitions=ways)
    new_id = make_case(place, stage=Stage.REVIEW, workflow_version_id=second.id).id
    assert isinstance(take(old_id, "close_review", place.people["officer"]), StageRecord)
    assert isinstance(
        take(new_id, "close_review", place.people["officer"], reason="done"), Proposal
    )
    settle(new_id, place.people["head"])
    assert [reread(one).stage for one in (old_id, new_id)] == ["decision", "decision"]
    passing_jobs.pass_by_clock(now=NOON)
    take(old_id, "reopen_review", place.people["head"], reason="once more")
    assert isinstance(take(old_id, "close_review", place.people["head"]), StageRecord)


def test_undoing_over_a_change_of_the_year_and_over_several_steps(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=REVERTING)
    place = make_place()
    case = make_case(place, stage=Stage.SUBMITTED)
    case_id, people = case.id, place.people
    december = NOON + timedelta(days=30)  # 23 December
    take(case_id, "pass_check", people["officer"], now=december)
    take(case_id, "close_review", people["officer"], now=december + timedelta(days=8))
    later = december + timedelta(days=30)  # 22 January
    for expected in ("review", "submitted"):
        take(case_id, "revert", people["head"], reason="wrong case", now=later)
        settle(case_id, people["second"], now=later)
        assert reread(case_id).stage == expected
    assert last_record(reread(case_id)) is None
    acts = [(one.act, one.reverts_id is not None) for one in list_records(reread(case_id))]
    assert acts == [
        ("pass_check", False),
        ("close_review", False),
        ("revert", True),
        ("revert", True),
    ]
