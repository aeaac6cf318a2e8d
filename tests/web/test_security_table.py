"""Every address, every role: the permission table is what the site does, and nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.factories_accounts import make_organisation, make_user, sign_in
from trainingapp.accounts.models import User
from trainingapp.rules.permissions import PERMISSIONS, Grant, Permission, Role, may
from trainingapp.web.access import LEAN, PUBLIC

NOBODY = "999999999"


def addresses(app: Flask) -> Iterator[tuple[str, str, str, object]]:
    """Every (method, path with made-up values, endpoint, access) of the site."""
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield method, path_of(app, rule), rule.endpoint, access


def path_of(app: Flask, rule: Rule) -> str:
    adapter = app.url_map.bind("localhost")
    values = {name: value_for(rule, name) for name in rule.arguments}
    return adapter.build(rule.endpoint, values)


def value_for(rule: Rule, name: str) -> object:
    kind = type(rule._converters[name]).__name__
    return int(NOBODY) if kind == "RowNumberConverter" else "x" * 12


def call(client: FlaskClient, method: str, path: str) -> TestResponse:
    # Read to its end and closed, as a server does: some answers are open files.
    return client.open(path, method=method, headers={"Accept": "text/html"}, buffered=True)


class Visitor:
    """Somebody signed in who calls one address after the other, and signs in again where an act has ended that."""

    def __init__(self, client: FlaskClient, user: User) -> None:
        self.client, self.user = client, user
        sign_in(client, user)

    def call(self, method: str, path: str) -> TestResponse:
        answer = call(self.client, method, path)
        if not is_sent_to_sign_in(answer):
            return answer
        sign_in(self.client, self.user)
        return call(self.client, method, path)


def is_sent_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 302 and "sign-in" in answer.location


def test_nobody_opens_a_guarded_address_without_signing_in(app: Flask, client: FlaskClient) -> None:
    let_in = [
        (method, path, answer.status_code)
        for method, path, _endpoint, access in addresses(app)
        if isinstance(access, Permission)
        and not is_sent_to_sign_in(answer := call(client, method, path))
    ]
    assert let_in == []


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_exactly_what_the_table_gives_it(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    visitor = Visitor(client, make_user(roles=[role]))
    wrong = []
    for method, path, endpoint, access in addresses(app):
        if not isinstance(access, Permission) or endpoint in ENDS_THE_SIGN_IN:
            continue
        answer = visitor.call(method, path)
        is_held = Role.CANDIDATE in PERMISSIONS[access] or role in PERMISSIONS[access]
        if answer.status_code >= 500 or is_sent_to_sign_in(answer):
            wrong.append((method, path, answer.status_code))
        if is_held is (answer.status_code == 403):
            wrong.append((method, path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", [Role.ITEM_EDITOR, Role.ITEM_REVIEWER, Role.EXAM_OFFICER])
def test_a_role_of_one_organisation_opens_what_it_carries_there(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    place = make_organisation()
    visitor = Visitor(client, make_user(roles=[role], organisation=place))
    grants = [Grant(Role.CANDIDATE), Grant(role, place.id)]
    wrong = []
    for method, path, endpoint, access in addresses(app):
        if not isinstance(access, Permission) or endpoint in ENDS_THE_SIGN_IN:
            continue
        status = visitor.call(method, path).status_code
        if status >= 500 or may(grants, access) is (status == 403):
            wrong.append((method, path, status))
    assert wrong == []


ENDS_THE_SIGN_IN = {"accounts.sign_out", "accounts.end_other_sign_ins"}


def test_public_addresses_open_without_signing_in(app: Flask, client: FlaskClient) -> None:
    refused = [
        (path, answer.status_code)
        for method, path, _endpoint, access in addresses(app)
        if access is PUBLIC
        and method == "GET"
        and (answer := call(client, method, path)).status_code in {401, 403, 500}
    ]
    assert [r for r in refused if r[0] != "/metrics"] == []


def test_the_exam_room_refuses_callers_without_token_or_sign_in(
    app: Flask, client: FlaskClient
) -> None:
    for method, path, _endpoint, access in addresses(app):
        if access is LEAN:
            answer = client.open(path, method=method, json={} if method == "POST" else None)
            assert answer.status_code in {400, 401, 403, 404}, path
            forged = {"Authorization": "Bearer 1.1.1.1.1.9999999999999.AAAA"}
            answer = client.open(
                path, method=method, json={} if method == "POST" else None, headers=forged
            )
            assert answer.status_code in {400, 401, 403, 404}, path


def test_no_address_answers_a_method_it_does_not_offer(app: Flask, client: FlaskClient) -> None:
    for _method, path, _endpoint, _access in addresses(app):
        assert client.open(path, method="TRACE").status_code in {404, 405}, path
