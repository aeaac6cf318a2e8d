"""Every address of applying and of the first check, against everybody who could come to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_applying import begin, make_applicant, make_submitted
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    written,
)
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.models import AgencyTrait, PaperAsked
from trainingapp.incubator.queries import applications as queries
from trainingapp.rules.incubation.words import Applicants, SeatState
from trainingapp.rules.permissions import Role

PEOPLE = (
    "officer",
    "other_officer",
    "head",
    "other_head",
    "finance",
    "authority",
    "other_authority",
    "manager",
    "other_manager",
    "applicant",
    "expert",
    "conflicted",
    "candidate",
    "administrator",
    "auditor",
    "nobody",
)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


@dataclass
class World:
    """Two bases, a submitted application of a registered agency, and the ids that addresses name."""

    people: dict[str, int]
    names: dict[str, int]


def make_world() -> World:
    place, other = make_place(), make_place()
    agency = make_agency()
    manager = make_manager(agency)
    applicant = make_applicant()
    case = make_submitted(place, manager, applicants=Applicants.REGISTERED, agency=agency)
    case.applicant_id = applicant.id
    written(case)
    expert, conflicted = make_expert(), make_expert("郑教授")
    make_seat(case, expert)
    make_seat(case, conflicted, state=SeatState.CONFLICT)
    twin = make_agency()
    trait = db.session.scalars(db.select(AgencyTrait).filter_by(agency_id=agency.id)).first()
    assert trait is not None
    written(AgencyTrait(agency_id=twin.id, kind=trait.kind, value=trait.value, seen_at=NOON))
    asked = PaperAsked(
        case_id=case.id,
        text="请补充",
        entered_by_id=place.people["officer"].id,
        entered_at=NOON,
        sent_at=NOON,
    )
    written(asked)
    call = make_intake(place.base)
    users = people_of(place, other, manager=manager, applicant=applicant)
    users |= {"expert": expert, "conflicted": conflicted}
    paper = queries.list_papers(queries.get_application(case))[0]
    names = {
        "case": case.id,
        "asked": asked.id,
        "paper": paper.id,
        "letter": queries.list_letters(case)[0].id,
        "agency": twin.id,
        "base": place.base.id,
        "call": call.id,
    }
    return World({name: user.id for name, user in users.items()}, names)


def people_of(place: Place, other: Place, **known: User) -> dict[str, User]:
    return {
        "officer": place.people["officer"],
        "other_officer": other.people["officer"],
        "head": place.people["head"],
        "other_head": other.people["head"],
        "finance": place.people["finance"],
        "authority": place.people["authority"],
        "other_authority": other.people["authority"],
        "other_manager": make_manager(make_agency(), "周洁"),
        "candidate": make_user(),
        "administrator": make_user(roles=[Role.ADMINISTRATOR]),
        "auditor": make_user(roles=[Role.AUDITOR]),
        **known,
    }


# Who opens it, who is refused although they reach the case (403); to everybody else it does not exist (404).
# What a role lacks the permission for is 403 before any row is read: `barred`.
WRITERS = {"manager", "applicant"}
OF_BASE = {"officer", "head", "finance", "authority", "auditor"}
REACH = WRITERS | OF_BASE | {"expert"}
NOT_OVERSEEING = {
    "manager",
    "other_manager",
    "applicant",
    "expert",
    "conflicted",
    "candidate",
    "administrator",
}
NOT_WORKING = NOT_OVERSEEING | {"authority", "other_authority", "auditor"}
NOT_LEADING = NOT_WORKING | {"officer", "other_officer", "finance"}
OPEN = (200, 303)
SENT = (303, 409, 422)  # taken, or refused by a rule or for what was not typed

CASE = "/incubation/cases/{case}"
BASE = "/incubation/bases/{base}"
EVERYBODY = set(PEOPLE) - {"nobody"}

# method, address, who comes in, who gets 403, which answers mean "in"
TABLE = (
    ("GET", "/incubation/applications", EVERYBODY, set(), OPEN),
    ("GET", "/incubation/calls/{call}/applications", EVERYBODY, set(), OPEN),
    ("POST", "/incubation/calls/{call}/applications", EVERYBODY, set(), SENT),
    ("GET", f"{CASE}/application", WRITERS, REACH - WRITERS, OPEN),
    ("GET", f"{CASE}/application/parts/basics", WRITERS, REACH - WRITERS, OPEN),
    ("POST", f"{CASE}/application/parts/basics", WRITERS, REACH - WRITERS, SENT),
    ("GET", f"{CASE}/application/papers", WRITERS, REACH - WRITERS, OPEN),
    ("POST", f"{CASE}/application/papers/charter", WRITERS, REACH - WRITERS, SENT),
    ("POST", f"{CASE}/application/papers/{{paper}}/removal", WRITERS, REACH - WRITERS, SENT),
    ("POST", f"{CASE}/application/asked/{{asked}}", WRITERS, REACH - WRITERS, SENT),
    ("GET", f"{CASE}/application/submission", WRITERS, REACH - WRITERS, OPEN),
    ("POST", f"{CASE}/application/submission", WRITERS, REACH - WRITERS, SENT),
    ("GET", f"{CASE}/application/revisions/1", REACH - {"finance"}, {"finance"}, OPEN),
    (
        "GET",
        f"{CASE}/letters/{{letter}}",
        REACH - {"finance", "expert"},
        {"finance", "expert"},
        OPEN,
    ),
    (
        "GET",
        f"{CASE}/letters/{{letter}}/letter.pdf",
        REACH - {"finance", "expert"},
        {"finance", "expert"},
        OPEN,
    ),
    ("GET", f"{CASE}/screening", OF_BASE, NOT_OVERSEEING, OPEN),
    ("POST", f"{CASE}/screening", {"officer", "head"}, NOT_WORKING | {"finance"}, SENT),
    ("POST", f"{CASE}/screening/asked", {"officer", "head"}, NOT_WORKING | {"finance"}, SENT),
    (
        "POST",
        f"{CASE}/screening/asked/{{asked}}/removal",
        {"officer", "head"},
        NOT_WORKING | {"finance"},
        SENT,
    ),
    (
        "POST",
        f"{CASE}/screening/duplicates/{{agency}}",
        {"officer", "head"},
        NOT_WORKING | {"finance"},
        SENT,
    ),
    ("GET", "/incubation/bases", EVERYBODY - NOT_OVERSEEING, NOT_OVERSEEING, OPEN),
    ("GET", BASE, OF_BASE, NOT_OVERSEEING, OPEN),
    ("GET", f"{BASE}/details", {"head"}, NOT_LEADING, OPEN),
    ("POST", f"{BASE}/details", {"head"}, NOT_LEADING, SENT),
    ("GET", f"{BASE}/calls/new", {"head"}, NOT_LEADING, OPEN),
    ("POST", f"{BASE}/calls/new", {"head"}, NOT_LEADING, SENT),
    ("GET", f"{BASE}/calls/{{call}}", {"head"}, NOT_LEADING, OPEN),
    ("POST", f"{BASE}/calls/{{call}}", {"head"}, NOT_LEADING, SENT),
    ("POST", f"{BASE}/calls/{{call}}/publication", {"head"}, NOT_LEADING, SENT),
    ("GET", "/incubation/settings/bases", {"administrator"}, EVERYBODY - {"administrator"}, OPEN),
    ("POST", "/incubation/settings/bases", {"administrator"}, EVERYBODY - {"administrator"}, SENT),
    ("GET", "/incubation/settings/forms", {"administrator"}, EVERYBODY - {"administrator"}, OPEN),
    ("POST", "/incubation/settings/forms", {"administrator"}, EVERYBODY - {"administrator"}, SENT),
)


def test_each_address_is_open_to_exactly_those_whom_it_concerns(client: FlaskClient) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        wrong = walk(client, make_world())
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True
    assert wrong == [], wrong


def walk(client: FlaskClient, world: World) -> list[tuple[str, str, str, int]]:
    wrong = []
    for name in PEOPLE:
        client.delete_cookie("session")
        if name != "nobody":
            sign_in(client, db.session.get_one(User, world.people[name]))
        for method, address, inside, barred, answers in TABLE:
            data = {"published": "yes"} if method == "POST" else None
            url = address.format(**world.names)
            status = client.open(url, method=method, data=data).status_code
            if status not in expected(name, inside, barred, answers):
                wrong.append((name, method, address, status))
    return wrong


def expected(
    name: str, inside: set[str], barred: set[str], answers: tuple[int, ...]
) -> tuple[int, ...]:
    if name == "nobody":
        return (302,)
    if name in inside:
        return answers
    return (403,) if name in barred else (404,)


@pytest.mark.parametrize(
    "address",
    [
        "/parts/nonsense",
        "/papers/nonsense",
        "/asked/999999",
        "/revisions/7",
        "/papers/999999/removal",
    ],
)
def test_an_applicant_finds_nothing_under_names_that_do_not_exist(
    client: FlaskClient, address: str
) -> None:
    person = make_applicant()
    case = make_submitted(make_place(), person)
    url = f"/incubation/cases/{case.id}/application{address}"
    sign_in(client, person)
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        method = "GET" if "revisions" in address else "POST"
        assert client.open(url, method=method).status_code == 404
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True


def test_a_draft_is_seen_by_nobody_but_those_who_apply(client: FlaskClient) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    url = f"/incubation/cases/{case.id}/application"
    for name in ("officer", "head", "authority"):
        sign_in(client, db.session.get_one(User, place_people(place, name)))
        assert client.get(url).status_code == 404


def place_people(place: Place, name: str) -> int:
    return db.session.merge(place.people[name], load=True).id
