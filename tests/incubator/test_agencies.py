"""The list of agencies, what is said of one, authorities, and what a person's export holds of all that."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_incubator import NOON, make_agency, make_case
from tests.factories_registry import agency_of, make_document, make_entry, make_scene
from tests.statements import count_statements
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import OrganisationKind
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions.documents import note_access
from trainingapp.incubator.models import AuthorityDetail, IncubationBase, IncubatorDocument
from trainingapp.rules.incubation.credit_code import check_character
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("frozen")
FIRST = "52130102MJ1234567"
CODE = FIRST + check_character(FIRST)
SAID = {"kind": "service", "status": "registered", "fields": ["elder_care", "children"]}


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def base_agency(scene: Any, *, stage: Stage = Stage.INCUBATING, **changes: Any) -> int:
    """Another agency with a case in the same base."""
    agency = make_agency(**changes)
    number = agency.id
    base = db.session.get_one(IncubationBase, scene.base_id)
    place = type("P", (), {"base": base, "people": scene.people})()
    make_case(place, db.session.merge(agency), stage=stage)
    db.session.remove()
    return number


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"朝阳", "晚霞", "新芽"}),
        ("q=朝阳", {"朝阳"}),
        ("q=52130102", {"朝阳"}),
        ("q=100%25", set()),
        ("kind=team", {"新芽"}),
        ("status=registered", {"朝阳", "晚霞"}),
        ("field=elder_care", {"晚霞"}),
        ("area=1301", {"朝阳", "新芽"}),
        ("area=51", {"晚霞"}),
        ("resident=y", {"朝阳", "新芽"}),
    ],
)
def test_the_list_finds_what_is_looked_for(
    app: Flask, client: FlaskClient, asked: str, found: set[str]
) -> None:
    scene = make_scene(name="朝阳社会工作服务中心", credit_code=CODE, fields=["children"])
    base_agency(
        scene,
        name="晚霞社会工作服务中心",
        stage=Stage.FOLLOWUP,
        area_code="510104",
        fields=["elder_care"],
    )
    base_agency(scene, name="新芽团队", is_registered=False)
    sign_in(client, scene["officer"])
    answer = client.get(f"/incubation/agencies?{asked}")
    assert answer.status_code == 200
    assert {name for name in ("朝阳", "晚霞", "新芽") if f">{name}" in answer.text} == found


@pytest.mark.parametrize("asked", ["kind=dragon", "status=x", "field=x", "area=x1"])
def test_wrong_words_in_the_address_break_nothing(
    app: Flask, client: FlaskClient, asked: str
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    assert client.get(f"/incubation/agencies?{asked}").status_code == 422


def test_who_has_no_agency_reads_so(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user())
    answer = client.get("/incubation/agencies")
    assert answer.status_code == 200
    assert "还没有机构" in answer.text


def test_a_list_of_many_agencies_costs_as_much_as_one_of_few(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    few = count_statements(client, "/incubation/agencies")
    for _ in range(6):
        base_agency(scene)
    assert count_statements(client, "/incubation/agencies") == few


def test_the_page_of_an_agency_says_what_ends_and_on_which_lists_it_is(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene(credit_code="MJ0001000")
    agency = agency_of(scene)
    make_entry(agency, Register.CREDIT, scene["officer"])
    make_entry(agency_of(scene), Register.PREMISES, scene["manager"], ends_on=date(2026, 12, 1))
    make_entry(agency_of(scene), Register.LICENCES, scene["manager"], ends_on=date(2026, 11, 1))
    sign_in(client, scene["authority"])
    page = client.get(scene.address).text
    for words in ("列入活动异常名录", "即将到期", "已到期", "旧编号"):
        assert words in page, words
    assert f"{scene.address}/edit" not in page


def test_an_agency_off_the_list_is_not_shown_on_it(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    ended: dict[str, Any] = {"starts_on": date(2024, 1, 1), "ends_on": date(2026, 11, 23)}
    make_entry(agency_of(scene), Register.CREDIT, scene["officer"], **ended)
    sign_in(client, scene["officer"])
    assert "（自" not in client.get(scene.address).text


def test_registered_items_change_by_the_register_only(app: Flask, client: FlaskClient) -> None:
    scene = make_scene(name="朝阳社会工作服务中心", address="和平路 1 号")
    sign_in(client, scene["manager"])
    sent = {
        **SAID,
        "name": "另一个名字",
        "address": "别处",
        "start_capital": "1",
        "scope": "一切",
        "phone": "0311-1234",
        "registered_on": "2023-11-01",
        "credit_code": f" {CODE.lower()} ",
    }
    answer = client.post(f"{scene.address}/edit", data={**sent, "credit_code": CODE.lower()})
    assert answer.status_code == 303, answer.text
    agency = agency_of(scene)
    assert (agency.name, agency.address, agency.start_capital) == (
        "朝阳社会工作服务中心",
        "和平路 1 号",
        None,
    )
    assert (agency.phone, agency.credit_code) == ("0311-1234", CODE)
    assert agency.fields == ["elder_care", "children"]
    entry = db.session.scalars(select(AuditEntry).filter_by(action="agency.change")).one()
    assert "credit_code" in str(entry.detail)


def test_a_team_says_everything_itself(app: Flask, client: FlaskClient) -> None:
    scene = make_scene(is_registered=False)
    sign_in(client, scene["applicant"])
    assert client.get(f"{scene.address}/edit").status_code == 200
    sent = {"kind": "team", "status": "preparing", "route": "direct", "name": "新芽筹备组"}
    sent |= {"start_capital": "20000", "scope": "社区服务", "area_code": "130104"}
    assert client.post(f"{scene.address}/edit", data=sent).status_code == 303
    agency = agency_of(scene)
    assert (agency.name, agency.start_capital) == ("新芽筹备组", Decimal(20000))
    assert (agency.route, agency.area_code, agency.scope) == ("direct", "130104", "社区服务")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"credit_code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "credit_code"),
        ({"credit_code": "52130102MJ123456I0"}, "credit_code"),
        ({"kind": "club"}, "kind"),
        ({"area_code": "1301"}, "area_code"),
        ({"email": "nobody"}, "email"),
        ({"registered_on": "1023-11-01"}, "registered_on"),
        ({"fields": ["magic"]}, "fields"),
    ],
)
def test_wrong_facts_are_refused_beside_the_field(
    app: Flask, client: FlaskClient, wrong: dict[str, Any], field: str
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    answer = client.post(f"{scene.address}/edit", data={**SAID, "phone": "0311-99", **wrong})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "0311-99" in answer.text


def test_a_code_with_a_slip_stands_when_it_is_printed_so_and_the_page_warns(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    slip = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    sent = {**SAID, "credit_code": slip, "is_as_printed": "y"}
    assert client.post(f"{scene.address}/edit", data=sent).status_code == 303
    assert agency_of(scene).credit_code == slip
    assert "校验位不符" in client.get(scene.address).text


def test_two_agencies_do_not_carry_one_code(app: Flask, client: FlaskClient) -> None:
    make_scene(credit_code=CODE)
    scene = make_scene()
    sign_in(client, scene["manager"])
    answer = client.post(f"{scene.address}/edit", data={**SAID, "credit_code": CODE})
    assert answer.status_code == 422
    assert "已有另一家机构使用" in answer.text
    assert agency_of(scene).credit_code is None


def test_an_authority_gets_its_kind_and_area(app: Flask, client: FlaskClient) -> None:
    kind = OrganisationKind.AUTHORITY
    above, below = (make_organisation(kind=kind, name=name).id for name in ("市局", "区局"))
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    address = "/incubation/settings/authorities"
    assert "尚未填写" in client.get(address).text
    said = {"kind": "approval", "area_code": "130102", "parent": str(above), "phone": "12345"}
    assert client.post(f"{address}/{below}", data=said).status_code == 303
    said = {"kind": "civil_affairs", "area_code": "1301"}
    assert client.post(f"{address}/{above}", data=said).status_code == 303
    db.session.remove()
    detail = db.session.get_one(AuthorityDetail, below)
    assert (detail.kind, detail.area_code, detail.parent_id) == ("approval", "130102", above)
    page = client.get(address).text
    assert "行政审批局" in page
    assert "市局" in page
    # Nobody answers to those who answer to them.
    assert f'value="{below}"' not in client.get(f"{address}/{above}").text
    for wrong in ({"kind": "king"}, {**said, "area_code": "x"}, {**said, "parent": str(below)}):
        assert client.post(f"{address}/{above}", data=wrong).status_code == 422
    agency = make_organisation().id
    assert client.get(f"{address}/{agency}").status_code == 404


def test_a_long_list_of_authorities_costs_as_much_as_a_short_one(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    address = "/incubation/settings/authorities"

    def add() -> None:
        number = make_organisation(kind=OrganisationKind.AUTHORITY).id
        assert client.post(f"{address}/{number}", data={"kind": "other"}).status_code == 303

    add()
    few = count_statements(client, address)
    for _ in range(4):
        add()
    assert count_statements(client, address) == few


def test_the_export_of_a_person_holds_where_they_are_named_and_what_they_opened(
    app: Flask,
) -> None:
    scene = make_scene()
    person = scene["manager"]
    make_entry(agency_of(scene), Register.ORGANS, person, user_id=person.id, title="理事长")
    make_entry(agency_of(scene), Register.FOUNDERS, person, user_id=person.id)
    number = make_document(agency_of(scene), person)
    with writing():
        version = db.session.get_one(IncubatorDocument, number).versions[0]
        note_access(version, person_id=person.id, now=NOON)
        db.session.commit()
        db.session.remove()
    held = collect_data(person.id)
    assert held["agency_organs"][0]["title"] == "理事长"
    assert held["agency_foundings"][0]["certificate_level"] == "social_worker"
    assert [one["register"] for one in held["agency_entries"]] == ["organs", "founders"]
    assert held["agency_papers"][0]["file_name"] == "章程.pdf"
    assert held["agency_papers_opened"] == [{"document": "章程", "version": 1, "at": NOON}]
