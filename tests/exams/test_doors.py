"""Every address of exams with things that exist: strangers, other candidates and other places' officers stay outside.

The addresses come from the application itself, so that a new one is tested from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.exams.conftest import Person
from tests.exams.test_office import OFFICE, make_officer
from tests.exams.test_record_events import answers
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_exams import (
    NINE,
    Device,
    change,
    make_organised,
    make_seat,
    read_attempt,
)
from trainingapp.accounts.models import SignIn, User
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

JSON = {"Accept": "application/json"}


@dataclass(frozen=True)
class Door:
    """One method of one address, and what its path names."""

    method: str
    path: str
    names: frozenset[str]

    def knock(self, client: FlaskClient, **options: Any) -> int:
        return client.open(self.path, method=self.method, **options).status_code

    @property
    def is_office(self) -> bool:
        return self.path.startswith("/exams/office")


@pytest.fixture
def doors(app: Flask, phone: Device, lin: Person) -> list[Door]:
    """All of them, with Lin's running attempt in a sitting of an agency."""
    sitting = make_organised(organisation_id=make_organisation().id, needs_seat=True)
    seat = make_seat(sitting, lin.id)
    phone.start(sitting)
    phone.answer(1, "A")
    document = phone.state["document"].rpartition("/")[2]
    values = {
        "sitting_id": sitting,
        "attempt_id": phone.attempt,
        "seat_id": seat,
        "form_id": read_attempt(phone.attempt).test_form_id,
        "sha256": document.partition(".")[0],
    }
    return list(_doors(app, values))


def _doors(app: Flask, values: dict[str, Any]) -> Iterator[Door]:
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/exams"):
            continue
        named = {name: values.get(name, "x") for name in rule.arguments}
        path = adapter.build(rule.endpoint, named)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield Door(method, path, frozenset(rule.arguments))


def is_unharmed(phone: Device) -> bool:
    attempt = read_attempt(phone.attempt)
    return (attempt.state, attempt.lease_number, attempt.event_count) == ("running", 1, 1)


def test_the_list_of_doors_is_long(doors: list[Door]) -> None:
    assert len(doors) > 30
    assert sum(door.is_office for door in doors) >= len(OFFICE)


def test_nobody_enters_without_signing_in(app: Flask, phone: Device, doors: list[Door]) -> None:
    stranger = app.test_client()
    entered = [door for door in doors if door.knock(stranger) not in {302, 401}]
    assert entered == []
    entered = [door for door in doors if door.knock(stranger, headers=JSON) != 401]
    assert entered == []
    assert is_unharmed(phone)


def test_another_candidate_enters_nothing_of_ones_own(
    other: FlaskClient, phone: Device, doors: list[Door]
) -> None:
    for door in doors:
        if door.is_office:
            assert door.knock(other) == 403, door
        elif door.names & {"attempt_id", "sitting_id", "form_id"}:
            body = {"json": {"device": "device-other"}} if door.method == "POST" else {}
            assert door.knock(other, **body) in {401, 404, 409}, door
    assert is_unharmed(phone)


def test_the_officer_of_another_place_enters_nothing_of_this_one(
    app: Flask, phone: Device, doors: list[Door]
) -> None:
    stranger = sign_in(app.test_client(), make_officer(make_organisation().id))
    data = {"minutes": "10", "reason": "停电", "act-reason": "停电", "close-reason": "停电"}
    for door in doors:
        if door.names:
            is_form = door.method == "POST" and door.is_office
            options = {"data": data} if is_form else {"json": {"device": "device-other"}}
            is_start = door.path.endswith("/attempts") and not door.is_office
            assert door.knock(stranger, **options) in ({409} if is_start else {401, 403, 404}), door
    assert is_unharmed(phone)
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry.action))
    assert [action for action in rows if action.startswith("exams.")] == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.INSTRUCTOR])
def test_a_higher_role_opens_no_candidates_attempt(
    app: Flask, phone: Device, doors: list[Door], role: Role
) -> None:
    client = sign_in(app.test_client(), make_user("孙琳", roles=[role]))
    for door in doors:
        if "attempt_id" in door.names:
            assert door.knock(client) in {401, 403, 404, 422}, door
    assert is_unharmed(phone)


def test_no_act_is_done_without_the_pages_own_token(
    app: Flask, officer: FlaskClient, phone: Device, doors: list[Door]
) -> None:
    """Events and hand-in carry the attempt's token instead of the cookie."""
    app.config["WTF_CSRF_ENABLED"] = True
    posts = [door for door in doors if door.method == "POST"]
    for door in posts:
        client = officer if door.is_office else phone.client
        is_by_token = door.path.endswith(("/events", "/submission"))
        assert door.knock(client) == (401 if is_by_token else 400), door
    assert is_unharmed(phone)


@pytest.mark.parametrize(
    "held_back",
    [{"must_change_password": True}, {"notice_version": None}, {"anonymised_at": NINE}],
    ids=str,
)
def test_who_is_held_back_by_the_account_enters_no_exam(
    phone: Device, lin: Person, doors: list[Door], held_back: dict[str, Any]
) -> None:
    change(User, lin.id, **held_back)
    for door in doors:
        if door.is_office or door.path.endswith(("/events", "/submission", "/pulse")):
            continue
        body = {"json": {"device": phone.name}} if door.method == "POST" else {}
        assert door.knock(phone.client, **body) in {302, 303, 401, 403}, door


def test_a_sign_in_that_ends_in_mid_exam_loses_no_answer(
    phone: Device, lin: Person, doors: list[Door]
) -> None:
    """The attempt's own token goes on; only pages and the lease ask for a new sign-in."""
    db.session.rollback()
    sign_ins = db.session.scalars(select(SignIn.id).where(SignIn.user_id == lin.id)).all()
    for number in sign_ins:
        change(SignIn, number, ended_at=NINE)
    assert phone.lease().status_code == 401
    assert phone.client.get(f"/exams/attempts/{phone.attempt}").status_code == 302
    assert phone.answer(2, "B").status_code == 200
    assert phone.pulse().status_code == 200
    assert answers(phone.attempt) == {1: "A", 2: "B"}
    assert phone.submit().json["state"] == "submitted"


def test_the_way_to_sign_in_leads_back_to_the_page_that_was_asked_for(
    app: Flask, phone: Device, doors: list[Door]
) -> None:
    reply = app.test_client().get(f"/exams/attempts/{phone.attempt}/review?only=wrong")
    assert f"next=/exams/attempts/{phone.attempt}/review" in reply.location.replace("%2F", "/")
    reply = app.test_client().post(f"/exams/office/attempts/{phone.attempt}/pause")
    assert "next" not in reply.location


def test_the_answers_of_the_doors_do_not_tell_whether_something_exists(
    other: FlaskClient, phone: Device, doors: list[Door]
) -> None:
    """Somebody else's attempt and one that never was look the same."""
    for path in ("", "/review", "/receipt", "/receipt.json"):
        shown = []
        for number in (phone.attempt, phone.attempt + 999):
            reply = other.get(f"/exams/attempts/{number}{path}")
            assert reply.status_code == 404
            shown.append(reply.text.replace(f"attempts/{number}", "attempts/N"))
        assert len(shown[0]) == len(shown[1])
