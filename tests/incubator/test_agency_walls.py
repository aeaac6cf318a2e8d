"""An agency never sees another's file: every address of agencies, registers and papers with exchanged numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import make_expert, make_seat
from tests.factories_registry import (
    PAPER,
    VALUES,
    Scene,
    agency_of,
    case_of,
    document_of,
    entries_of,
    make_document,
    make_entry,
    make_scene,
    posted,
    send_paper,
)
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.files.models import Upload
from trainingapp.incubator.models import DocumentAccess, IncubatorDocument
from trainingapp.incubator.registers import REGISTERS
from trainingapp.rules.incubation.document_words import Audience
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Duty
from trainingapp.web.transactions import writing

SECRET = "别家的秘密"  # stands in everything that belongs to the other agency
STRANGERS = ["manager", "applicant", "officer", "head", "finance", "authority", "mentor"]
STRANGERS += ["assessor", "candidate"]
WRITERS = {"manager", "officer", "head"}
NEAREST = ["manager", "officer", "candidate"]  # the others: the table of all addresses below


@dataclass
class Two:
    """Two agencies in two bases: the people of `own`, and what belongs to `other`."""

    own: Scene
    other: Scene
    people: dict[str, User]


@pytest.fixture
def two(app: Flask) -> Two:
    own, other = make_scene(), make_scene(name=f"{SECRET}社会工作服务中心", area_code="510104")
    mentor, assessor = make_expert(), make_expert()
    make_seat(case_of(own), mentor, duty=Duty.MENTOR)
    make_seat(case_of(own), assessor, duty=Duty.ASSESSOR)
    people = {**own.people, "mentor": mentor, "assessor": assessor, "candidate": make_user()}
    return Two(own, other, people)


def needed(register: Register, scene: Scene) -> dict[str, Any]:
    """What an entry of the register needs beyond its usual values."""
    if register is Register.AUTHORITIES:
        return {"organisation_id": agency_of(scene).organisation_id}
    return {}


def entry_in(scene: Scene, register: Register) -> int:
    return make_entry(agency_of(scene), register, scene["manager"], **needed(register, scene))


def status(client: FlaskClient, method: str, address: str, data: Any = None) -> int:
    answer = client.open(address, method=method, data=data)
    assert SECRET not in answer.text, address
    return answer.status_code


@pytest.mark.parametrize("register", list(Register))
def test_no_stranger_reaches_a_register_of_another_agency(
    two: Two, client: FlaskClient, register: Register
) -> None:
    entry = entry_in(two.other, register)
    base = f"{two.other.address}/registers/{register}"
    data = posted(register)
    for who in NEAREST:
        sign_in(client, two.people[who])
        found = {
            f"{method} {path}": status(client, method, f"{base}{path}", data)
            for method, path in [
                ("GET", ""),
                ("GET", "/new"),
                ("POST", "/new"),
                ("GET", f"/{entry}"),
                ("POST", f"/{entry}"),
                ("POST", f"/{entry}/strike"),
            ]
        }
        assert set(found.values()) == {404}, (who, found)
    assert [one.id for one in entries_of(register)] == [entry]
    assert entries_of(register, struck=True) == []


@pytest.mark.parametrize("register", list(Register))
def test_an_entry_of_another_agency_is_not_found_under_ones_own(
    two: Two, client: FlaskClient, register: Register
) -> None:
    entry, own = entry_in(two.other, register), entry_in(two.own, register)
    base = f"{two.own.address}/registers/{register}"
    data = {**posted(register), "reason": "不对"}
    for who in NEAREST:
        sign_in(client, two.people[who])
        may_write = who in (WRITERS - {"manager"} if _is_of_base(register) else WRITERS)
        for method, path in (
            ("GET", f"/{entry}"),
            ("POST", f"/{entry}"),
            ("POST", f"/{entry}/strike"),
        ):
            found = status(client, method, f"{base}{path}", data)
            reaches = who != "candidate"
            assert found == (404 if may_write or not reaches else 403), (who, method, path)
    assert {one.id for one in entries_of(register)} == {entry, own}


def _is_of_base(register: Register) -> bool:
    return register in {Register.CREDIT, Register.CONTACTS}


@pytest.mark.parametrize("register", list(Register))
def test_an_entry_is_found_in_its_own_register_only(
    two: Two, client: FlaskClient, register: Register
) -> None:
    entry = entry_in(two.own, register)
    sign_in(client, two.own["officer"])
    for another in Register:
        model = REGISTERS[another].model
        is_there = another is register
        assert (db.session.get(model, entry) is not None) is is_there
        address = f"{two.own.address}/registers/{another}/{entry}"
        assert client.get(address).status_code == (200 if is_there else 404), another


def papers_of(scene: Scene) -> list[int]:
    """A paper of the agency and one of its case for every audience."""
    owners = (agency_of, case_of)
    return [
        make_document(owner(scene), scene["officer"], audience=one, title=SECRET)
        for one in Audience
        for owner in owners
    ]


PAPER_PATHS = [
    ("GET", ""),
    ("GET", "/edit"),
    ("POST", "/edit"),
    ("POST", "/versions"),
    ("POST", "/versions/1/file"),
    ("POST", "/versions/1/erasure"),
    ("POST", "/withdrawal"),
]


@pytest.mark.parametrize("who", STRANGERS)
def test_no_stranger_reaches_a_paper_of_another_agency(
    two: Two, client: FlaskClient, who: str
) -> None:
    papers = papers_of(two.other)
    sign_in(client, two.people[who])
    for paper in papers:
        for method, path in PAPER_PATHS:
            address = f"/incubation/documents/{paper}{path}"
            assert status(client, method, address, PAPER) == 404, (method, address)
    for number in papers:
        row = document_of(number)
        assert (row.title, row.withdrawn_at, len(row.versions)) == (SECRET, None, 1)
        assert row.versions[0].erased_at is None
    assert db.session.scalar(select(func.count()).select_from(DocumentAccess)) == 0


@pytest.mark.parametrize("who", STRANGERS)
def test_no_stranger_lists_or_adds_papers_of_another_agency(
    two: Two, client: FlaskClient, who: str
) -> None:
    before = len(papers_of(two.other))
    sign_in(client, two.people[who])
    for address in (
        f"{two.other.address}/documents",
        f"/incubation/cases/{two.other.case_id}/documents",
    ):
        assert status(client, "GET", address) == 404
        assert send_paper(client, address).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(IncubatorDocument)) == before
    for address in (
        f"{two.own.address}/documents",
        f"/incubation/cases/{two.own.case_id}/documents",
        f"{two.own.address}/documents?category=charter",
    ):
        assert SECRET not in client.get(address).text


@pytest.mark.parametrize("register", list(Register))
def test_a_paper_of_another_agency_proves_no_entry(
    two: Two, client: FlaskClient, register: Register
) -> None:
    papers = papers_of(two.other)
    sign_in(client, two.own["officer"])
    address = f"{two.own.address}/registers/{register}/new"
    assert SECRET not in client.get(address).text
    for paper in (*papers, 999_999):
        answer = client.post(address, data={**posted(register), "document": str(paper)})
        assert answer.status_code == 422
        assert 'id="document-error"' in answer.text
    assert entries_of(register) == []


def test_an_upload_of_somebody_else_becomes_no_paper(two: Two, client: FlaskClient) -> None:
    sign_in(client, two.other["manager"])
    # A form that is refused keeps its file as an upload of the sender no longer than the request.
    send_paper(client, f"{two.other.address}/documents", title="")
    uploads = [one.id for one in db.session.scalars(select(Upload))]
    sign_in(client, two.own["manager"])
    for upload in (*uploads, "0" * 32, "../../etc/passwd", "1", ""):
        answer = client.post(f"{two.own.address}/documents", data={**PAPER, "file-uploads": upload})
        assert answer.status_code in {404, 422}, upload
    assert db.session.scalar(select(func.count()).select_from(IncubatorDocument)) == 0


def test_mass_assignment_moves_no_paper_and_no_entry(two: Two, client: FlaskClient) -> None:
    paper = make_document(agency_of(two.own), two.own["manager"])
    entry = entry_in(two.own, Register.LICENCES)
    sign_in(client, two.own["manager"])
    forged = {
        "agency_id": str(two.other.agency_id),
        "case_id": str(two.other.case_id),
        "base_id": str(two.other.base_id),
        "entered_by_id": str(two.other["manager"].id),
        "entered_as": "head",
        "struck_at": "1",
        "replaces_id": "999",
        "id": "999",
    }
    client.post(f"/incubation/documents/{paper}/edit", data={**PAPER, **forged})
    row = document_of(paper)
    assert (row.agency_id, row.case_id, row.base_id) == (two.own.agency_id, None, None)
    assert (row.title, row.entered_by_id) == (PAPER["title"], two.own["manager"].id)
    address = f"{two.own.address}/registers/licences/{entry}"
    answer = client.post(address, data={**posted(Register.LICENCES), **forged})
    assert answer.status_code == 303
    newer = entries_of(Register.LICENCES)[0]
    assert (newer.agency_id, newer.entered_as) == (two.own.agency_id, "agency")
    assert (newer.entered_by_id, newer.replaces_id) == (two.own["manager"].id, entry)
    assert newer.struck_at is None


def test_mass_assignment_gives_an_agency_no_other_organisation(
    two: Two, client: FlaskClient
) -> None:
    before = agency_of(two.own).organisation_id
    sign_in(client, two.own["manager"])
    forged = {
        "organisation_id": str(agency_of(two.other).organisation_id),
        "name": SECRET,
        "address": SECRET,
        "scope": SECRET,
        "start_capital": "1",
        "id": str(two.other.agency_id),
    }
    said = {"kind": "service", "status": "registered", "registered_on": "2023-11-01"}
    answer = client.post(f"{two.own.address}/edit", data={**said, **forged, "phone": "0311-1"})
    assert answer.status_code == 303, answer.text
    row = agency_of(two.own)
    assert (row.organisation_id, row.phone) == (before, "0311-1")
    assert SECRET not in (row.name, row.address, row.scope)
    assert row.start_capital is None


def addresses_of(app: Flask, scene: Scene, paper: int) -> Iterator[tuple[str, str]]:
    """Every address below an agency or a paper that this site has, with the numbers of a scene."""
    known = {
        "agency_id": str(scene.agency_id),
        "document_id": str(paper),
        "register": "organs",
        "number": "1",
    }
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("incubator.") and rule.arguments & {"agency_id", "document_id"}:
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: known.get(m[1], "1"), rule.rule)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield method, path


@pytest.mark.parametrize("who", STRANGERS)
def test_no_address_of_an_agency_opens_to_a_stranger(
    app: Flask, two: Two, client: FlaskClient, who: str
) -> None:
    paper = make_document(agency_of(two.other), two.other["officer"], title=SECRET)
    sign_in(client, two.people[who])
    opened = {}
    found = list(addresses_of(app, two.other, paper))
    assert len(found) > 30
    for method, address in found:
        answer = client.open(address, method=method)
        # 403: a permission that the reader lacks whatever the number.
        if answer.status_code not in {403, 404} or SECRET in answer.text:
            opened[f"{method} {address}"] = answer.status_code
    assert opened == {}


def test_a_stranger_learns_no_name_from_the_lists(two: Two, client: FlaskClient) -> None:
    for who in STRANGERS:
        sign_in(client, two.people[who])
        for address in ("/incubation/agencies", f"/incubation/agencies?q={SECRET}"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert f"/incubation/agencies/{two.other.agency_id}" not in answer.text, who


def test_who_no_longer_manages_an_agency_reaches_it_no_longer(
    two: Two, client: FlaskClient
) -> None:
    paper = make_document(agency_of(two.own), two.own["manager"])
    manager = two.own["manager"]
    sign_in(client, manager)
    assert client.get(two.own.address).status_code == 200
    with writing():
        db.session.execute(delete(RoleGrant).filter_by(user_id=manager.id))
        db.session.commit()
        db.session.remove()
    for method, path in PAPER_PATHS:
        answer = client.open(f"/incubation/documents/{paper}{path}", method=method, data=PAPER)
        assert answer.status_code in {302, 403, 404}, (method, path)
    assert client.get(two.own.address).status_code in {302, 403, 404}
    assert set(VALUES) == set(Register)
