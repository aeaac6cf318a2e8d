"""What is said of an agency: every field's wrong and right values; authorities above; 5,000 agencies; who leaves."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_incubator import NOON, make_place, make_workflow
from tests.factories_registry import agency_of, make_community, make_entry, make_scene
from tests.statements import count_statements
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import OrganisationKind
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, AuthorityDetail, Case, Community
from trainingapp.incubator.queries.authorities import list_others
from trainingapp.rules.incubation.credit_code import check_character
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("frozen")
FIRST = "52130102MJ0000017"
CODE = FIRST + check_character(FIRST)
SAID = {"kind": "service", "status": "registered", "registered_on": "2023-11-01"}
TEAM = {"name": "新芽团队", "kind": "team", "status": "preparing"}
LONG = "长"


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


WRONG = [
    ({"name": ""}, "name"),
    ({"name": "\u3000 "}, "name"),
    ({"name": LONG * 121}, "name"),
    ({"short_name": LONG * 41}, "short_name"),
    ({"kind": ""}, "kind"),
    ({"kind": "club"}, "kind"),
    ({"status": ""}, "status"),
    ({"status": "famous"}, "status"),
    ({"route": "shortcut"}, "route"),
    ({"credit_code": "1234"}, "credit_code"),
    ({"credit_code": CODE[:17] + ("0" if CODE[17] != "0" else "1")}, "credit_code"),
    ({"credit_code": CODE + "0"}, "credit_code"),
    ({"credit_code": "x" * 41}, "credit_code"),
    ({"credit_code": "统一社会信用代码"}, "credit_code"),
    ({"registered_on": "2026-02-30"}, "registered_on"),
    ({"registered_on": "1979-12-31"}, "registered_on"),
    ({"registered_on": "2100-01-01"}, "registered_on"),
    ({"start_capital": "-1"}, "start_capital"),
    ({"start_capital": "三万"}, "start_capital"),
    ({"start_capital": "1000000000000"}, "start_capital"),
    ({"start_capital": "NaN"}, "start_capital"),
    ({"fields": "astrology"}, "fields"),
    ({"purpose": LONG * 2001}, "purpose"),
    ({"scope": LONG * 2001}, "scope"),
    ({"area_code": "13"}, "area_code"),
    ({"area_code": "1301021"}, "area_code"),
    ({"area_code": "13010200100"}, "area_code"),
    ({"area_code": "1301020010011"}, "area_code"),
    ({"area_code": "130102" + "9" * 60}, "area_code"),
    ({"area_code": "130102abc"}, "area_code"),
    ({"area_code": "１３０１０２"}, "area_code"),
    ({"address": LONG * 201}, "address"),
    ({"phone": "1" * 41}, "phone"),
    ({"email": "nobody"}, "email"),
    ({"email": "a@" + "b" * 260 + ".cn"}, "email"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG)
def test_a_wrong_fact_is_said_beside_its_field_and_changes_nothing(
    app: Flask, client: FlaskClient, wrong: dict[str, str], field: str
) -> None:
    scene = make_scene(is_registered=False, name="原名")
    sign_in(client, scene["officer"])
    answer = client.post(f"{scene.address}/edit", data={**TEAM, "phone": "0311-8600", **wrong})
    assert answer.status_code == 422
    assert re.findall(r'id="(\w+)-error"', answer.text) == [field]
    assert wrong.get("phone", "0311-8600") in answer.text
    assert (agency_of(scene).name, agency_of(scene).phone) == ("原名", "")


RIGHT = [
    ({"name": LONG * 120}, "name", LONG * 120),
    ({"name": "  新芽  "}, "name", "新芽"),
    ({"route": "direct"}, "route", "direct"),
    ({"route": ""}, "route", None),
    ({"credit_code": CODE.lower()}, "credit_code", CODE),
    ({"credit_code": f"{CODE[:2]} {CODE[2:8]} {CODE[8:17]} {CODE[17]}"}, "credit_code", CODE),
    ({"credit_code": " ".join(CODE)}, "credit_code", CODE),
    ({"credit_code": "12345678-9"}, "credit_code", "12345678-9"),
    ({"credit_code": "MJX", "is_as_printed": "y"}, "credit_code", "MJX"),
    ({"credit_code": ""}, "credit_code", None),
    ({"registered_on": "2024-02-29"}, "registered_on", date(2024, 2, 29)),
    ({"start_capital": "0"}, "start_capital", Decimal(0)),
    ({"start_capital": "30000.5"}, "start_capital", Decimal("30000.50")),
    ({"start_capital": ""}, "start_capital", None),
    ({"fields": ["children", "elder_care"]}, "fields", ["children", "elder_care"]),
    ({"fields": []}, "fields", []),
    ({"area_code": "130102"}, "area_code", "130102"),
    ({"area_code": "130102001001"}, "area_code", "130102001001"),
    ({"area_code": ""}, "area_code", ""),
    ({"email": "a@b.cn"}, "email", "a@b.cn"),
]


@pytest.mark.parametrize(("typed", "column", "kept"), RIGHT)
def test_a_fact_is_kept_as_it_was_meant(
    app: Flask, client: FlaskClient, typed: dict[str, Any], column: str, kept: Any
) -> None:
    scene = make_scene(is_registered=False)
    sign_in(client, scene["officer"])
    answer = client.post(f"{scene.address}/edit", data={**TEAM, **typed})
    assert answer.status_code == 303, answer.text
    assert getattr(agency_of(scene), column) == kept


@pytest.mark.both_databases
@pytest.mark.parametrize("code", ["130102" + "9" * 60, "1301020010019"])
def test_an_area_code_that_no_column_holds_is_refused_on_both_databases(
    app: Flask, client: FlaskClient, code: str
) -> None:
    scene = make_scene(is_registered=False)
    sign_in(client, scene["officer"])
    answer = client.post(f"{scene.address}/edit", data={**TEAM, "area_code": code})
    assert answer.status_code == 422
    assert 'id="area_code-error"' in answer.text


def test_an_agency_does_not_step_around_the_register_by_taking_its_registration_back(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    name = agency_of(scene).name
    sign_in(client, scene["manager"])
    data = {**SAID, "registered_on": "", "name": "另一个名字"}
    answer = client.post(f"{scene.address}/edit", data=data)
    assert answer.status_code == 422
    assert 'id="registered_on-error"' in answer.text
    assert agency_of(scene).registered_on == date(2023, 11, 1)
    moved = client.post(f"{scene.address}/edit", data={**SAID, "registered_on": "2023-11-02"})
    assert moved.status_code == 303
    assert (agency_of(scene).registered_on, agency_of(scene).name) == (date(2023, 11, 2), name)


@pytest.mark.parametrize("who", ["officer", "head"])
def test_the_base_takes_a_registration_back_that_was_none(
    app: Flask, client: FlaskClient, who: str
) -> None:
    scene = make_scene()
    sign_in(client, scene[who])
    answer = client.post(f"{scene.address}/edit", data={**SAID, "registered_on": ""})
    assert answer.status_code == 303
    assert agency_of(scene).registered_on is None
    assert 'name="name"' in client.get(f"{scene.address}/edit").text


def test_who_answers_to_an_authority_by_however_many_steps_is_not_above_it(app: Flask) -> None:
    chain = [
        make_organisation(kind=OrganisationKind.AUTHORITY, name=f"机关{n}").id for n in range(5)
    ]
    with writing():
        for one, parent in zip(chain, [None, *chain[:3]], strict=False):
            db.session.add(
                AuthorityDetail(
                    organisation_id=one, kind="civil_affairs", parent_id=parent, changed_at=NOON
                )
            )
        db.session.commit()
    offered = [{row.id for row in list_others(one)} & set(chain) for one in chain]
    assert offered[0] == {chain[4]}
    assert offered[1] == {chain[0], chain[4]}
    assert offered[2] == {chain[0], chain[1], chain[4]}
    assert offered[3] == {chain[0], chain[1], chain[2], chain[4]}
    assert offered[4] == set(chain[:4])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "palace"}, "kind"),
        ({"area_code": "1"}, "area_code"),
        ({"area_code": "13x"}, "area_code"),
        ({"area_code": "1301020010011"}, "area_code"),
        ({"parent": "999999"}, "parent"),
        ({"address": LONG * 201}, "address"),
        ({"phone": "1" * 41}, "phone"),
    ],
)
def test_wrong_words_of_an_authority_are_refused_beside_the_field(
    app: Flask, client: FlaskClient, typed: dict[str, str], field: str
) -> None:
    number = make_organisation(kind=OrganisationKind.AUTHORITY).id
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    right = {"kind": "civil_affairs", "area_code": "130102", "phone": "0311-8600"}
    address = f"/incubation/settings/authorities/{number}"
    answer = client.post(address, data={**right, **typed})
    assert answer.status_code == 422
    assert re.findall(r'id="(\w+)-error"', answer.text) == [field]
    assert db.session.get(AuthorityDetail, number) is None


def fill(base_id: int, count: int) -> None:
    """So many agencies with a case in the base, written at once."""
    version = make_workflow().id
    first = 10_000
    numbers = range(first, first + count)
    with writing():
        db.session.execute(
            insert(Agency),
            [
                {
                    "id": n,
                    "name": f"机构{n:05}",
                    "kind": "service",
                    "status": "registered",
                    "area_code": "130102",
                    "entered_at": NOON,
                }
                for n in numbers
            ],
        )
        db.session.execute(
            insert(Case),
            [
                {
                    "number": f"N{n}",
                    "agency_id": n,
                    "base_id": base_id,
                    "workflow_version_id": version,
                    "applicants": "registered",
                    "track": "m12",
                    "mode": "physical",
                    "stage": "incubating",
                    "stage_since": NOON,
                    "opened_at": NOON,
                }
                for n in numbers
            ],
        )
        db.session.commit()
        db.session.remove()


def test_five_thousand_agencies_cost_as_many_statements_as_five(
    app: Flask, client: FlaskClient
) -> None:
    place = make_place()
    base_id = place.base.id
    sign_in(client, place.people["officer"])
    fill(base_id, 5)
    addresses = ["", "?q=机构&resident=y&area=1301&kind=service"]
    few = [count_statements(client, f"/incubation/agencies{one}") for one in addresses]
    with writing():
        db.session.query(Case).delete()
        db.session.query(Agency).delete()
        db.session.commit()
    fill(base_id, 5000)
    many = [count_statements(client, f"/incubation/agencies{one}") for one in addresses]
    assert many == few
    page = client.get("/incubation/agencies?page=100").text
    assert len(set(re.findall(r"机构1\d{4}", page))) == 50


def test_the_most_communities_of_a_page_are_fifty(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    make_community()
    sign_in(client, scene["head"])
    few = count_statements(client, "/incubation/communities")
    rows = [
        {"code": f"1301029{n:05}", "name": f"社区{n}", "kind": "urban", "changed_at": NOON}
        for n in range(300)
    ]
    with writing():
        db.session.execute(insert(Community), rows)
        db.session.commit()
    assert count_statements(client, "/incubation/communities") == few
    page = client.get("/incubation/communities").text
    assert len(set(re.findall(r"1301029\d{5}|130102001001", page))) == 50
    assert ">301<" in page.replace(" ", "").replace("\n", "")


def test_an_export_names_a_person_only_where_the_account_is_theirs(app: Flask) -> None:
    scene, stranger = make_scene(), make_user("顾明")
    make_entry(agency_of(scene), Register.ORGANS, scene["manager"])  # 顾明 by name alone
    make_entry(agency_of(scene), Register.FOUNDERS, scene["manager"])
    held = collect_data(stranger.id)
    for part in ("agency_organs", "agency_foundings", "agency_entries", "agency_papers"):
        assert held[part] == [], part
    entered = collect_data(scene["manager"].id)["agency_entries"]
    assert [(one["register"], one["agency"]) for one in entered] == [
        ("organs", agency_of(scene).name),
        ("founders", agency_of(scene).name),
    ]
    assert db.session.scalars(select(Agency)).one().id == scene.agency_id
