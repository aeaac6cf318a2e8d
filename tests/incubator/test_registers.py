"""Registers of an agency: entered with a proof, corrected by a newer entry, struck with a reason, never changed."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_registry import (
    PDF,
    VALUES,
    agency_of,
    entries_of,
    make_community,
    make_document,
    make_entry,
    make_scene,
    posted,
)
from tests.statements import count_statements
from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions import registry as actions
from trainingapp.incubator.models import Agency, IncubatorDocument
from trainingapp.incubator.queries.registry import find_authority, list_legal_representatives
from trainingapp.incubator.registers import REGISTERS
from trainingapp.incubator.triggers_registry import REGISTERS as KEPT
from trainingapp.rules.incubation.registry_words import AuthorityRole, Register
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("register", list(Register))
def test_every_register_takes_an_entry_shows_it_and_keeps_what_was_corrected(
    app: Flask, client: FlaskClient, register: Register
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    address = f"{scene.address}/registers/{register}"
    assert client.get(address).status_code == 200
    assert client.get(f"{address}/new").status_code == 200
    answer = client.post(f"{address}/new", data=posted(register, note="初次登记"))
    assert answer.status_code == 303, answer.text
    entry = entries_of(register)[0]
    for name, value in VALUES[register].items():
        assert getattr(entry, name) == value, name
    assert (entry.entered_as, entry.note, entry.entered_at) == ("officer", "初次登记", NOON)
    page = client.get(address).text
    assert "初次登记" in page
    assert client.get(f"{address}/{entry.id}").status_code == 200
    answer = client.post(f"{address}/{entry.id}", data=posted(register, note="更正"))
    assert answer.status_code == 303, answer.text
    newer, older = entries_of(register)[0], entries_of(register, struck=True)[0]
    assert (newer.note, newer.replaces_id) == ("更正", older.id)
    assert (older.id, older.struck_at) == (entry.id, NOON)
    page = client.get(address).text
    assert "初次登记" not in page.split("<details>")[0]
    answer = client.post(f"{address}/{newer.id}/strike", data={"reason": "重复"})
    assert answer.status_code == 303
    assert [one.struck_reason for one in entries_of(register, struck=True)] == ["", "重复"]
    assert entries_of(register) == []
    assert "重复" in client.get(address).text


def test_a_file_sent_with_an_entry_becomes_its_proof(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/premises"
    data = posted(Register.PREMISES, file=(io.BytesIO(PDF), "租赁合同.pdf"), ends_on="2027-06-30")
    assert client.post(f"{address}/new", data=data).status_code == 303
    entry = entries_of(Register.PREMISES)[0]
    document = db.session.get_one(IncubatorDocument, entry.document_id)
    assert (document.agency_id, document.category) == (scene.agency_id, "premises_proof")
    assert entry.ends_on == date(2027, 7, 1)
    assert f"/incubation/documents/{document.id}" in client.get(address).text
    corrected = client.post(f"{address}/{entry.id}", data=posted(Register.PREMISES))
    assert corrected.status_code == 303
    assert entries_of(Register.PREMISES)[0].document_id == document.id


def test_a_paper_of_another_agency_proves_nothing_here(app: Flask, client: FlaskClient) -> None:
    scene, other = make_scene(), make_scene()
    foreign = make_document(agency_of(other), other["officer"])
    own = make_document(agency_of(scene), scene["officer"])
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/charters/new"
    data = posted(Register.CHARTERS)
    assert client.post(address, data={**data, "document": str(foreign)}).status_code == 422
    assert client.post(address, data={**data, "document": str(own)}).status_code == 303
    assert entries_of(Register.CHARTERS)[0].document_id == own


@pytest.mark.parametrize(
    ("register", "wrong", "field"),
    [
        (Register.ORGANS, {"name": ""}, "name"),
        (Register.ORGANS, {"organ": "parliament"}, "organ"),
        (Register.ORGANS, {"ends_on": "2024-12-31"}, "ends_on"),
        (Register.ORGANS, {"left_on": "2024-06-30"}, "left_on"),
        (Register.ORGANS, {"starts_on": "0202-01-01"}, "starts_on"),
        (Register.FOUNDERS, {"contribution": "-1"}, "contribution"),
        (Register.REGISTRATIONS, {"result": "approved"}, "decided_on"),
        (Register.REGISTRATIONS, {"decided_on": "2026-11-01"}, "decided_on"),
        (Register.REGISTRATIONS, {"accepted_on": "2026-08-01"}, "accepted_on"),
        (Register.REGISTRATIONS, {"applied_on": "2026-11-24"}, "applied_on"),
        (Register.CHANGES, {"item": "capital", "new_value": "三万"}, "new_value"),
        (Register.CHANGES, {"item": "capital", "new_value": "NaN"}, "new_value"),
        (Register.CHANGES, {"item": "name", "new_value": "长" * 121}, "new_value"),
        (Register.CHANGES, {"item": "address", "new_value": "长" * 201}, "new_value"),
        (Register.CHANGES, {"consent_on": "2026-09-01"}, "consent_on"),
        (Register.SITES, {"community_id": "130102999999"}, "community_id"),
        (Register.FILINGS, {"year": "2027"}, "year"),
        (Register.FILINGS, {"year": "1997"}, "year"),
        (Register.FILINGS, {"registry_on": "2026-12-01"}, "registry_on"),
        (Register.GRADES, {"level": "6"}, "level"),
        (Register.GRADES, {"points": "96", "scale": "95"}, "points"),
        (Register.GRADES, {"ends_on": "2025-11-30"}, "ends_on"),
        (Register.PARTY, {"full_members": "-1"}, "full_members"),
        (Register.CREDIT, {"starts_on": "2026-11-24"}, "starts_on"),
        (Register.STATEMENTS, {"stated_on": "2027-01-01"}, "stated_on"),
    ],
)
def test_a_wrong_entry_is_refused_beside_its_field(
    app: Flask, client: FlaskClient, register: Register, wrong: dict[str, str], field: str
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    data = {**posted(register), **wrong, "note": "请保留这句话"}
    answer = client.post(f"{scene.address}/registers/{register}/new", data=data)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-error"', answer.text), answer.text
    assert "请保留这句话" in answer.text
    assert entries_of(register) == []


def test_a_place_of_service_is_found_by_the_code_of_its_community(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    community = make_community().id
    sign_in(client, scene["officer"])
    address = f"{scene.address}/registers/sites"
    data = posted(Register.SITES, community_id="130102001001")
    assert client.post(f"{address}/new", data=data).status_code == 303
    entry = entries_of(Register.SITES)[0]
    assert entry.community_id == community
    assert "东里社区" in client.get(address).text
    assert "130102001001" in client.get(f"{address}/{entry.id}").text


def test_an_agency_leaves_alone_what_the_base_has_found(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    listed = make_entry(agency_of(scene), Register.CREDIT, scene["officer"], actor=Actor.OFFICER)
    branch = make_entry(
        agency_of(scene), Register.SITES, scene["officer"], actor=Actor.OFFICER, kind="branch"
    )
    own = make_entry(agency_of(scene), Register.SITES, scene["manager"])
    sign_in(client, scene["manager"])
    registers = f"{scene.address}/registers"
    assert client.get(f"{registers}/credit").status_code == 200
    for address in (f"{registers}/credit/new", f"{registers}/credit/{listed}"):
        assert client.get(address).status_code == 403
        assert client.post(address, data=posted(Register.CREDIT)).status_code == 403
    strike = {"reason": "不对"}
    assert client.post(f"{registers}/sites/{branch}/strike", data=strike).status_code == 403
    page = client.get(f"{registers}/sites").text
    assert f"/sites/{own}" in page
    assert f"/sites/{branch}" not in page
    assert client.post(f"{registers}/sites/{own}/strike", data=strike).status_code == 303
    assert [one.id for one in entries_of(Register.SITES)] == [branch]


def test_nothing_is_struck_without_a_reason(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    entry = make_entry(agency_of(scene), Register.ORGANS, scene["manager"])
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/organs/{entry}/strike"
    answer = client.post(address, data={"reason": " "})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert len(entries_of(Register.ORGANS)) == 1


def test_a_struck_entry_and_an_unknown_register_are_not_found(
    app: Flask, client: FlaskClient
) -> None:
    scene, other = make_scene(), make_scene()
    entry = make_entry(agency_of(scene), Register.ORGANS, scene["manager"])
    foreign = make_entry(agency_of(other), Register.ORGANS, other["manager"])
    sign_in(client, scene["manager"])
    registers = f"{scene.address}/registers"
    client.post(f"{registers}/organs/{entry}/strike", data={"reason": "离任"})
    assert client.get(f"{registers}/organs/{entry}").status_code == 404
    assert client.get(f"{registers}/organs/{foreign}").status_code == 404
    assert client.get(f"{registers}/dragons").status_code == 404


@pytest.mark.parametrize(
    ("item", "value", "column", "kept"),
    [
        ("name", "新家园社会工作服务中心", "name", "新家园社会工作服务中心"),
        ("address", "和平路 9 号", "address", "和平路 9 号"),
        ("scope", "社区矫正服务", "scope", "社区矫正服务"),
        ("capital", "30000.50", "start_capital", Decimal("30000.50")),
    ],
)
def test_an_approved_change_becomes_what_the_agency_is(
    app: Flask, item: str, value: str, column: str, kept: Any
) -> None:
    scene = make_scene()
    before = getattr(agency_of(scene), column)
    values: dict[str, Any] = {"item": item, "new_value": value}
    make_entry(agency_of(scene), Register.CHANGES, scene["manager"], **values)
    assert getattr(agency_of(scene), column) == before
    approved: dict[str, Any] = {**values, "approved_on": date(2026, 11, 1)}
    make_entry(agency_of(scene), Register.CHANGES, scene["manager"], **approved)
    assert getattr(agency_of(scene), column) == kept


def test_a_changed_name_is_that_of_the_organisation_too_and_an_older_change_undoes_nothing(
    app: Flask,
) -> None:
    scene = make_scene()
    for name, day in (("新名", date(2026, 11, 1)), ("旧名", date(2024, 1, 1))):
        make_entry(
            agency_of(scene),
            Register.CHANGES,
            scene["manager"],
            item="name",
            new_value=name,
            approved_on=day,
        )
    agency = agency_of(scene)
    assert agency.name == "新名"
    assert db.session.get_one(Organisation, agency.organisation_id).name == "新名"


def test_a_change_of_the_legal_representative_asks_for_its_audit(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    change: dict[str, Any] = {
        "item": "legal_representative",
        "new_value": "沈青",
        "decided_on": date(2026, 9, 1),
        "consent_on": date(2026, 9, 10),
    }
    make_entry(agency_of(scene), Register.CHANGES, scene["manager"], **change)
    sign_in(client, scene["authority"])
    page = client.get(f"{scene.address}/registers/changes").text
    assert "缺少审计报告" in page
    assert "2026年10月10日" in page  # 30 days after the consent
    assert "/registers/changes/new" not in page


def test_a_full_register_takes_no_more(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene()
    monkeypatch.setattr(actions, "MOST", 1)
    make_entry(agency_of(scene), Register.STEPS, scene["manager"])
    with pytest.raises(actions.RegisterFull):
        make_entry(agency_of(scene), Register.STEPS, scene["manager"])
    assert len(entries_of(Register.STEPS)) == 1


def test_what_is_entered_and_struck_is_in_the_audit_log(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    entry = make_entry(agency_of(scene), Register.ORGANS, scene["manager"])
    sign_in(client, scene["officer"])
    client.post(f"{scene.address}/registers/organs/{entry}/strike", data={"reason": "重复"})
    acts = select(AuditEntry.action).where(AuditEntry.action.startswith("registry."))
    assert list(db.session.scalars(acts.order_by(AuditEntry.number))) == [
        "registry.enter",
        "registry.strike",
    ]


@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        ({}, True),
        ({"ends_on": date(2026, 11, 23)}, False),
        ({"ends_on": date(2026, 11, 24)}, True),
        ({"left_on": date(2026, 11, 23)}, False),
        ({"starts_on": date(2026, 11, 24)}, False),
        ({"is_legal_representative": False}, False),
    ],
)
def test_the_legal_representative_on_a_day(app: Flask, dates: dict[str, Any], counts: bool) -> None:
    scene = make_scene()
    values = {"is_legal_representative": True, **dates}
    make_entry(agency_of(scene), Register.ORGANS, scene["manager"], **values)
    found = list_legal_representatives([scene.agency_id], TODAY)
    assert (scene.agency_id in found) is counts


def test_the_authority_in_charge_on_a_day(app: Flask) -> None:
    scene = make_scene()
    old, new = (
        make_organisation(kind=OrganisationKind.AUTHORITY, name=name).id
        for name in ("区民政局", "区行政审批局")
    )
    terms = [(old, None, date(2025, 1, 1)), (new, date(2025, 1, 1), None)]
    for number, starts, ends in terms:
        make_entry(
            agency_of(scene),
            Register.AUTHORITIES,
            scene["manager"],
            organisation_id=number,
            starts_on=starts,
            ends_on=ends,
        )
    registry = AuthorityRole.REGISTRY
    for day, name in ((date(2024, 12, 31), "区民政局"), (date(2025, 1, 1), "区行政审批局")):
        found = find_authority(agency_of(scene), registry, day)
        assert found is not None
        assert found.name == name
    assert find_authority(agency_of(scene), AuthorityRole.SUPERVISOR, TODAY) is None


def test_a_team_is_spoken_for_by_its_applicant_and_a_registered_agency_is_not(
    app: Flask, client: FlaskClient
) -> None:
    team, agency = make_scene(is_registered=False), make_scene()
    for scene, status in ((team, 303), (agency, 404)):
        sign_in(client, scene["applicant"])
        address = f"{scene.address}/registers/founders/new"
        assert client.post(address, data=posted(Register.FOUNDERS)).status_code == status


@pytest.mark.parametrize("register", [Register.ORGANS, Register.AUTHORITIES, Register.SITES])
def test_a_long_register_costs_as_much_as_a_short_one(
    app: Flask, client: FlaskClient, register: Register
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    address = f"{scene.address}/registers/{register}"

    def fill(count: int) -> None:
        for number in range(count):
            more: dict[str, Any] = {}
            if register is Register.AUTHORITIES:
                kind = OrganisationKind.AUTHORITY
                more["organisation_id"] = make_organisation(kind=kind).id
            if register is Register.SITES:
                serial = len(entries_of(Register.SITES))
                more["community_id"] = make_community(f"1301020{serial:05}").id
            writer = make_user(f"某人{number}")
            document = make_document(agency_of(scene), scene["officer"])
            make_entry(agency_of(scene), register, writer, document_id=document, **more)

    fill(1)
    few = count_statements(client, address)
    fill(4)
    assert count_statements(client, address) == few


@pytest.mark.both_databases
def test_the_database_lets_an_entry_be_struck_once_and_changed_never(app: Flask) -> None:
    scene = make_scene()
    tables = {REGISTERS[one].model.__tablename__ for one in Register}
    assert tables == set(KEPT)
    entry = make_entry(agency_of(scene), Register.LICENCES, scene["manager"])
    change = text("UPDATE agency_licence SET number = '1'")
    with writing(), pytest.raises(DatabaseError):
        db.session.execute(change)
    db.session.rollback()
    with writing():
        row = db.session.get_one(REGISTERS[Register.LICENCES].model, entry)
        actions.strike(
            db.session.get_one(Agency, scene.agency_id),
            Register.LICENCES,
            row,
            "重复",
            writer=actions.Writer(scene["manager"].id, Actor.AGENCY),
            now=NOON,
        )
        db.session.commit()
    with writing(), pytest.raises(DatabaseError):
        db.session.execute(change)
    db.session.rollback()


def test_every_field_of_every_register_is_a_column_of_its_table() -> None:
    for register, shape in REGISTERS.items():
        columns = set(shape.model.__table__.columns.keys())
        names = [one.name for one in shape.fields]
        assert set(names) <= columns, register
        assert set(shape.headline) <= set(names), register
        assert len(set(names)) == len(names), register
