"""Setting up the second step, recovery codes, and switching it off."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, list_acts
from tests.factories_accounts import PASSWORD, TOTP_SECRET, fresh, make_user, sign_in, totp_code
from trainingapp.accounts import second_factor
from trainingapp.accounts.models import RecoveryCode, User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now

EN = {"Accept-Language": "en"}
URL = "/accounts/second-factor"


def offered(client: FlaskClient) -> tuple[str, str]:
    """The sealed and the plain secret of the page."""
    html = client.get(URL, headers=EN).text
    sealed = re.search(r'name="sealed"[^>]*value="([^"]+)"', html)
    plain = re.search(r'class="setup-secret">([^<]+)<', html)
    assert sealed is not None
    assert plain is not None
    return sealed.group(1), plain.group(1).replace(" ", "")


def code_for(secret: str) -> str:
    return str(pyotp.TOTP(secret).at(now()))


def set_up(client: FlaskClient) -> list[str]:
    sealed, secret = offered(client)
    answer = client.post(URL, data={"sealed": sealed, "code": code_for(secret)}, headers=EN)
    assert answer.status_code == 200
    return re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)


def test_codes_follow_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the seed of appendix B
    moment = datetime.fromtimestamp(1111111109, UTC)
    assert second_factor.find_step(secret, "081804", now=moment) == 1111111109 // 30
    assert second_factor.find_step(secret, " 081 804 ", now=moment) is not None
    assert second_factor.find_step(secret, "081805", now=moment) is None
    assert second_factor.find_step(secret, "", now=moment) is None
    assert second_factor.find_step(secret, "０８１８０４", now=moment) is None


def test_setting_up_shows_a_picture_a_secret_and_then_codes(
    client: FlaskClient, app: Flask, lin: User
) -> None:
    other = app.test_client()
    sign_in(other, lin)
    sign_in(client, lin)
    assert 'src="data:image/svg+xml' in client.get(URL).text
    codes = set_up(client)
    assert len(set(codes)) == 10
    assert fresh(lin).has_second_factor
    assert client.get("/accounts/profile").status_code == 200
    assert other.get("/accounts/profile").status_code == 302
    assert "account.set_second_factor" in list_acts()


def test_neither_the_secret_nor_the_codes_are_readable_in_the_database(
    client: FlaskClient, lin: User
) -> None:
    sign_in(client, lin)
    codes = set_up(client)
    kept = fresh(lin).totp_encrypted
    assert kept is not None
    assert kept.startswith("aes256gcm.")
    hashes = {row.code_hash for row in db.session.query(RecoveryCode)}
    assert not hashes & set(codes)


def test_a_wrong_code_switches_nothing_on_and_keeps_the_secret(
    client: FlaskClient, lin: User
) -> None:
    sign_in(client, lin)
    sealed, secret = offered(client)
    answer = client.post(URL, data={"sealed": sealed, "code": "000000"}, headers=EN)
    assert answer.status_code == 422
    assert "This code does not fit." in field_error(answer.text, "code")
    assert secret in answer.text.replace(" ", "")
    assert not fresh(lin).has_second_factor


def test_the_sealed_secret_of_somebody_else_is_worth_nothing(
    client: FlaskClient, lin: User, wang: User
) -> None:
    sign_in(client, wang)
    sealed, secret = offered(client)
    sign_in(client, lin)
    answer = client.post(URL, data={"sealed": sealed, "code": code_for(secret)})
    assert answer.status_code == 422
    assert not fresh(lin).has_second_factor


def test_a_recovery_code_lets_in_once(client: FlaskClient, app: Flask, lin: User) -> None:
    sign_in(client, lin)
    codes = set_up(client)

    def enter(code: str) -> int:
        browser = app.test_client()
        browser.post("/accounts/sign-in", data={"login": "lin@example.org", "password": PASSWORD})
        return browser.post("/accounts/second-step", data={"code": code}).status_code

    assert enter(codes[0]) == 303
    assert enter(codes[0]) == 422
    assert enter(codes[1].upper().replace("-", " ")) == 303
    assert "account.use_recovery_code" in list_acts()


def test_new_recovery_codes_end_the_old_ones(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    old = set_up(client)
    wrong = client.post("/accounts/recovery-codes", data={"password": "wrong"})
    assert wrong.status_code == 422
    answer = client.post("/accounts/recovery-codes", data={"password": PASSWORD})
    new = re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)
    assert len(new) == 10
    assert not set(new) & set(old)
    assert db.session.query(RecoveryCode).count() == 10


def test_candidates_may_switch_it_off_with_their_password(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    set_up(client)
    assert client.post(URL + "/removal", data={"password": "wrong"}).status_code == 422
    assert fresh(lin).has_second_factor
    assert client.post(URL + "/removal", data={"password": PASSWORD}).status_code == 303
    assert not fresh(lin).has_second_factor
    assert db.session.query(RecoveryCode).count() == 0


@pytest.mark.parametrize("role", [Role.ITEM_EDITOR, Role.ADMINISTRATOR])
def test_staff_may_not_switch_it_off(client: FlaskClient, app: Flask, role: Role) -> None:
    staff = make_user(roles=[role])
    sign_in(client, staff)
    assert client.post(URL + "/removal", data={"password": PASSWORD}).status_code == 409
    assert fresh(staff).has_second_factor


def test_staff_set_it_up_and_go_where_they_wanted(client: FlaskClient, app: Flask) -> None:
    staff = make_user(roles=[Role.ITEM_EDITOR], second_factor_on=False)
    sign_in(client, staff)
    assert (
        client.get("/accounts/profile").location == "/accounts/second-factor?next=/accounts/profile"
    )
    sealed, secret = offered(client)
    data = {"sealed": sealed, "code": code_for(secret), "next": "/accounts/profile"}
    assert 'href="/accounts/profile"' in client.post(URL, data=data).text
    assert client.get("/accounts/profile").status_code == 200


def test_the_code_of_the_set_up_does_not_sign_in_again(
    client: FlaskClient, app: Flask, lin: User
) -> None:
    sign_in(client, lin)
    sealed, secret = offered(client)
    code = code_for(secret)
    client.post(URL, data={"sealed": sealed, "code": code})
    browser = app.test_client()
    browser.post("/accounts/sign-in", data={"login": "lin@example.org", "password": PASSWORD})
    assert browser.post("/accounts/second-step", data={"code": code}).status_code == 422


def test_few_recovery_codes_left_are_said(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user(second_factor_on=True))
    assert "You have 0 recovery codes left." in client.get("/accounts/security", headers=EN).text


def test_the_factory_shows_what_an_authenticator_shows() -> None:
    assert second_factor.find_step(TOTP_SECRET, totp_code(), now=now()) is not None
