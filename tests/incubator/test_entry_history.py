"""The history of registers: strike and correct by base and agency, two at once, overlapping terms, approved changes."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_organisation, sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_registry import (
    agency_of,
    entries_of,
    make_document,
    make_entry,
    make_scene,
    posted,
)
from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.models import OrganMember
from trainingapp.incubator.queries.agencies import list_on_lists
from trainingapp.incubator.queries.registry import (
    find_authority,
    in_office,
    list_legal_representatives,
)
from trainingapp.rules.incubation.registry_words import AuthorityRole, Register
from trainingapp.rules.incubation.words import Actor

pytestmark = pytest.mark.usefixtures("frozen")
OF_BASE = {Register.CREDIT, Register.CONTACTS}
KEPT_BY_BOTH = [one for one in Register if one not in OF_BASE]


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


# Who entered, who corrects and strikes: whether they may.
STRIKING = [
    (Actor.AGENCY, "manager", True),
    (Actor.AGENCY, "officer", True),
    (Actor.AGENCY, "second", True),
    (Actor.AGENCY, "head", True),
    (Actor.AGENCY, "finance", False),
    (Actor.AGENCY, "authority", False),
    (Actor.AGENCY, "applicant", False),
    (Actor.APPLICANT, "manager", True),  # what the applicant began the agency goes on with
    (Actor.OFFICER, "manager", False),
    (Actor.OFFICER, "officer", True),
    (Actor.OFFICER, "second", True),
    (Actor.OFFICER, "head", True),
    (Actor.HEAD, "officer", True),
    (Actor.HEAD, "manager", False),
]


@pytest.mark.parametrize(("entered_as", "who", "may"), STRIKING)
def test_who_corrects_and_strikes_whose_entry(
    app: Flask, client: FlaskClient, entered_as: Actor, who: str, may: bool
) -> None:
    scene = make_scene()
    writer = scene["manager"] if entered_as is Actor.AGENCY else scene["officer"]
    for register in (Register.ORGANS, Register.SITES):
        agency = agency_of(scene)
        one, two = (make_entry(agency, register, writer, actor=entered_as) for _ in range(2))
        sign_in(client, scene[who])
        address = f"{scene.address}/registers/{register}"
        page = client.get(address).text
        assert (f"/{register}/{one}" in page) is may
        expected = (
            303 if may else (404 if who == "applicant" else 403)
        )  # who manages it speaks for it
        assert client.post(f"{address}/{one}", data=posted(register)).status_code == expected
        strike = client.post(f"{address}/{two}/strike", data={"reason": "重复"})
        assert strike.status_code == expected
        assert len(entries_of(register)) == (1 if may else 2)


@pytest.mark.parametrize("register", KEPT_BY_BOTH)
def test_what_the_base_has_corrected_the_agency_leaves_alone(
    app: Flask, client: FlaskClient, register: Register
) -> None:
    scene = make_scene()
    data = posted(register)
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/{register}"
    assert client.post(f"{address}/new", data=data).status_code == 303
    entry = entries_of(register)[0].id
    sign_in(client, scene["officer"])
    assert client.post(f"{address}/{entry}", data=data).status_code == 303
    newer = entries_of(register)[0]
    assert (newer.entered_as, newer.replaces_id) == ("officer", entry)
    number = newer.id
    sign_in(client, scene["manager"])
    assert client.get(f"{address}/{number}").status_code == 403
    assert client.post(f"{address}/{number}", data=data).status_code == 403
    strike = client.post(f"{address}/{number}/strike", data={"reason": "不对"})
    assert strike.status_code == 403
    assert [one.id for one in entries_of(register)] == [number]


@pytest.mark.parametrize("act", ["correct", "strike"])
def test_the_second_of_two_tabs_finds_the_entry_gone(
    app: Flask, client: FlaskClient, act: str
) -> None:
    scene = make_scene()
    entry = make_entry(agency_of(scene), Register.ORGANS, scene["manager"])
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/organs/{entry}"
    data = {**posted(Register.ORGANS), "reason": "离任"}
    path = address if act == "correct" else f"{address}/strike"
    assert client.post(path, data=data).status_code == 303
    assert client.post(path, data=data).status_code == 404
    assert len(entries_of(Register.ORGANS)) == (1 if act == "correct" else 0)
    assert len(entries_of(Register.ORGANS, struck=True)) == 1


def test_a_chain_of_corrections_is_kept_link_by_link(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/organs"
    client.post(f"{address}/new", data=posted(Register.ORGANS, name="第一"))
    for name in ("第二", "第三", "第四"):
        number = entries_of(Register.ORGANS)[0].id
        answer = client.post(f"{address}/{number}", data=posted(Register.ORGANS, name=name))
        assert answer.status_code == 303
    holds, struck = entries_of(Register.ORGANS), entries_of(Register.ORGANS, struck=True)
    assert [one.name for one in holds] == ["第四"]
    assert [one.name for one in struck] == ["第一", "第二", "第三"]
    links = {one.id: one.replaces_id for one in (*struck, *holds)}
    assert list(links.values()) == [None, *list(links)[:-1]]
    page = client.get(address).text
    assert all(name in page for name in ("第一", "第二", "第三", "第四"))


def test_a_refused_correction_leaves_the_entry_as_it_is(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    entry = make_entry(agency_of(scene), Register.ORGANS, scene["manager"])
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/organs/{entry}"
    assert client.post(address, data=posted(Register.ORGANS, name="")).status_code == 422
    assert [one.id for one in entries_of(Register.ORGANS)] == [entry]
    assert entries_of(Register.ORGANS, struck=True) == []


@pytest.mark.parametrize("reason", ["", " ", "\u3000", "长" * 501])
def test_striking_asks_for_a_reason_of_a_fitting_length(
    app: Flask, client: FlaskClient, reason: str
) -> None:
    scene = make_scene()
    entry = make_entry(agency_of(scene), Register.GRADES, scene["manager"])
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/grades/{entry}/strike"
    answer = client.post(address, data={"reason": reason})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert len(entries_of(Register.GRADES)) == 1


def test_a_newer_proof_replaces_the_older_one_only_when_it_is_chosen(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    one, two = (make_document(agency_of(scene), scene["manager"], title=t) for t in ("旧", "新"))
    entry = make_entry(agency_of(scene), Register.TAXES, scene["manager"], document_id=one)
    sign_in(client, scene["manager"])
    address = f"{scene.address}/registers/taxes"
    client.post(f"{address}/{entry}", data=posted(Register.TAXES))
    kept = entries_of(Register.TAXES)[0]
    assert kept.document_id == one
    client.post(f"{address}/{kept.id}", data={**posted(Register.TAXES), "document": str(two)})
    assert entries_of(Register.TAXES)[0].document_id == two
    assert [row.document_id for row in entries_of(Register.TAXES, struck=True)] == [one, one]


# Terms of two legal representatives and who is one on TODAY (2026-11-23). Ends are exclusive.
OVERLAPS = [
    ((date(2020, 1, 1), date(2026, 11, 23)), (date(2026, 11, 23), None), {"乙"}),
    ((date(2020, 1, 1), date(2026, 11, 24)), (date(2026, 11, 24), None), {"甲"}),
    ((date(2020, 1, 1), date(2026, 11, 24)), (date(2026, 11, 23), None), {"甲", "乙"}),
    ((date(2020, 1, 1), None), (date(2021, 1, 1), None), {"甲", "乙"}),
    ((date(2020, 1, 1), date(2021, 1, 1)), (date(2022, 1, 1), date(2023, 1, 1)), set()),
    ((date(2027, 1, 1), None), (date(2028, 1, 1), None), set()),
    ((date(2020, 1, 1), date(2026, 11, 1)), (date(2026, 12, 1), None), set()),  # a gap
    ((date(2026, 11, 23), date(2026, 11, 24)), (date(2026, 11, 24), None), {"甲"}),  # one day
]


@pytest.mark.parametrize(("first", "second", "found"), OVERLAPS)
def test_who_is_legal_representative_when_terms_meet_or_overlap(
    app: Flask,
    first: tuple[date, date | None],
    second: tuple[date, date | None],
    found: set[str],
) -> None:
    scene = make_scene()
    for name, (begins, ends) in (("甲", first), ("乙", second)):
        make_entry(
            agency_of(scene),
            Register.ORGANS,
            scene["manager"],
            name=name,
            is_legal_representative=True,
            starts_on=begins,
            ends_on=ends,
        )
    held = list_legal_representatives([scene.agency_id, 999], TODAY)
    assert {one.name for one in held.get(scene.agency_id, ())} == found
    assert 999 not in held


@pytest.mark.parametrize(
    ("ends", "left", "day", "is_in"),
    [
        (None, None, date(2025, 1, 1), True),
        (None, None, date(2024, 12, 31), False),
        (date(2025, 3, 1), None, date(2025, 2, 28), True),
        (date(2025, 3, 1), None, date(2025, 3, 1), False),
        (date(2026, 1, 1), date(2025, 6, 1), date(2025, 5, 31), True),
        (date(2026, 1, 1), date(2025, 6, 1), date(2025, 6, 1), False),
        (date(2025, 6, 1), date(2026, 1, 1), date(2025, 7, 1), False),
        (None, date(2028, 2, 29), date(2028, 2, 28), True),
        (None, date(2028, 2, 29), date(2028, 2, 29), False),
    ],
)
def test_who_is_in_an_organ_on_a_day(
    ends: date | None, left: date | None, day: date, is_in: bool
) -> None:
    member = OrganMember(starts_on=date(2025, 1, 1), ends_on=ends, left_on=left)
    assert in_office(member, day) is is_in


def test_of_two_authorities_in_charge_the_one_entered_last_is_told(app: Flask) -> None:
    scene = make_scene()
    for name in ("先录入", "后录入"):
        place = make_organisation(kind=OrganisationKind.AUTHORITY, name=name)
        make_entry(
            agency_of(scene), Register.AUTHORITIES, scene["manager"], organisation_id=place.id
        )
    found = find_authority(agency_of(scene), AuthorityRole.REGISTRY, TODAY)
    assert found is not None
    assert found.name == "后录入"


@pytest.mark.parametrize(
    ("kind", "ends", "is_on"),
    [
        ("abnormal", None, True),
        ("serious", None, True),
        ("penalty", None, False),
        ("praise", None, False),
        ("clear", None, False),
        ("abnormal", date(2026, 11, 24), True),
        ("abnormal", date(2026, 11, 23), False),
    ],
)
def test_on_which_lists_an_agency_is(app: Flask, kind: str, ends: date | None, is_on: bool) -> None:
    scene = make_scene()
    more: dict[str, Any] = {"kind": kind, "ends_on": ends}
    make_entry(agency_of(scene), Register.CREDIT, scene["officer"], actor=Actor.OFFICER, **more)
    assert bool(list_on_lists(scene.agency_id, TODAY)) is is_on


def approve(scene: Any, item: str, value: str, day: date | None) -> int:
    changes: dict[str, Any] = {"item": item, "new_value": value, "approved_on": day}
    return make_entry(agency_of(scene), Register.CHANGES, scene["manager"], **changes)


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        ([date(2026, 1, 1), date(2026, 2, 1)], "第2"),
        ([date(2026, 2, 1), date(2026, 1, 1)], "第1"),
        ([date(2026, 2, 1), date(2026, 2, 1)], "第2"),  # on one day: what is entered last
        ([date(2026, 2, 1), None], "第1"),
        ([date(2026, 1, 1), date(2026, 3, 1), date(2026, 2, 1)], "第2"),
    ],
)
def test_of_several_approved_changes_the_latest_approval_counts(
    app: Flask, days: list[date | None], kept: str
) -> None:
    scene = make_scene()
    for number, day in enumerate(days, start=1):
        approve(scene, "address", f"第{number}", day)
    assert agency_of(scene).address == kept


@pytest.mark.parametrize("item", ["legal_representative", "supervisor", "charter"])
def test_a_change_of_what_a_register_keeps_changes_no_column(app: Flask, item: str) -> None:
    scene = make_scene()
    columns = ("name", "address", "scope", "start_capital")
    before = [getattr(agency_of(scene), one) for one in columns]
    approve(scene, item, "新的", date(2026, 11, 1))
    assert [getattr(agency_of(scene), one) for one in columns] == before


def test_a_name_that_another_organisation_has_is_refused_and_nothing_is_kept(
    app: Flask, client: FlaskClient
) -> None:
    scene, other = make_scene(), make_scene()
    taken, before = agency_of(other).name, agency_of(scene).name
    sign_in(client, scene["manager"])
    data = posted(Register.CHANGES, item="name", new_value=taken, approved_on="2026-11-01")
    answer = client.post(f"{scene.address}/registers/changes/new", data=data)
    assert answer.status_code == 409
    assert entries_of(Register.CHANGES) == []
    assert agency_of(scene).name == before
    place = db.session.get_one(Organisation, agency_of(scene).organisation_id)
    assert place.name == before


def test_capital_that_is_typed_with_cents_is_kept_with_them(app: Flask) -> None:
    scene = make_scene()
    approve(scene, "capital", "100000.05", date(2026, 11, 1))
    assert agency_of(scene).start_capital == Decimal("100000.05")


def test_who_entered_corrected_and_struck_is_in_the_log_with_the_capacity(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    address = f"{scene.address}/registers/steps"
    sign_in(client, scene["manager"])
    client.post(f"{address}/new", data=posted(Register.STEPS))
    sign_in(client, scene["head"])
    client.post(f"{address}/{entries_of(Register.STEPS)[0].id}", data=posted(Register.STEPS))
    sign_in(client, scene["officer"])
    client.post(f"{address}/{entries_of(Register.STEPS)[0].id}/strike", data={"reason": "重复"})
    acts = select(AuditEntry).where(AuditEntry.action.startswith("registry."))
    rows = db.session.scalars(acts.order_by(AuditEntry.number)).all()
    assert [(one.action, json.loads(one.detail)["as"], one.actor_id) for one in rows] == [
        ("registry.enter", "agency", scene["manager"].id),
        ("registry.enter", "head", scene["head"].id),
        ("registry.strike", "officer", scene["officer"].id),
    ]
    assert {json.loads(one.detail)["register"] for one in rows} == {"steps"}
