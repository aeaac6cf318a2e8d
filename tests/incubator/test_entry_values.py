"""What each field of each register takes and refuses: beside the field, with the sentence, and nothing typed lost."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON
from tests.factories_registry import entries_of, make_community, make_scene, posted
from trainingapp.incubator.registers import REGISTERS, Kind
from trainingapp.rules.incubation.registry_words import Register

pytestmark = pytest.mark.usefixtures("frozen")
MISSING, BAD_DAY, FAR_DAY = "", "2026-02-30", "2100-01-01"
LONG = "长"
FUTURE = "2026-11-24"  # the day after


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


# Register, what is typed beside values that are right, and the field that says so.
WRONG: dict[Register, list[tuple[dict[str, str], str]]] = {
    Register.ORGANS: [
        ({"organ": MISSING}, "organ"),
        ({"organ": "COUNCIL"}, "organ"),
        ({"organ": "council'--"}, "organ"),
        ({"name": "   "}, "name"),
        ({"name": "\u3000"}, "name"),
        ({"name": LONG * 61}, "name"),
        ({"title": LONG * 61}, "title"),
        ({"relation": LONG * 121}, "relation"),
        ({"is_paid": "perhaps"}, "is_paid"),
        ({"starts_on": MISSING}, "starts_on"),
        ({"starts_on": BAD_DAY}, "starts_on"),
        ({"starts_on": "2026/01/01"}, "starts_on"),
        ({"starts_on": "1979-12-31"}, "starts_on"),
        ({"starts_on": FAR_DAY}, "starts_on"),
        ({"ends_on": BAD_DAY}, "ends_on"),
        ({"ends_on": FAR_DAY}, "ends_on"),
        ({"ends_on": "2024-12-31"}, "ends_on"),
        ({"left_on": "2024-12-31"}, "left_on"),
        ({"left_on": "9999-12-31"}, "left_on"),
        ({"note": LONG * 1001}, "note"),
    ],
    Register.FOUNDERS: [
        ({"name": MISSING}, "name"),
        ({"name": LONG * 121}, "name"),
        ({"contribution": "-0.01"}, "contribution"),
        ({"contribution": "三万"}, "contribution"),
        ({"contribution": "1000000000000"}, "contribution"),
        ({"contribution": "NaN"}, "contribution"),
        ({"contribution": "Infinity"}, "contribution"),
        ({"contribution": "3,0000"}, "contribution"),
        ({"certificate_level": "doctor"}, "certificate_level"),
        ({"certificate_level": MISSING}, "certificate_level"),
    ],
    Register.AUTHORITIES: [
        ({"role": "king"}, "role"),
        ({"organisation_id": MISSING}, "organisation_id"),
        ({"organisation_id": "0"}, "organisation_id"),
        ({"organisation_id": "-1"}, "organisation_id"),
        ({"organisation_id": "abc"}, "organisation_id"),
        ({"organisation_id": "99999999999999999999"}, "organisation_id"),
        ({"level": "village"}, "level"),
        ({"starts_on": BAD_DAY}, "starts_on"),
        ({"starts_on": "2026-01-02", "ends_on": "2026-01-01"}, "ends_on"),
    ],
    Register.REGISTRATIONS: [
        ({"applied_on": MISSING}, "applied_on"),
        ({"applied_on": FUTURE, "accepted_on": ""}, "applied_on"),
        ({"name_checked_on": BAD_DAY}, "name_checked_on"),
        ({"name_checked_on": "2026-09-02"}, "applied_on"),
        ({"accepted_on": "2026-08-31"}, "accepted_on"),
        ({"decided_on": "2026-09-09", "result": "approved"}, "decided_on"),
        ({"decided_on": FUTURE, "result": "refused"}, "decided_on"),
        ({"decided_on": "2026-11-01"}, "decided_on"),
        ({"result": "withdrawn"}, "decided_on"),
        ({"result": "maybe"}, "result"),
    ],
    Register.CHANGES: [
        ({"item": MISSING}, "item"),
        ({"item": "colour"}, "item"),
        ({"old_value": LONG * 2001}, "old_value"),
        ({"new_value": MISSING}, "new_value"),
        ({"new_value": LONG * 2001}, "new_value"),
        ({"new_value": LONG * 201}, "new_value"),
        ({"item": "name", "new_value": LONG * 121}, "new_value"),
        ({"item": "capital", "new_value": "-1"}, "new_value"),
        ({"item": "capital", "new_value": "3万元"}, "new_value"),
        ({"item": "capital", "new_value": "1.005"}, "new_value"),
        ({"item": "capital", "new_value": "sNaN"}, "new_value"),
        ({"item": "capital", "new_value": "-Infinity"}, "new_value"),
        ({"item": "capital", "new_value": "1e13"}, "new_value"),
        ({"decided_on": MISSING}, "decided_on"),
        ({"decided_on": FUTURE}, "decided_on"),
        ({"consent_on": "2026-10-07"}, "consent_on"),
        ({"consent_on": FUTURE}, "consent_on"),
        ({"applied_on": "2026-10-07"}, "applied_on"),
        ({"consent_on": "2026-10-20", "applied_on": "2026-10-19"}, "applied_on"),
        ({"applied_on": "2026-10-20", "approved_on": "2026-10-19"}, "approved_on"),
        ({"approved_on": FUTURE}, "approved_on"),
        ({"audited_on": FUTURE}, "audited_on"),
        ({"audited_on": BAD_DAY}, "audited_on"),
    ],
    Register.CHARTERS: [
        ({"adopted_on": MISSING}, "adopted_on"),
        ({"adopted_on": FUTURE}, "adopted_on"),
        ({"approved_on": FUTURE}, "approved_on"),
        ({"approved_on": "2026-02-28"}, "approved_on"),
        ({"items": "anthem"}, "items"),
    ],
    Register.PREMISES: [
        ({"address": MISSING}, "address"),
        ({"address": LONG * 201}, "address"),
        ({"tenure": "squat"}, "tenure"),
        ({"area_m2": "-1"}, "area_m2"),
        ({"area_m2": "60.5"}, "area_m2"),
        ({"area_m2": "六十"}, "area_m2"),
        ({"area_m2": "10000000"}, "area_m2"),
        ({"starts_on": MISSING}, "starts_on"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
    ],
    Register.SITES: [
        ({"name": MISSING}, "name"),
        ({"name": LONG * 121}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"address": LONG * 201}, "address"),
        ({"community_id": "1"}, "community_id"),
        ({"community_id": "130102001002"}, "community_id"),
        ({"community_id": "东里社区"}, "community_id"),
        ({"community_id": "1" * 121}, "community_id"),
        ({"starts_on": MISSING}, "starts_on"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
    ],
    Register.LICENCES: [
        ({"kind": MISSING}, "kind"),
        ({"kind": "driving"}, "kind"),
        ({"number": LONG * 61}, "number"),
        ({"printed_name": LONG * 121}, "printed_name"),
        ({"ends_on": "2023-10-31"}, "ends_on"),
        ({"starts_on": "1900-01-01"}, "starts_on"),
    ],
    Register.FILINGS: [
        ({"year": MISSING}, "year"),
        ({"year": "1997"}, "year"),
        ({"year": "2027"}, "year"),
        ({"year": "二〇二五"}, "year"),
        ({"year": "0"}, "year"),
        ({"kind": "rumour"}, "kind"),
        ({"supervisor_on": FUTURE}, "supervisor_on"),
        ({"registry_on": FUTURE}, "registry_on"),
        ({"exempt_reason": LONG * 201}, "exempt_reason"),
        ({"result": "excellent"}, "result"),
        ({"rectify_by": BAD_DAY}, "rectify_by"),
        ({"rectified_on": FUTURE}, "rectified_on"),
    ],
    Register.STEPS: [
        ({"kind": "dance"}, "kind"),
        ({"done_on": MISSING}, "done_on"),
        ({"done_on": FUTURE}, "done_on"),
        ({"done_on": "1979-12-31"}, "done_on"),
    ],
    Register.TAXES: [
        ({"kind": "none"}, "kind"),
        ({"starts_on": MISSING}, "starts_on"),
        ({"ends_on": "2023-12-31"}, "ends_on"),
    ],
    Register.GRADES: [
        ({"level": MISSING}, "level"),
        ({"level": "0"}, "level"),
        ({"level": "6"}, "level"),
        ({"level": "3A"}, "level"),
        ({"points": "-1"}, "points"),
        ({"points": "10000.01"}, "points"),
        ({"points": "100.01", "scale": "100"}, "points"),
        ({"points": "500000", "scale": "9999999"}, "points"),  # more than the column holds
        ({"scale": "-1"}, "scale"),
        ({"scale": "百"}, "scale"),
        ({"authority_id": "999999"}, "authority_id"),
        ({"awarded_on": MISSING}, "awarded_on"),
        ({"awarded_on": FUTURE}, "awarded_on"),
        ({"ends_on": "2025-11-30"}, "ends_on"),
    ],
    Register.CREDIT: [
        ({"kind": "rumour"}, "kind"),
        ({"cause": MISSING}, "cause"),
        ({"cause": LONG * 201}, "cause"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "很多"}, "amount"),
        ({"starts_on": FUTURE}, "starts_on"),
        ({"ends_on": "2026-06-30"}, "ends_on"),
        ({"source_url": "x" * 301}, "source_url"),
    ],
    Register.PARTY: [
        ({"as_of": MISSING}, "as_of"),
        ({"as_of": FUTURE}, "as_of"),
        ({"kind": "ball"}, "kind"),
        ({"full_members": MISSING}, "full_members"),
        ({"full_members": "-1"}, "full_members"),
        ({"full_members": "两"}, "full_members"),
        ({"probationary_members": MISSING}, "probationary_members"),
        ({"probationary_members": "0.5"}, "probationary_members"),
        ({"founded_on": FUTURE}, "founded_on"),
    ],
    Register.CONTACTS: [
        ({"tried_on": MISSING}, "tried_on"),
        ({"tried_on": FUTURE}, "tried_on"),
        ({"way": "pigeon"}, "way"),
    ],
    Register.STATEMENTS: [
        ({"kind": "wealth"}, "kind"),
        ({"stated_on": MISSING}, "stated_on"),
        ({"stated_on": FUTURE}, "stated_on"),
        ({"ends_on": "2026-05-31"}, "ends_on"),
    ],
}
TYPED = {Kind.TEXT, Kind.LONG, Kind.DAY, Kind.LAST_DAY, Kind.NUMBER, Kind.MONEY, Kind.COMMUNITY}


def test_every_register_is_in_the_table() -> None:
    assert set(WRONG) == set(Register)


@pytest.mark.parametrize("register", list(Register))
def test_a_wrong_value_is_said_beside_its_field_and_stays_typed(
    app: Flask, client: FlaskClient, register: Register
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    address = f"{scene.address}/registers/{register}/new"
    right = posted(register, note="请保留这句话")
    kinds = {one.name: one.kind for one in REGISTERS[register].fields}
    for wrong, field in WRONG[register]:
        answer = client.post(address, data={**right, **wrong})
        assert answer.status_code == 422, wrong
        assert re.findall(r'id="(\w+)-error"', answer.text) == [field], wrong
        assert wrong.get("note", "请保留这句话") in answer.text, wrong
        for name, typed in wrong.items():
            if kinds.get(name) in TYPED:
                assert typed.strip() in answer.text, wrong
    assert entries_of(register) == []


@pytest.mark.parametrize("register", list(Register))
def test_an_empty_form_names_exactly_what_is_needed(
    app: Flask, client: FlaskClient, register: Register
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    answer = client.post(f"{scene.address}/registers/{register}/new", data={})
    assert answer.status_code == 422
    needed = {one.name for one in REGISTERS[register].fields if one.is_needed}
    assert set(re.findall(r'id="(\w+)-error"', answer.text)) == needed
    assert entries_of(register) == []


# Register, what is typed beside values that are right, the column and what it keeps.
RIGHT: list[tuple[Register, dict[str, Any], str, Any]] = [
    (Register.ORGANS, {"name": "  顾明  "}, "name", "顾明"),
    (Register.ORGANS, {"name": LONG * 60}, "name", LONG * 60),
    (Register.ORGANS, {"name": "欧阳·买买提"}, "name", "欧阳·买买提"),
    (Register.ORGANS, {"name": "<b>顾</b>"}, "name", "<b>顾</b>"),
    (Register.ORGANS, {"is_paid": "yes"}, "is_paid", True),
    (Register.ORGANS, {"is_paid": "no"}, "is_paid", False),
    (Register.ORGANS, {"is_paid": ""}, "is_paid", None),
    (Register.ORGANS, {"is_head": "y"}, "is_head", True),
    (Register.ORGANS, {}, "is_head", False),
    (Register.ORGANS, {"ends_on": "2025-01-01"}, "ends_on", date(2025, 1, 2)),  # one day
    (Register.ORGANS, {"ends_on": "2028-02-29"}, "ends_on", date(2028, 3, 1)),
    (Register.ORGANS, {"left_on": "2025-12-31"}, "left_on", date(2026, 1, 1)),
    (Register.FOUNDERS, {"contribution": "0"}, "contribution", Decimal(0)),
    (Register.FOUNDERS, {"contribution": "30000.5"}, "contribution", Decimal("30000.50")),
    (Register.FOUNDERS, {"contribution": ""}, "contribution", None),
    (Register.FOUNDERS, {"is_state": "y"}, "is_state", True),
    (Register.AUTHORITIES, {"level": "county"}, "level", "county"),
    (Register.AUTHORITIES, {"level": ""}, "level", None),
    (Register.REGISTRATIONS, {"applied_on": "2026-09-10"}, "applied_on", date(2026, 9, 10)),
    (Register.REGISTRATIONS, {"result": "approved", "decided_on": "2026-11-23"}, "result", "approved"),
    (Register.REGISTRATIONS, {"result": ""}, "result", None),
    (Register.CHANGES, {"consent_on": "2026-10-08"}, "consent_on", date(2026, 10, 8)),
    (Register.CHANGES, {"item": "capital", "new_value": "0"}, "new_value", "0"),
    (Register.CHANGES, {"item": "scope", "new_value": LONG * 2000}, "new_value", LONG * 2000),
    (Register.CHANGES, {"item": "legal_representative", "audited_on": "2026-11-23"}, "audited_on", date(2026, 11, 23)),
    (Register.CHARTERS, {"items": ["name", "other"]}, "items", ["name", "other"]),
    (Register.CHARTERS, {"items": []}, "items", []),
    (Register.CHARTERS, {"approved_on": "2026-03-01"}, "approved_on", date(2026, 3, 1)),
    (Register.PREMISES, {"area_m2": "0"}, "area_m2", 0),
    (Register.PREMISES, {"area_m2": ""}, "area_m2", None),
    (Register.PREMISES, {"is_in_base": "y"}, "is_in_base", True),
    (Register.PREMISES, {"ends_on": "2026-01-01"}, "ends_on", date(2026, 1, 2)),
    (Register.SITES, {"community_id": ""}, "community_id", None),
    (Register.LICENCES, {"starts_on": ""}, "starts_on", None),
    (Register.LICENCES, {"ends_on": "2099-12-31"}, "ends_on", date(2100, 1, 1)),
    (Register.FILINGS, {"year": "1998"}, "year", 1998),
    (Register.FILINGS, {"year": "2026"}, "year", 2026),
    (Register.FILINGS, {"registry_on": "2026-11-23"}, "registry_on", date(2026, 11, 23)),
    (Register.FILINGS, {"registry_on": "", "exempt_reason": "登记不满六个月"}, "exempt_reason", "登记不满六个月"),
    (Register.FILINGS, {"rectify_by": "2026-12-31"}, "rectify_by", date(2026, 12, 31)),
    (Register.STEPS, {"done_on": "2026-11-23"}, "done_on", date(2026, 11, 23)),
    (Register.TAXES, {"starts_on": "2027-01-01"}, "starts_on", date(2027, 1, 1)),
    (Register.GRADES, {"level": "1"}, "level", 1),
    (Register.GRADES, {"level": "5", "points": "100", "scale": "100"}, "points", Decimal(100)),
    (Register.GRADES, {"points": "952.25", "scale": "1000"}, "points", Decimal("952.25")),
    (Register.GRADES, {"ends_on": "2030-11-30"}, "ends_on", date(2030, 12, 1)),
    (Register.CREDIT, {"amount": "0.01"}, "amount", Decimal("0.01")),
    (Register.CREDIT, {"ends_on": "2026-07-01"}, "ends_on", date(2026, 7, 2)),
    (Register.PARTY, {"full_members": "0"}, "full_members", 0),
    (Register.PARTY, {"founded_on": "2026-11-23"}, "founded_on", date(2026, 11, 23)),
    (Register.CONTACTS, {"is_reached": "y"}, "is_reached", True),
    (Register.STATEMENTS, {"ends_on": "2026-06-01"}, "ends_on", date(2026, 6, 2)),
]  # fmt: skip


@pytest.mark.parametrize("register", list(Register))
def test_what_is_right_is_kept_as_it_was_meant(
    app: Flask, client: FlaskClient, register: Register
) -> None:
    scene = make_scene()
    make_community()
    sign_in(client, scene["officer"])
    address = f"{scene.address}/registers/{register}/new"
    right = posted(register)
    for where, typed, column, kept in RIGHT:
        if where is register:
            answer = client.post(address, data={**right, **typed})
            assert answer.status_code == 303, (typed, answer.text[-3000:])
            assert getattr(entries_of(register)[-1], column) == kept, typed
    page = client.get(f"{scene.address}/registers/{register}")
    assert page.status_code == 200
    assert "<b>顾</b>" not in page.text


@pytest.mark.both_databases
def test_points_that_no_column_holds_are_refused_on_both_databases(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    address = f"{scene.address}/registers/grades/new"
    for points, status in (("99999.99", 422), ("100000", 422), ("10000", 303)):
        answer = client.post(address, data=posted(Register.GRADES, points=points))
        assert answer.status_code == status, points
    assert [one.points for one in entries_of(Register.GRADES)] == [Decimal(10000)]
