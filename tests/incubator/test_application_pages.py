"""The pages of applying and of the first check, as applicants and officers use them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests import factories_accounts
from tests.factories_accounts import make_organisation, make_user
from tests.factories_applying import (
    TEAM,
    begin,
    fill,
    give_papers,
    make_applicant,
    make_complete,
    make_submitted,
    take,
)
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    make_workflow,
)
from tests.statements import count_statements
from trainingapp.accounts.models import OrganisationKind, User
from trainingapp.extensions import db
from trainingapp.incubator.actions import screening as checking
from trainingapp.incubator.models import Case, IncubationBase, PaperAsked
from trainingapp.incubator.queries import applications as queries
from trainingapp.rules.incubation.words import Applicants, SeatState, Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def sign_in(client: FlaskClient, user: User) -> None:
    """Sign in; rows of the test stay readable after the requests."""
    keep_rows()
    factories_accounts.sign_in(client, user)


def keep_rows() -> None:
    for row in list(db.session):
        db.session.refresh(row)
    db.session.expunge_all()


def fresh(user: User) -> User:
    return db.session.get_one(User, user.id)


def token(client: FlaskClient, url: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)
    assert found, url
    return found[1]


def send(
    client: FlaskClient,
    url: str,
    data: dict[str, object],
    *,
    page: str | None = None,
    **more: object,
) -> TestResponse:
    filled = {"csrf_token": token(client, page or url), **data}
    return client.post(url, data=filled, **more)  # type: ignore[arg-type]


def url_of(case: Case, rest: str = "") -> str:
    return f"/incubation/cases/{case.id}/application{rest}"


def the_case() -> Case:
    return db.session.scalars(select(Case)).one()


def test_everybody_reads_calls_and_the_sheet_by_which_they_are_scored(client: FlaskClient) -> None:
    place = make_place()
    call = make_intake(place.base, name="2026年春季征集", text="欢迎社区养老团队")
    hidden = make_intake(place.base, name="还没有公布", published_at=None)
    keep_rows()
    page = client.get("/incubation/calls").text
    assert "2026年春季征集" in page
    assert "还没有公布" not in page
    shown = client.get(f"/incubation/calls/{call.id}").text
    assert "欢迎社区养老团队" in shown
    assert "服务模式与社工专业性" in shown
    assert client.get(f"/incubation/calls/{hidden.id}").status_code == 404


def test_open_calls_stand_before_those_to_come_and_those_over(client: FlaskClient) -> None:
    place = make_place()
    day = timedelta(days=1)
    make_intake(place.base, name="已截止", opens_on=TODAY - 9 * day, closes_on=TODAY - day)
    make_intake(place.base, name="未开始", opens_on=TODAY + day, closes_on=TODAY + 9 * day)
    make_intake(place.base, name="进行中", opens_on=TODAY, closes_on=TODAY)
    page = client.get("/incubation/calls").text
    assert page.index("进行中") < page.index("未开始") < page.index("已截止")


def test_an_applicant_applies_in_two_sittings(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    call = make_intake(place.base)
    make_workflow()
    sign_in(client, person)
    answer = send(client, f"/incubation/calls/{call.id}/applications", {"who": "team"})
    assert answer.status_code == 303
    case = the_case()
    assert answer.location.endswith(url_of(case))
    answer = send(client, url_of(case, "/parts/basics"), {"name": "向阳花", "edition": "0"})
    assert answer.location.endswith("/parts/service")
    client.delete_cookie("session")
    sign_in(client, person)  # on another day, on another device
    page = client.get(url_of(case, "/parts/basics")).text
    assert 'value="向阳花"' in page
    assert "请填写" in page
    for part, answers in TEAM.items():
        row = queries.find_part(queries.get_application(the_case()), part)
        data = {**answers, "edition": str(row.edition if row else 0), "go": "stay"}
        assert send(client, url_of(case, f"/parts/{part}"), data).status_code == 303
    for paper in ("roster", "project_plan"):
        answer = send(
            client,
            url_of(case, f"/papers/{paper}"),
            {f"file_{paper}": (io.BytesIO(PDF), f"{paper}.pdf")},
            page=url_of(case, "/papers"),
            content_type="multipart/form-data",
        )
        assert answer.status_code == 303
    answer = send(client, url_of(case, "/submission"), {"pledge": "y"})
    assert answer.status_code == 303
    assert the_case().stage == Stage.SUBMITTED
    page = client.get(url_of(case)).text
    assert "已提交" in page
    assert "申请受理回执" in page


def test_a_page_saves_itself_while_one_writes(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    sign_in(client, person)
    url = url_of(case, "/parts/service")
    answer = send(client, url, {"need": "半句", "edition": "0"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'name="edition" value="1"' in answer.text
    assert "已保存" in answer.text


def test_a_page_saved_elsewhere_shows_both_and_loses_neither(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    fill(case, person)
    sign_in(client, person)
    url = url_of(case, "/parts/service")
    answer = send(client, url, {"need": "我这台设备上的话", "edition": "0"})
    assert answer.status_code == 422
    assert "我这台设备上的话" in answer.text
    assert TEAM["service"]["need"] in answer.text
    again = send(client, url, {"need": "我这台设备上的话", "edition": "1"})
    assert again.status_code == 303


def test_a_submission_that_lacks_something_says_what_and_where(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    sign_in(client, person)
    page = client.get(url_of(case, "/submission")).text
    assert "还不能提交" in page
    assert url_of(case, "/parts/basics") in page
    assert url_of(case, "/papers") in page


def test_an_unticked_pledge_is_asked_for_beside_its_box(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = make_complete(place, person)
    sign_in(client, person)
    answer = send(client, url_of(case, "/submission"), {})
    assert answer.status_code == 422
    assert "请勾选承诺" in answer.text


def test_a_paper_without_a_file_is_asked_for_beside_its_field(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    sign_in(client, person)
    answer = send(client, url_of(case, "/papers/roster"), {}, page=url_of(case, "/papers"))
    assert answer.status_code == 422
    assert "请选择" in answer.text
    unknown = send(client, url_of(case, "/papers/charter"), {}, page=url_of(case, "/papers"))
    assert unknown.status_code == 404, "a team has no charter"


def test_a_paper_is_taken_away_while_one_writes(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    papers = give_papers(case, person)
    sign_in(client, person)
    page = url_of(case, "/papers")
    url = f"{page}/{papers[0].id}/removal"
    assert send(client, url, {}, page=page).status_code == 303
    left = queries.list_papers(queries.get_application(the_case()))
    assert [one.id for one in left] == [papers[1].id]
    assert send(client, url, {}, page=page).status_code == 404


def test_what_was_submitted_is_read_and_no_longer_written(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    sign_in(client, person)
    for page in ("/parts/basics", "/submission"):
        assert client.get(url_of(case, page)).location.endswith(url_of(case))
    shown = client.get(url_of(case, "/revisions/1")).text
    assert "向阳花社工团队" in shown
    assert "6 个月：方案清晰" in shown
    assert client.get(url_of(case, "/revisions/2")).status_code == 404


def test_one_sees_ones_own_applications_with_public_names(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    make_submitted(place, person)
    begin(place, person, applicants=Applicants.REGISTERED)
    make_submitted(place, make_applicant("王芳"))
    sign_in(client, person)
    page = client.get("/incubation/applications").text
    assert page.count("card-") > 0
    assert "已提交" in page
    assert "填写申请中" in page
    assert "待初核" not in page
    assert "王芳" not in page


def test_lists_take_as_many_statements_for_many_as_for_one(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    begin(place, person)
    sign_in(client, person)
    addresses = ("/incubation/applications", "/incubation/calls")
    few = [count_statements(client, one) for one in addresses]
    again = db.session.get_one(IncubationBase, place.base.id)
    for _each in range(6):
        call = make_intake(again)
        again = db.session.get_one(IncubationBase, place.base.id)
        begin(replace(place, base=again), fresh(person), call=call)
    keep_rows()
    assert [count_statements(client, one) for one in addresses] == few


def test_who_declared_a_conflict_does_not_list_the_case_even_as_its_applicant(
    client: FlaskClient,
) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    make_seat(case, person, state=SeatState.CONFLICT)
    sign_in(client, person)
    assert case.number not in client.get("/incubation/applications").text


def test_who_has_not_applied_is_led_to_the_calls(client: FlaskClient) -> None:
    sign_in(client, make_applicant())
    page = client.get("/incubation/applications").text
    assert "您还没有申请过" in page
    assert "/incubation/calls" in page


def test_an_agency_chooses_itself_when_it_begins(client: FlaskClient) -> None:
    place = make_place()
    agency = make_agency("晨光社会工作服务中心")
    call = make_intake(place.base)
    make_workflow()
    sign_in(client, make_manager(agency))
    url = f"/incubation/calls/{call.id}/applications"
    assert "晨光社会工作服务中心" in client.get(url).text
    assert send(client, url, {"who": f"agency-{agency.id}"}).status_code == 303
    assert the_case().agency_id == agency.id
    foreign = make_agency("别家")
    assert send(client, url, {"who": f"agency-{foreign.id}"}).status_code == 422


def test_an_officer_checks_returns_and_sees_what_changed(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    officer = place.people["officer"]
    sign_in(client, officer)
    url = f"/incubation/cases/{case.id}/screening"
    assert "初核" in client.get(url).text
    asked = send(client, f"{url}/asked", {"text": "请补充证书扫描件", "place": "papers"}, page=url)
    assert asked.status_code == 303
    with writing():
        asked_id = db.session.scalars(select(PaperAsked.id)).one()
    take(the_case(), "return", fresh(officer), reason="材料不全")
    sign_in(client, person)
    page = client.get(url_of(case)).text
    assert "请补充证书扫描件" in page
    reply = f"/asked/{asked_id}"
    empty = send(client, url_of(case, reply), {"reply": ""}, page=url_of(case))
    assert empty.status_code == 422
    assert "请用一句话回答" in empty.text
    answer = send(client, url_of(case, reply), {"reply": "已上传"}, page=url_of(case))
    assert answer.status_code == 303
    basics = {**TEAM["basics"], "address": "新地址 1 号", "edition": "1"}
    assert send(client, url_of(case, "/parts/basics"), basics).status_code == 303
    assert send(client, url_of(case, "/submission"), {"pledge": "y"}).status_code == 303
    sign_in(client, officer)
    shown = client.get(url_of(case, "/revisions/2")).text
    assert "新地址 1 号" in shown
    assert TEAM["basics"]["address"] in shown, "what stood there before"
    assert "已上传" in client.get(url).text


def points(state: str) -> dict[str, str]:
    keys = ("eligible", "complete", "papers_read", "credit_code", "declarations", "local")
    return {f"state_{key}": state for key in keys}


def test_the_check_passes_only_when_every_point_was_looked_at(client: FlaskClient) -> None:
    place = make_place()
    case = make_submitted(place)
    sign_in(client, place.people["officer"])
    url = f"/incubation/cases/{case.id}/screening"
    half = {**points("ok"), "state_local": "", "is_passed": "y"}
    refused = send(client, url, half)
    assert refused.status_code == 422
    assert "请先逐项核对" in refused.text
    lacking = send(client, url, {**points("ok"), "state_local": "lacking", "is_passed": "y"})
    assert lacking.status_code == 422
    late = send(client, url, {**points("ok"), "credit_checked_on": "2026-11-24"})
    assert late.status_code == 422
    whole = {**points("ok"), "is_passed": "y", "credit_checked_on": "2026-11-23"}
    assert send(client, url, whole).status_code == 303
    assert queries.get_screening(the_case()).result == "pass"


def test_what_is_not_sent_is_taken_back_and_what_is_sent_stays(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    officer = place.people["officer"]
    with writing():
        asked = checking.name_missing(case, "请补充", place="", person_id=officer.id, now=NOON)
        db.session.commit()
    sign_in(client, officer)
    url = f"/incubation/cases/{case.id}/screening"
    removal = f"{url}/asked/{asked.id}/removal"
    assert send(client, removal, {}, page=url).status_code == 303
    assert send(client, removal, {}, page=url).status_code == 404


def test_letters_are_read_and_printed(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    letter = queries.list_letters(case)[0]
    url = f"/incubation/cases/{case.id}/letters/{letter.id}"
    sign_in(client, person)
    page = client.get(url).text
    assert "2026年11月30日" in page
    assert case.number in page
    assert client.get(f"/incubation/cases/{case.id}/letters/999").status_code == 404


def test_a_head_enters_changes_and_publishes_a_call(client: FlaskClient) -> None:
    place = make_place()
    head = place.people["head"]
    sign_in(client, head)
    base = f"/incubation/bases/{place.base.id}"
    data: dict[str, object] = {
        "name": "2027年第一批",
        "opens_on": "2026-12-01",
        "closes_on": "2026-11-30",
        "places": "8",
        "track": "m12",
    }
    refused = send(client, f"{base}/calls/new", data)
    assert refused.status_code == 422
    assert "2027年第一批" in refused.text
    data["closes_on"] = "2026-12-31"
    assert send(client, f"{base}/calls/new", data).status_code == 303
    assert send(client, f"{base}/calls/new", data).status_code == 422, "the name is taken"
    page = client.get(base).text
    found = re.search(rf"{base}/calls/(\d+)/publication", page)
    assert found
    published = send(client, found[0], {"published": "yes"}, page=base)
    assert published.status_code == 303
    assert "2027年第一批" in client.get("/incubation/calls").text
    assert send(client, found[0], {"published": "no"}, page=base).status_code == 303
    assert "2027年第一批" not in client.get("/incubation/calls").text


def test_a_call_that_somebody_answered_stays_public(client: FlaskClient) -> None:
    place = make_place()
    case = begin(place, make_applicant())
    sign_in(client, place.people["head"])
    base = f"/incubation/bases/{place.base.id}"
    url = f"{base}/calls/{case.intake_id}/publication"
    assert send(client, url, {"published": "no"}, page=base).status_code == 409


def test_a_head_changes_what_the_public_reads_of_the_base(client: FlaskClient) -> None:
    place = make_place()
    call = make_intake(place.base)
    sign_in(client, place.people["head"])
    url = f"/incubation/bases/{place.base.id}/details"
    data = {"address": "青园街 1 号", "desks": "24", "area_m2": "600", "is_open": "y"}
    assert send(client, url, {**data, "desks": "-1"}).status_code == 422
    assert send(client, url, data).status_code == 303
    assert "青园街 1 号" in client.get(f"/incubation/calls/{call.id}").text


def test_an_administrator_enters_a_base_and_publishes_the_form(
    app: Flask, client: FlaskClient
) -> None:
    place = make_organisation(kind=OrganisationKind.INCUBATION_BASE, name="新孵化基地")
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    url = "/incubation/settings/bases"
    data = {"organisation": str(place.id), "authority": "", "code": "sjz", "area_code": "130102"}
    assert send(client, url, data).status_code == 422
    assert send(client, url, {**data, "code": "SJZ"}).status_code == 303
    assert "新孵化基地" in client.get(url).text
    forms = "/incubation/settings/forms"
    assert send(client, forms, {}).status_code == 303
    assert "已发布" in client.get(forms).text
