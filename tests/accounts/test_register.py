"""Signing up: what is asked, what is refused and why, and that consent is asked apart and noted."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, list_acts
from tests.factories_accounts import sign_in
from trainingapp.accounts import queries
from trainingapp.accounts.models import Consent, Purpose, User
from trainingapp.extensions import db, limiter

URL = "/accounts/register"
EN = {"Accept-Language": "en"}
FINE: dict[str, Any] = {
    "display_name": "张小燕",
    "login": "zhang@example.org",
    "password": "kranich-und-gruener-tee-7",
    "consent": "y",
}


def post(client: FlaskClient, **changes: Any):
    data = {k: v for k, v in {**FINE, **changes}.items() if v is not None}
    return client.post(URL, data=data, headers=EN)


@pytest.mark.both_databases
@pytest.mark.parametrize("login", ["zhang@example.org", "13900139000"])
def test_one_signs_up_and_is_signed_in(client: FlaskClient, login: str) -> None:
    answer = post(client, login=login)
    assert answer.status_code == 303
    assert client.get("/accounts/profile").status_code == 200
    user = queries.find_user_by_login(login)
    assert user is not None
    assert user.display_name == "张小燕"
    assert user.password_hash.startswith("$argon2id$")
    assert not user.is_staff
    assert {"account.create", "account.give_consent", "account.sign_in"} <= set(list_acts())


def test_the_mobile_number_is_not_readable_in_the_database(client: FlaskClient) -> None:
    post(client, login="139 0013 9000")
    user = db.session.query(User).one()
    assert user.mobile_encrypted is not None
    assert "13900139000" not in user.mobile_encrypted
    assert user.mobile_index != "13900139000"
    assert queries.mobile_of(user) == "13900139000"


def test_only_the_purposes_chosen_are_agreed_to(client: FlaskClient) -> None:
    post(client, purposes=["research"])
    kept = db.session.query(Consent).all()
    assert {c.purpose for c in kept} == {Purpose.SERVICE, Purpose.RESEARCH}
    assert {c.notice_version for c in kept} == {queries.NOTICE_VERSION}


def test_optional_purposes_are_not_ticked_beforehand(client: FlaskClient) -> None:
    html = client.get(URL, headers=EN).text
    assert html.count('type="checkbox"') == 3
    assert "checked" not in html


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("display_name", "", "Please fill this in."),
        ("display_name", "x" * 61, "60"),
        ("login", "", "Please fill this in."),
        ("login", "zhang@example", "does not look like an e-mail address"),
        ("login", "12345", "does not look like a mobile number"),
        ("login", "lin@example.org", "There is an account"),
        ("login", "13800138000", "There is an account"),
        ("password", "", "Please fill this in."),
        ("password", "kurz-77", "at least 8 characters"),
        ("password", "x" * 73, "at most 72 characters"),
        ("password", "woaini1314", "easy to guess"),
        ("password", "qwertyuiop", "easy to guess"),
        ("password", "1qaz2wsx3edc", "easy to guess"),
        ("password", "wangwei1990", "easy to guess"),
        ("password", "wang19900512", "easy to guess"),
        ("password", "shehuigongzuo", "easy to guess"),
        ("password", "zhang@example.org", "leave out your name"),
        ("password", "张小燕张小燕张小燕", "leave out your name"),
        ("consent", None, "Without this"),
        ("purposes", ["service-of-another-kind"], "choose from what is offered"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: FlaskClient, lin: User, field: str, value: Any, sentence: str
) -> None:
    answer = post(client, **{field: value})
    assert answer.status_code == 422
    html = answer.text
    assert sentence in field_error(html, field) or sentence.replace("'", "&#39;") in html
    assert db.session.query(User).count() == 1
    if field != "display_name":
        assert 'value="张小燕"' in html


def test_fields_that_were_not_asked_change_nothing(client: FlaskClient) -> None:
    post(
        client,
        role="administrator",
        is_staff="1",
        must_change_password="1",
        id="77",
        email="x@y.zz",
    )
    user = db.session.query(User).one()
    assert user.email == "zhang@example.org"
    assert user.id != 77
    assert not user.is_staff
    assert not user.must_change_password


def test_two_sign_ups_at_once_make_one_account(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(client)
    monkeypatch.setattr(
        queries, "find_user_by_login", lambda _login: None
    )  # the look before the leap
    client.post("/accounts/sign-out")
    answer = post(client)
    assert answer.status_code == 409
    assert "There is an account" in answer.text
    assert db.session.query(User).count() == 1


def test_whoever_is_signed_in_needs_no_account(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    assert client.get(URL).location == "/home"


def test_names_are_shown_as_text(client: FlaskClient) -> None:
    post(client, display_name="<script>alert(1)</script>")
    html = client.get("/accounts/profile").text
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_address_cannot_make_accounts_by_the_hundred(client: FlaskClient) -> None:
    limiter.enabled = True
    limiter.reset()
    answers = {post(client, login="").status_code for _ in range(11)}
    limiter.reset()
    assert answers == {422, 429}
