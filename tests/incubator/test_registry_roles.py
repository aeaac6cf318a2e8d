"""Every page of agencies, registers, papers and communities × everybody."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import make_expert, make_seat
from tests.factories_registry import (
    agency_of,
    case_of,
    make_document,
    make_entry,
    make_scene,
)
from trainingapp.accounts.models import User
from trainingapp.rules.incubation.document_words import Audience
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Duty, SeatState
from trainingapp.rules.permissions import Role

BASE = {"officer", "second", "head", "finance", "authority", "auditor"}
PARTIES = BASE | {"manager"}
REACHING = PARTIES | {"expert", "mentor"}
OUTSIDE = {"conflict", "other_officer", "other_head", "other_authority", "other_manager"}
OUTSIDE |= {"candidate", "administrator", "applicant"}  # of an agency that others manage now
ROLES = sorted(REACHING | OUTSIDE)
READERS = REACHING - {"expert"}
WRITERS = {"officer", "second", "head", "manager"}
OFFICE = {"officer", "second", "head"}
KEEPERS = OFFICE | {"finance"}
OVERSEEING = BASE | {"other_officer", "other_head", "other_authority"}


@dataclass(frozen=True)
class Page:
    """An address, who is let in, and who is turned away although they reach it; all others find nothing."""

    method: str
    address: str
    ok: set[str]
    refused: frozenset[str] = frozenset(REACHING)


EVERYBODY = set(ROLES)
NOT_REACHED = frozenset(ROLES)  # a permission decides before anything is looked up

PAGES = [
    Page("GET", "/incubation/agencies", EVERYBODY),
    Page("GET", "/incubation/agencies/{agency}", READERS),
    Page("GET", "/incubation/agencies/{agency}/edit", WRITERS),
    Page("POST", "/incubation/agencies/{agency}/edit", WRITERS),
    Page("GET", "/incubation/agencies/{agency}/registers/organs", READERS),
    Page("GET", "/incubation/agencies/{agency}/registers/organs/new", WRITERS),
    Page("POST", "/incubation/agencies/{agency}/registers/organs/new", WRITERS),
    Page("GET", "/incubation/agencies/{agency}/registers/organs/{entry}", WRITERS),
    Page("POST", "/incubation/agencies/{agency}/registers/organs/{entry}", WRITERS),
    Page("POST", "/incubation/agencies/{agency}/registers/organs/{entry}/strike", WRITERS),
    Page("GET", "/incubation/agencies/{agency}/registers/credit", READERS),
    Page("GET", "/incubation/agencies/{agency}/registers/credit/new", OFFICE),
    Page("POST", "/incubation/agencies/{agency}/registers/contacts/new", OFFICE),
    Page("GET", "/incubation/agencies/{agency}/documents", READERS),
    Page("POST", "/incubation/agencies/{agency}/documents", KEEPERS | {"manager"}),
    Page("GET", "/incubation/cases/{case}/documents", REACHING),
    Page("POST", "/incubation/cases/{case}/documents", KEEPERS | {"manager"}),
    Page("GET", "/incubation/documents/{document}", PARTIES),
    Page("POST", "/incubation/documents/{document}/versions/1/file", PARTIES),
    Page("POST", "/incubation/documents/{document}/versions", KEEPERS),
    Page("GET", "/incubation/documents/{document}/edit", KEEPERS),
    Page("POST", "/incubation/documents/{document}/edit", KEEPERS),
    Page("GET", "/incubation/documents/{open_one}", REACHING),
    Page("GET", "/incubation/documents/{closed_one}", OFFICE),
    Page("POST", "/incubation/documents/{closed_one}/versions/1/file", OFFICE),
    Page("POST", "/incubation/documents/{spare}/withdrawal", KEEPERS),
    Page("POST", "/incubation/documents/{spare}/versions/1/erasure", OFFICE),
    Page("GET", "/incubation/communities", OVERSEEING, NOT_REACHED),
    Page("GET", "/incubation/communities.xlsx", OVERSEEING, NOT_REACHED),
    Page("GET", "/incubation/communities/import", {"head", "other_head"}, NOT_REACHED),
    Page("POST", "/incubation/communities/import", {"head", "other_head"}, NOT_REACHED),
    Page("GET", "/incubation/settings/authorities", {"administrator"}, NOT_REACHED),
    Page("GET", "/incubation/settings/authorities/{authority}", {"administrator"}, NOT_REACHED),
    Page("POST", "/incubation/settings/authorities/{authority}", {"administrator"}, NOT_REACHED),
]


def everything() -> tuple[dict[str, User], dict[str, int]]:
    """A resident agency with everybody around it, and the numbers of its rows."""
    scene, other = make_scene(), make_scene(area_code="510104")
    experts = {name: make_expert() for name in ("expert", "mentor", "conflict")}
    make_seat(case_of(scene), experts["expert"])
    make_seat(case_of(scene), experts["mentor"], duty=Duty.MENTOR)
    make_seat(case_of(scene), experts["conflict"], state=SeatState.CONFLICT)
    people = {
        **scene.people,
        **experts,
        "auditor": make_user(roles=[Role.AUDITOR]),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        "candidate": make_user(),
        **{f"other_{name}": other[name] for name in ("officer", "head", "authority", "manager")},
    }
    officer = scene["officer"]
    numbers = {
        "agency": scene.agency_id,
        "case": scene.case_id,
        "entry": make_entry(agency_of(scene), Register.ORGANS, scene["manager"]),
        "document": make_document(case_of(scene), officer),
        "open_one": make_document(case_of(scene), officer, audience=Audience.EXPERTS),
        "closed_one": make_document(case_of(scene), officer, audience=Audience.RESTRICTED),
        "spare": make_document(case_of(scene), officer),
        "authority": case_of(scene).base.authority_id or 0,
    }
    return people, numbers


@pytest.mark.parametrize("role", ROLES)
def test_everybody_opens_exactly_what_is_theirs(app: Flask, client: FlaskClient, role: str) -> None:
    people, numbers = everything()
    sign_in(client, people[role])
    wrong = []
    for page in PAGES:
        answer = client.open(page.address.format(**numbers), method=page.method)
        is_in = answer.status_code in {200, 303, 422}
        expected = "in" if role in page.ok else "403" if role in page.refused else "404"
        found = "in" if is_in else str(answer.status_code)
        if found != expected:
            wrong.append((page.method, page.address, found, expected))
    assert wrong == []


def test_without_signing_in_nothing_opens(app: Flask, client: FlaskClient) -> None:
    _people, numbers = everything()
    for page in PAGES:
        answer = client.open(page.address.format(**numbers), method=page.method)
        assert answer.status_code == 302, page.address
        assert "sign-in" in answer.location


OWN = """
list_agencies show_agency edit_agency change_agency_facts show_register add_entry enter_entry edit_entry correct_entry
strike_entry list_agency_documents keep_agency_document list_case_documents keep_case_document show_document
open_version add_version edit_document change_document withdraw_document erase_version list_communities
download_communities choose_communities import_communities list_authorities edit_authority change_authority
"""


def test_every_address_of_the_registry_is_in_the_table(app: Flask) -> None:
    numbers = dict.fromkeys(
        ["agency", "case", "entry", "document", "open_one", "closed_one", "spare", "authority"], 1
    )
    adapter = app.url_map.bind("localhost")
    reached = {
        adapter.match(page.address.format(**numbers), method=page.method)[0] for page in PAGES
    }
    assert reached == {f"incubator.{name}" for name in OWN.split()}
