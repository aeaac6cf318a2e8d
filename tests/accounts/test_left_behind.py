"""What an act leaves behind: counts that begin anew, dates that stay, mails, and who is still signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import list_mails
from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in, totp_code
from trainingapp.accounts import actions
from trainingapp.accounts.models import Consent, Purpose, RoleGrant, User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
GONE = (
    "email",
    "mobile_encrypted",
    "mobile_index",
    "id_number_encrypted",
    "id_number_index",
    "totp_encrypted",
    "locked_until",
    "region",
    "aimed_level",
    "exam_year",
    "language",
    "deletion_due_at",
)


def row(user: User) -> User:
    return db.session.get_one(User, user.id)


@pytest.mark.parametrize("is_recovery_code", [False, True])
def test_a_right_code_forgets_the_failures(app: Flask, admin: User, is_recovery_code: bool) -> None:
    with committing():
        codes = actions.renew_recovery_codes(row(admin), now=now())
        row(admin).failed_count = 4
    with committing():
        code = codes[0] if is_recovery_code else totp_code()
        assert actions.admit_with_code(admin.id, code, now=now())
    assert fresh(admin).failed_count == 0


def test_the_dates_of_what_ended_before_stay_when_somebody_leaves(app: Flask) -> None:
    user = make_user(
        roles=[Role.MARKER, Role.REGISTRAR],
        mobile="13900139000",
        id_number="11010519491231002X",
        region="44",
        exam_year=2027,
        language="en",
        aimed_level="junior",
        locked_until=NOON,
        deletion_due_at=NOON,
    )
    assert all(getattr(fresh(user), column) is not None for column in GONE)
    earlier = NOON - timedelta(days=30)
    with committing():
        db.session.query(RoleGrant).filter_by(role=Role.MARKER).one().revoked_at = earlier
        actions.accept_notice(row(user), purposes=[Purpose.RESEARCH], now=earlier)
        actions.withdraw_consent(row(user), Purpose.RESEARCH, now=earlier)
    with committing():
        assert actions.anonymise_due(now=NOON) == 1
        assert actions.anonymise_due(now=NOON) == 0
    left = fresh(user)
    assert [column for column in GONE if getattr(left, column) is not None] == []
    assert (left.display_name, left.password_hash) == (f"#{user.id}", "")
    roles = {grant.role: grant.revoked_at for grant in db.session.query(RoleGrant)}
    assert roles == {Role.MARKER: earlier, Role.REGISTRAR: NOON}
    consents = {consent.purpose: consent.withdrawn_at for consent in db.session.query(Consent)}
    assert consents == {Purpose.RESEARCH: earlier, Purpose.SERVICE: NOON}


def test_a_temporary_password_lets_a_resting_account_in_and_is_told_of(
    client: FlaskClient, admin: User
) -> None:
    lin = make_user(email="l@example.org", failed_count=5, locked_until=now() + timedelta(hours=1))
    sign_in(client, admin)
    answer = client.post(f"/accounts/users/{lin.id}/temporary-password")
    assert answer.status_code == 200
    kept = fresh(lin)
    assert (kept.failed_count, kept.locked_until, kept.must_change_password) == (0, None, True)
    assert [mail.recipient for mail in list_mails()] == ["l@example.org"]


def test_whoever_gets_an_account_is_told_where_to_sign_in(client: FlaskClient, admin: User) -> None:
    sign_in(client, admin)
    data = {"display_name": "孙玉兰", "email": "sun@example.org"}
    assert client.post("/accounts/users/new", data=data).status_code == 200
    [mail] = list_mails()
    assert mail.subject == "已为您开设账号"
    assert "http://localhost/accounts/sign-in" in mail.text


def test_a_new_password_is_told_of(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    data = {"password": PASSWORD, "new_password": "kiefer-und-roter-tee-9"}
    assert client.post("/accounts/password", data=data).status_code == 303
    assert [mail.subject for mail in list_mails()] == ["您的密码已修改"]


def test_an_administrator_who_ends_their_own_sign_ins_keeps_this_one(
    app: Flask, admin: User
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    here, there = (sign_in(app.test_client(), admin) for _ in range(2))
    assert here.post(f"/accounts/users/{admin.id}/sign-ins/end").status_code == 303
    assert here.get("/accounts/users").status_code == 200
    assert there.get("/accounts/users").status_code == 302


def test_an_administrator_removes_the_second_step_of_others_only(
    client: FlaskClient, admin: User
) -> None:
    chen = make_user(roles=[Role.MARKER])
    sign_in(client, admin)
    assert client.post(f"/accounts/users/{chen.id}/second-factor/removal").status_code == 303
    assert not fresh(chen).has_second_factor
    assert client.post(f"/accounts/users/{admin.id}/second-factor/removal").status_code == 409
    assert fresh(admin).has_second_factor


def test_a_half_signed_in_browser_is_no_longer_the_person_before(
    client: FlaskClient, lin: User, admin: User
) -> None:
    sign_in(client, lin)
    data = {"login": "admin@example.org", "password": PASSWORD}
    assert client.post("/accounts/sign-in", data=data).location == "/accounts/second-step"
    assert client.get("/accounts/profile").status_code == 302


def test_a_reset_by_link_signs_this_browser_out_whoever_it_was(
    client: FlaskClient, lin: User, wang: User
) -> None:
    with committing():
        secret = actions.start_reset(row(lin), now=now())
    sign_in(client, wang)
    data = {"new_password": "kiefer-und-roter-tee-9"}
    assert client.post(f"/accounts/reset/{secret}", data=data).status_code == 303
    assert client.get("/accounts/profile").status_code == 302
