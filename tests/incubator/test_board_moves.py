"""Moving a card: what happens at once, what asks further, what is refused and why; for whom it is no way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories_accounts import make_user, sign_in
from tests.factories_day import make_proposal
from tests.factories_flow import reread, stand_in
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import Proposal, StageRecord
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.rules.permissions import Role

JSON = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.fixture(autouse=True)
def at_noon(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOON, tick=False):
        yield


def move(client: FlaskClient, case_id: int, act: str, **body: Any) -> TestResponse:
    """What a script sends when a card is put down."""
    return client.post(f"/incubation/board/cases/{case_id}/{act}", json=body, headers=JSON)


def make_standing(
    client: FlaskClient, stage: Stage, *, who: str = "officer", **changes: Any
) -> tuple[Place, int]:
    """A case in a stage, and somebody of its base at the browser."""
    place = make_place()
    case_id = make_case(place, stage=stage, **changes).id
    sign_in(client, place.people[who])
    return place, case_id


def records(case_id: int) -> list[str]:
    db.session.rollback()
    query = db.select(StageRecord).filter_by(case_id=case_id).order_by(StageRecord.id)
    return [one.act for one in db.session.scalars(query)]


WAYS = (
    ("officer", Stage.SUBMITTED, "pass_check", "review"),
    ("head", Stage.SUBMITTED, "pass_check", "review"),
    ("officer", Stage.REVIEW, "close_review", "decision"),
    ("head", Stage.DECISION, "put_on_waitlist", "waitlist"),
    ("head", Stage.WAITLIST, "move_up", "notice"),
    ("officer", Stage.NOTICE, "close_notice", "onboarding"),
    ("head", Stage.ONBOARDING, "move_in", "incubating"),
    ("officer", Stage.INCUBATING, "begin_midterm", "midterm"),
    ("head", Stage.MIDTERM, "pass_midterm", "incubating"),
    ("head", Stage.RECTIFYING, "accept_rectification", "incubating"),
    ("head", Stage.SUSPENDED, "resume", "incubating"),
    ("officer", Stage.INCUBATING, "ask_graduation", "graduation"),
)


@pytest.mark.parametrize(
    ("who", "stage", "act", "target"), WAYS, ids=[f"{w}-{s}-{a}" for w, s, a, _t in WAYS]
)
def test_a_step_without_words_happens_at_once(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    stage: Stage,
    act: str,
    target: str,
) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, stage, who=who)
    answer = move(client, case_id, act, turn="0")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["moved"] is True
    assert answer.json["said"] == "Done. The case has moved on."
    assert reread(case_id).stage == target
    assert records(case_id) == [act]


def test_the_answer_is_the_card_as_it_stands_then(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    answer = move(client, case_id, "pass_check", turn="0").json
    assert answer is not None
    assert f'data-case="{case_id}"' in answer["card"]
    assert 'data-turn="1"' in answer["card"]
    assert 'data-stage="review"' in answer["card"]
    assert "0 days in this stage" in answer["card"]
    assert f"/incubation/cases/{case_id}/acts/close_review" in answer["card"]
    assert "pass_check" not in answer["card"]


ASKING = (
    ("officer", Stage.SUBMITTED, "return"),
    ("officer", Stage.SUBMITTED, "refuse"),
    ("head", Stage.DECISION, "admit"),
    ("head", Stage.DECISION, "reject"),
    ("officer", Stage.TRIAL, "end_trial"),
    ("head", Stage.INCUBATING, "suspend"),
    ("head", Stage.GRADUATION, "graduate"),
    ("officer", Stage.EXITING, "close_exit"),
)


@pytest.mark.parametrize(
    ("who", "stage", "act"), ASKING, ids=[f"{w}-{s}-{a}" for w, s, a in ASKING]
)
def test_a_step_with_words_or_a_second_person_leads_to_its_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, who: str, stage: Stage, act: str
) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, stage, who=who)
    answer = move(client, case_id, act, turn="0", reason="材料齐全")
    page = f"/incubation/cases/{case_id}/acts/{act}"
    assert (answer.status_code, answer.json) == (200, {"moved": False, "page": page})
    assert client.get(page).status_code == 200
    assert reread(case_id).stage == stage
    assert records(case_id) == []
    assert db.session.scalars(db.select(Proposal)).all() == []


def test_a_refused_step_says_everything_that_is_missing_and_where(client: FlaskClient) -> None:
    """With the real guards: nothing was signed, pledged, briefed, given."""
    _place, case_id = make_standing(client, Stage.ONBOARDING, who="head", officer_id=None)
    answer = move(client, case_id, "move_in", turn="0")
    assert answer.status_code == 409
    told = answer.json or {}
    assert told["detail"] == "This step is not possible yet. Still missing:"
    assert told["page"] == f"/incubation/cases/{case_id}/acts/move_in"
    assert len(told["missing"]) >= 5
    assert all(one["text"] for one in told["missing"])
    for one in told["missing"]:
        if one["url"]:
            assert client.get(one["url"]).status_code == 200, one
    assert reread(case_id).stage == Stage.ONBOARDING
    assert records(case_id) == []


def test_the_page_of_a_refused_step_says_the_same(client: FlaskClient) -> None:
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    told = move(client, case_id, "pass_check", turn="0").json or {}
    page = client.get(told["page"], headers={"Accept-Language": "en"}).text
    assert told["missing"]
    assert all(one["text"] in page for one in told["missing"])


def test_what_is_missing_is_said_in_chinese_too(client: FlaskClient) -> None:
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    headers = {"Accept": "application/json", "Accept-Language": "zh"}
    url = f"/incubation/board/cases/{case_id}/pass_check"
    told = client.post(url, json={"turn": "0"}, headers=headers).json or {}
    assert told["detail"].startswith("还不能办理这一步")
    assert all(any(letter >= "\u4e00" for letter in one["text"]) for one in told["missing"])


def test_a_card_of_an_old_page_moves_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.SUBMITTED, turn=3)
    answer = move(client, case_id, "pass_check", turn="2")
    assert answer.status_code == 409
    assert (answer.json or {})["error"] == "CaseMovedOn"
    assert reread(case_id).stage == Stage.SUBMITTED
    assert move(client, case_id, "pass_check", turn="3").status_code == 200


@pytest.mark.parametrize("act", ["pass_check", "return"], ids=["at-once", "on-its-page"])
def test_a_card_of_a_case_that_stands_elsewhere_by_now_is_told_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Somebody has moved it meanwhile: neither "no such step" nor a page that could not be used."""
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    assert move(client, case_id, "pass_check", turn="0").status_code == 200
    answer = move(client, case_id, act, turn="0")
    assert answer.status_code == 409
    assert (answer.json or {})["error"] == "CaseMovedOn"
    assert records(case_id) == ["pass_check"]


def test_put_down_twice_it_moves_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    codes = [move(client, case_id, "pass_check", turn="0").status_code for _ in range(2)]
    assert codes == [200, 409]
    assert records(case_id) == ["pass_check"]


@pytest.mark.parametrize("body", [{}, {"turn": ""}, {"turn": "x"}, {"turn": "-1"}, {"turn": None}])
def test_without_a_turn_the_step_is_judged_as_the_case_stands(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.SUBMITTED, turn=5)
    assert move(client, case_id, "pass_check", **body).status_code == 200


@pytest.mark.parametrize("act", ["admit", "move_in", "nothing", "revert", "<b>", "x" * 200])
def test_what_is_no_step_from_here_is_refused(client: FlaskClient, act: str) -> None:
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    answer = move(client, case_id, act, turn="0")
    assert answer.status_code == 409
    assert (answer.json or {})["error"] == "NoSuchPassage"
    assert reread(case_id).stage == Stage.SUBMITTED


def test_a_step_of_somebody_else_is_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An officer cannot move a card that only the head may move; nobody moves by the clock's right."""
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.WAITLIST)
    assert move(client, case_id, "move_up", turn="0").status_code == 409
    assert reread(case_id).stage == Stage.WAITLIST


def test_a_waiting_proposal_falls_with_the_step_as_on_its_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    place, case_id = make_standing(client, Stage.DECISION, who="head")
    make_proposal(reread(case_id), place.people["head"], "T8", "admit")
    sign_in(client, place.people["head"])
    assert move(client, case_id, "put_on_waitlist", turn="0").status_code == 200
    assert reread(case_id).stage == Stage.WAITLIST


STATUS = {
    "officer": 200,
    "second": 200,
    "head": 200,
    "finance": 409,
    "authority": 409,
    "auditor": 409,
    "conflicted": 404,
    "other_officer": 404,
    "other_head": 404,
    "other_authority": 404,
    "expert": 403,
    "manager": 403,
    "applicant": 403,
    "candidate": 403,
    "administrator": 403,
}


@pytest.mark.parametrize("who", sorted(STATUS))
def test_who_moves_a_card(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    stand_in(monkeypatch)
    people, case_id = everybody()
    sign_in(client, people[who])
    assert move(client, case_id, "pass_check", turn="0").status_code == STATUS[who]
    assert (reread(case_id).stage == Stage.REVIEW) is (STATUS[who] == 200)


def everybody() -> tuple[dict[str, User], int]:
    """A submitted case and everybody around it."""
    place, other, agency = make_place(), make_place(), make_agency()
    applicant, expert = make_user(), make_expert()
    case = make_case(place, agency, stage=Stage.SUBMITTED, applicant_id=applicant.id)
    make_seat(case, expert)
    conflicted = make_user(roles=[Role.INCUBATOR_STAFF], organisation=place.organisation)
    make_seat(case, conflicted, state=SeatState.CONFLICT)
    return {
        **place.people,
        **{f"other_{name}": one for name, one in other.people.items()},
        "conflicted": conflicted,
        "expert": expert,
        "manager": make_manager(agency),
        "applicant": applicant,
        "candidate": make_user(),
        "auditor": make_user(roles=[Role.AUDITOR]),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
    }, case.id


def test_without_signing_in_nothing_moves(client: FlaskClient) -> None:
    case_id = make_case(make_place(), stage=Stage.SUBMITTED).id
    assert move(client, case_id, "pass_check", turn="0").status_code in {302, 401}
    assert reread(case_id).stage == Stage.SUBMITTED


def test_without_the_token_nothing_moves(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    _place, case_id = make_standing(client, Stage.SUBMITTED)
    app.config["WTF_CSRF_ENABLED"] = True
    assert move(client, case_id, "pass_check", turn="0").status_code == 400
    assert reread(case_id).stage == Stage.SUBMITTED


@pytest.mark.parametrize("number", ["0", "999999999", "x", "-1"])
def test_a_case_that_is_none_is_not_found(client: FlaskClient, number: str) -> None:
    place = make_place()
    sign_in(client, place.people["head"])
    answer = client.post(f"/incubation/board/cases/{number}/pass_check", json={}, headers=JSON)
    assert answer.status_code == 404
