"""Every field of the application as it is typed: kept right or wrong, with its sentence when the page opens again."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_applying import (
    FORMS,
    begin,
    fill,
    give_papers,
    make_applicant,
    make_complete,
    make_submitted,
    take,
)
from tests.factories_incubator import NOON, make_place
from trainingapp.extensions import db
from trainingapp.incubator.actions import screening as checking
from trainingapp.incubator.models import Application, Case, PaperAsked
from trainingapp.incubator.queries import applications as queries, guards_applying as guards
from trainingapp.rules.incubation.words import Applicants, Stage

EN = {"Accept-Language": "en"}
EMPTY = "Please fill this in."
LONG = "This is too long."
NUMBER = "Enter a whole number."
MONEY = "Enter an amount in yuan, with at most two decimals."
DAY = "Enter a date such as 2026-03-31."
MAIL = "Enter an e-mail address."
PHONE = "Enter a telephone number."
CHOICE = "Choose one of what is offered."
WHY = "Please explain this in a sentence."

# part, field, what is typed, what is said when the page opens again
TYPED: list[tuple[str, str, str, str]] = [
    ("basics", "name", "", EMPTY),
    ("basics", "name", " 　", EMPTY),
    ("basics", "name", "长" * 121, LONG),
    ("basics", "agency_kind", "bank", CHOICE),
    ("basics", "credit_code", "5" * 31, LONG),
    ("basics", "registered_on", "20231101", DAY),
    ("basics", "registered_on", "2023-W44-3", DAY),
    ("basics", "registered_on", "2023年11月1日", DAY),
    ("basics", "legal_representative", "长" * 61, LONG),
    ("basics", "address", "长" * 201, LONG),
    ("basics", "phone", "电话", PHONE),
    ("basics", "phone", "123", PHONE),
    ("basics", "email", "lin", MAIL),
    ("basics", "email", "lin@base", MAIL),
    ("basics", "fields", "banking", CHOICE),
    ("service", "need", "", EMPTY),
    ("service", "need", "长" * 2001, LONG),
    ("service", "model", "长" * 2001, LONG),
    ("service", "area", "长" * 201, LONG),
    ("service", "experience", "长" * 2001, LONG),
    ("team", "full_time", "三", NUMBER),
    ("team", "full_time", "-1", NUMBER),
    ("team", "full_time", "1000001", NUMBER),
    ("team", "qualified", "1.5", NUMBER),
    ("team", "part_time", "1e3", NUMBER),
    ("team", "council", "x", NUMBER),
    ("team", "supervisors", "１", NUMBER),
    ("team", "team_text", "", EMPTY),
    ("team", "rules_text", "长" * 2001, LONG),
    ("team", "party", "长" * 1001, LONG),
    ("plan", "track", "m99", CHOICE),
    ("plan", "mode", "cloud", CHOICE),
    ("plan", "desks", "-1", NUMBER),
    ("plan", "goals", "长" * 2001, LONG),
    ("plan", "budget", "", EMPTY),
    ("plan", "budget", "十二万", MONEY),
    ("plan", "budget", "1.005", MONEY),
    ("plan", "budget", "1e5", MONEY),
    ("plan", "budget", "1_000", MONEY),
    ("plan", "budget", "-5", MONEY),
    ("plan", "budget", "1000000000000", MONEY),
    ("plan", "risks", "长" * 1001, LONG),
    ("plan", "hours", "40h", NUMBER),
    ("precheck", "penalty", "perhaps", EMPTY),
    ("precheck", "penalty", "unsure", WHY),
    ("precheck", "on_lists", "", EMPTY),
]
IDS = [f"{field}-{index}" for index, (_part, field, _text, _told) in enumerate(TYPED)]


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def send(client: FlaskClient, url: str, values: Mapping[str, object]) -> int:
    return client.post(url, data=values, headers=EN).status_code


def part_of(case_id: int, key: str) -> dict[str, object]:
    db.session.rollback()
    application = db.session.scalars(db.select(Application).filter_by(case_id=case_id)).one()
    row = queries.find_part(application, key)
    return dict(row.answers) if row else {}


@pytest.mark.parametrize(("part", "field", "text", "told"), TYPED, ids=IDS)
def test_what_is_typed_is_kept_and_what_is_wrong_is_said(
    client: FlaskClient, part: str, field: str, text: str, told: str
) -> None:
    lin = make_applicant()
    case_id = begin(make_place(), lin, applicants=Applicants.REGISTERED).id
    url = f"/incubation/cases/{case_id}/application/parts/{part}"
    sign_in(client, lin)
    good = dict(FORMS[Applicants.REGISTERED][part])
    wrong = {**good, field: text, "edition": "0"}
    if field == "penalty":
        wrong.pop("penalty_why", None)
    assert send(client, url, wrong) == 303  # nothing is refused while one writes
    kept = part_of(case_id, part)
    stripped = text.strip(" 　")
    assert kept.get(field, "") == ([stripped] if field == "fields" else stripped)
    others = {key: value for key, value in good.items() if key != field}
    assert {key: kept.get(key) for key in others} == others
    page = html.unescape(client.get(url, headers=EN).text)
    assert told in page
    if stripped and field not in {"agency_kind", "fields", "track", "mode", "penalty"}:
        assert stripped in page


@pytest.mark.parametrize(("part", "field", "text", "told"), TYPED[::3], ids=IDS[::3])
def test_what_is_wrong_is_never_submitted(
    app: Flask, part: str, field: str, text: str, told: str
) -> None:
    lin = make_applicant()
    case = begin(make_place(), lin, applicants=Applicants.REGISTERED)
    wrong: object = [text] if field == "fields" else text.strip(" 　")
    changes: dict[str, Any] = {part: {field: wrong}}
    fill(case, lin, **changes)
    give_papers(case, lin)
    found = guards.application_complete(case, NOON)
    assert [one.code for one in found] == [f"application.{field}"], told
    assert found[0].endpoint == "incubator.edit_application_part"
    assert found[0].arguments == {"case_id": case.id, "part": part}


SCRIPT = "<script>alert(1)</script>"
TEXTS = [("basics", "name"), ("service", "need"), ("team", "team_text"), ("plan", "goals")]


@pytest.mark.parametrize(("part", "field"), TEXTS)
def test_a_script_that_was_typed_is_text_to_whoever_reads_it(
    client: FlaskClient, part: str, field: str
) -> None:
    place, lin = make_place(), make_applicant()
    case = make_submitted(place, lin, changes={part: {field: SCRIPT}})
    url = f"/incubation/cases/{case.id}"
    sign_in(client, place.people["officer"])
    for page in ("", "/screening", "/revisions/1"):
        answer = client.get(f"{url}{page}", headers=EN)
        if answer.status_code == 200:
            assert SCRIPT not in answer.text, page


PARTS = ["basics", "service", "team", "plan", "precheck"]


@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_the_form_leads_to_the_next_or_stays(client: FlaskClient, part: str) -> None:
    lin = make_applicant()
    case_id = begin(make_place(), lin).id
    url = f"/incubation/cases/{case_id}/application/parts/{part}"
    sign_in(client, lin)
    answers = {**FORMS[Applicants.TEAM][part], "edition": "0"}
    answer = client.post(url, data={**answers, "go": "stay"}, headers=EN)
    assert answer.location.endswith(f"/parts/{part}")
    answer = client.post(url, data={**answers, "edition": "1"}, headers=EN)
    follows = [*PARTS, ""][PARTS.index(part) + 1]
    assert answer.location.endswith(f"/parts/{follows}" if follows else "/papers")


@pytest.mark.parametrize("edition", ["", "-1", "99", "x", "1.0", "9" * 30])
def test_a_page_with_a_strange_edition_loses_nothing(client: FlaskClient, edition: str) -> None:
    lin = make_applicant()
    case_id = begin(make_place(), lin).id
    url = f"/incubation/cases/{case_id}/application/parts/service"
    sign_in(client, lin)
    first = {**FORMS[Applicants.TEAM]["service"], "edition": "0"}
    assert send(client, url, first) == 303
    answer = client.post(url, data={**first, "need": "另一台手机", "edition": edition}, headers=EN)
    assert answer.status_code == 422
    assert "另一台手机" in answer.text  # typed here
    assert "独居老人 320 户" in answer.text  # saved there
    assert part_of(case_id, "service")["need"] == "独居老人 320 户"


@pytest.mark.parametrize("key", ["nothing", "papers", "precheck/", "BASICS", "%00"])
def test_a_page_that_the_form_does_not_have_is_not_found(client: FlaskClient, key: str) -> None:
    lin = make_applicant()
    case_id = begin(make_place(), lin).id
    sign_in(client, lin)
    url = f"/incubation/cases/{case_id}/application/parts/{key}"
    assert client.get(url).status_code == 404
    assert client.post(url, data={"edition": "0"}).status_code in {404, 405}


@pytest.mark.parametrize("name", ["stage", "number", "applicant_id", "agency_id", "pledged_at"])
def test_nothing_but_the_fields_of_a_page_is_taken_from_it(client: FlaskClient, name: str) -> None:
    lin = make_applicant()
    case = begin(make_place(), lin)
    case_id, before = case.id, (case.stage, case.number, case.applicant_id, case.agency_id)
    url = f"/incubation/cases/{case_id}/application/parts/service"
    sign_in(client, lin)
    answers = {**FORMS[Applicants.TEAM]["service"], "edition": "0", name: "1"}
    assert send(client, url, answers) == 303
    assert name not in part_of(case_id, "service")
    after = db.session.get_one(Case, case_id)
    assert (after.stage, after.number, after.applicant_id, after.agency_id) == before


CLOSED = [
    Stage.SUBMITTED,
    Stage.REVIEW,
    Stage.DECISION,
    Stage.NOTICE,
    Stage.REJECTED,
    Stage.WITHDRAWN,
]


@pytest.mark.parametrize("stage", CLOSED)
def test_in_no_other_stage_is_anything_written(client: FlaskClient, stage: Stage) -> None:
    lin = make_applicant()
    case = make_complete(make_place(), lin)
    case.stage = stage
    case_id = case.id
    db.session.commit()
    sign_in(client, lin)
    url = f"/incubation/cases/{case_id}/application"
    before = part_of(case_id, "service")
    answers = {"need": "改写", "edition": "1"}
    assert send(client, f"{url}/parts/service", answers) == 303  # led back to what was submitted
    assert send(client, f"{url}/submission", {"pledge": "y"}) == 303
    assert part_of(case_id, "service") == before
    assert db.session.get_one(Case, case_id).stage == stage


def test_what_an_officer_has_named_shows_only_once_it_is_sent(client: FlaskClient) -> None:
    place, lin = make_place(), make_applicant()
    case = make_submitted(place, lin)
    officer = place.people["officer"]
    asked = checking.name_missing(
        case, "请补充场地证明", place="papers", person_id=officer.id, now=NOON
    )
    db.session.commit()
    number, asked_id, url = case.id, asked.id, f"/incubation/cases/{case.id}/application"
    sign_in(client, lin)
    assert "请补充场地证明" not in client.get(url).text
    assert send(client, f"{url}/asked/{asked_id}", {"reply": "好"}) == 404
    db.session.rollback()
    officer = db.session.merge(officer)
    take(db.session.get_one(Case, number), "return", officer, reason="缺材料")
    assert "请补充场地证明" in client.get(url).text
    assert send(client, f"{url}/asked/{asked_id}", {"reply": "已补充"}) == 303
    db.session.rollback()
    assert db.session.get_one(PaperAsked, asked_id).reply == "已补充"
