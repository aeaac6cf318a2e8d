"""The office of credentials, keys and rules, role by role, and what its forms say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import (
    active_key,
    add_next_key,
    credential_of,
    end_credential,
    make_credential,
)
from tests.factories_education import make_officer
from tests.factories_eligibility import keep, make_master
from tests.statements import count_statements
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.queries.verifiable import list_keys
from trainingapp.credentials.shipped import list_shipped
from trainingapp.rules.eligibility import Target
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
PUBLISH = ">Publish the next key</button>"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_no_other_role_reads_or_does_anything_in_the_office(
    client: FlaskClient, role: Role
) -> None:
    public_id = make_credential()
    key = active_key().id
    sign_in(client, make_user("周考务", roles=[role]))
    for path in ("office", f"office/{public_id}", "office/keys"):
        assert client.get(f"/credentials/{path}").status_code == 403, path
    for path in (
        *(f"office/{public_id}/revocation", "office/keys"),
        *(f"office/keys/{key}/activation", f"office/keys/{key}/loss"),
    ):
        answer = client.post(f"/credentials/{path}", data={"reason": "有误"})
        assert answer.status_code == 403, path
    assert credential_of(public_id).state == "issued"
    assert active_key().id == key


def test_the_office_does_not_see_a_page_that_its_holder_keeps_closed(client: FlaskClient) -> None:
    public_id = make_credential()
    sign_in(client, make_officer())
    assert client.get(f"/credentials/{public_id}").status_code == 404
    assert client.get(f"/credentials/office/{public_id}").status_code == 200


@pytest.mark.parametrize("reason", ["", "  ", "错" * 501])
def test_a_reason_that_cannot_be_is_refused_and_kept_in_the_field(
    client: FlaskClient, reason: str
) -> None:
    public_id = make_credential()
    sign_in(client, make_officer())
    path = f"/credentials/office/{public_id}/revocation"
    answer = client.post(path, data={"reason": reason}, headers=EN)
    assert answer.status_code == 422
    assert reason.strip() in answer.text
    assert credential_of(public_id).state == "issued"


def test_what_has_ended_offers_no_revocation(client: FlaskClient) -> None:
    public_id = make_credential()
    sign_in(client, make_officer())
    path = f"/credentials/office/{public_id}"
    assert f'action="{path}/revocation"' in client.get(path).text
    end_credential(public_id)
    assert f'action="{path}/revocation"' not in client.get(path).text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "office/" + "0" * 32),
        ("post", "office/" + "0" * 32 + "/revocation"),
        ("post", "office/keys/999/activation"),
        ("post", "office/keys/999/loss"),
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, method: str, path: str) -> None:
    sign_in(client, make_officer())
    answer = getattr(client, method)(f"/credentials/{path}", data={"reason": "有误"})
    assert answer.status_code == 404


def test_keys_say_how_much_each_has_signed_and_offer_one_next(client: FlaskClient) -> None:
    sign_in(client, make_officer())
    assert "No key yet" in client.get("/credentials/office/keys", headers=EN).text
    make_credential()
    assert client.get("/credentials/office/keys", headers=EN).text.count(PUBLISH) == 4
    add_next_key()
    page = client.get("/credentials/office/keys", headers=EN).text
    assert page.count(PUBLISH) == 3
    assert page.count("Let it sign") == 1
    assert active_key().public in page


@pytest.mark.parametrize("kind", ["proof", "badge", "token", "paper"])
def test_the_next_key_of_each_kind_is_published_by_itself(client: FlaskClient, kind: str) -> None:
    sign_in(client, make_officer())
    answer = client.post("/credentials/office/keys", data={"kind": kind})
    assert answer.status_code == 303
    assert [(key.kind, key.state) for key in list_keys()] == [(kind, "next")]
    assert client.post("/credentials/office/keys", data={"kind": kind}).status_code == 409


def test_a_kind_of_key_that_there_is_not_is_not_made(client: FlaskClient) -> None:
    sign_in(client, make_officer())
    assert client.post("/credentials/office/keys", data={"kind": "rsa"}).status_code == 404
    assert list_keys() == []


def test_long_lists_take_as_many_statements(client: FlaskClient) -> None:
    officer, lin = make_officer(), make_user()
    make_master(lin)
    make_credential(lin)
    keep(lin)
    sha256 = list_shipped()[-1].rules.sha256
    sign_in(client, officer)
    paths = ("/credentials/office", "/credentials/office/keys", f"/eligibility-rules/{sha256}")
    few = [count_statements(client, path) for path in paths]
    add_next_key()
    for number in range(4):
        holder = make_user(f"学员{number}")
        make_credential(holder, CourseFacts(50 + number, "课程", date(2026, 11, 1)))
        make_master(holder)
        keep(holder)
    assert [count_statements(client, path) for path in paths] == few


def test_many_decisions_are_listed_with_as_many_statements(client: FlaskClient) -> None:
    lin = make_user()
    make_master(lin)
    keep(lin)
    sign_in(client, lin)
    few = count_statements(client, "/eligibility/decisions")
    for year in (2028, 2029, 2030):
        keep(lin, Target("middle_exam", year))
    assert count_statements(client, "/eligibility/decisions") == few
    page = client.get("/eligibility/decisions").text
    assert all(f"/eligibility/decisions/{number}" in page for number in (1, 2, 3, 4))
