"""Signing in: right and wrong, unknown and resting, where it leads, and what it leaves behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, last_entry, list_acts, title
from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in, totp_code
from trainingapp.accounts import actions
from trainingapp.accounts.models import SignIn, User
from trainingapp.accounts.routes import entry
from trainingapp.extensions import db, limiter
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

URL = "/accounts/sign-in"
EN = {"Accept-Language": "en"}


def post(
    client: FlaskClient, login: str = "lin@example.org", password: str = PASSWORD, **more: str
):
    return client.post(URL, data={"login": login, "password": password, **more}, headers=EN)


def key_of(client: FlaskClient) -> str | None:
    with client.session_transaction() as session:
        return session.get("_user_id")


@pytest.mark.parametrize(
    "login", ["lin@example.org", " Lin@Example.ORG ", "13800138000", "+86 138-0013-8000"]
)
def test_email_and_mobile_both_sign_in(client: FlaskClient, lin: User, login: str) -> None:
    answer = post(client, login)
    assert answer.status_code == 303
    assert answer.location == "/home"
    assert client.get("/accounts/profile").status_code == 200


def test_the_page_asks_for_one_login_and_a_password(client: FlaskClient) -> None:
    html = client.get(URL, headers=EN).text
    assert title(html) == "Sign in"
    assert html.count('name="login"') == 1
    assert html.count('type="password"') == 1


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("lin@example.org", "wrong"),
        ("nobody@example.org", PASSWORD),
        ("13900139000", PASSWORD),
        ("no login at all", PASSWORD),
    ],
)
def test_wrong_and_unknown_get_the_same_answer(
    client: FlaskClient, lin: User, login: str, password: str
) -> None:
    answer = post(client, login, password)
    assert answer.status_code == 422
    assert field_error(answer.text, "password").endswith(
        "This does not fit together. After five wrong passwords an account rests for a while."
    )
    assert key_of(client) is None


def test_unknown_accounts_cost_the_same_work(client: FlaskClient, lin: User) -> None:
    with patch.object(entry, "is_right_password", wraps=entry.is_right_password) as weighed:
        post(client, "lin@example.org", "wrong")
        post(client, "nobody@example.org", "wrong")
    assert weighed.call_count == 2
    assert weighed.call_args_list[1].args == (None, "wrong")
    assert list_acts().count("account.refuse_sign_in") == 2


def test_what_was_typed_stays_but_the_password(client: FlaskClient, lin: User) -> None:
    html = post(client, "lin@example.org", "wrong-but-secret").text
    assert 'value="lin@example.org"' in html
    assert "wrong-but-secret" not in html


def test_empty_fields_are_named(client: FlaskClient) -> None:
    answer = post(client, "", "")
    assert answer.status_code == 422
    assert "Please fill this in." in field_error(answer.text, "login")
    assert "Please fill this in." in field_error(answer.text, "password")


@pytest.mark.both_databases
def test_five_failures_lock_the_account_whatever_comes_then(client: FlaskClient, lin: User) -> None:
    for _ in range(5):
        assert post(client, password="wrong").status_code == 422
    assert post(client).status_code == 422
    lin = fresh(lin)
    assert lin.failed_count == 5
    assert lin.locked_until is not None
    assert timedelta(minutes=14) < lin.locked_until - now() <= timedelta(minutes=15)
    assert {"account.lock", "account.refuse_sign_in"} <= set(list_acts())
    assert db.session.query(Notice).one().kind == "account.locked"


def test_the_lock_ends_and_grows(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(5):
            post(client, password="wrong")
        clock.shift(timedelta(minutes=15, seconds=1))
        for _ in range(5):
            post(client, password="wrong")
        locked_until = fresh(lin).locked_until
        assert locked_until is not None
        assert locked_until - now() == timedelta(minutes=30)
        clock.shift(timedelta(minutes=30, seconds=1))
        assert post(client).status_code == 303
    assert fresh(lin).failed_count == 0


def test_the_lock_survives_the_refused_request_and_another_browser(app: Flask, lin: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for _ in range(5):
        post(app.test_client(), password="wrong")
    assert post(app.test_client()).status_code == 422


def test_a_success_forgets_the_failures(client: FlaskClient, lin: User) -> None:
    for _ in range(4):
        post(client, password="wrong")
    post(client)
    assert fresh(lin).failed_count == 0


def test_a_failed_attempt_says_nothing_personal_in_the_log(client: FlaskClient, lin: User) -> None:
    post(client, "lin@example.org", "wrong-but-secret")
    detail = last_entry("account.refuse_sign_in").detail
    assert "lin@" not in detail
    assert "secret" not in detail


@pytest.mark.parametrize(
    "target", ["/exams/sittings", "/accounts/profile?x=1", "/exams/attempts/5#sheet"]
)
def test_next_leads_to_where_one_wanted(client: FlaskClient, lin: User, target: str) -> None:
    assert post(client, next=target).location == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:/evil.example",
        " //evil.example",
        "///evil.example",
        "",
    ],
)
def test_next_never_leads_elsewhere(client: FlaskClient, lin: User, target: str) -> None:
    assert post(client, next=target).location == "/home"
    client.get(URL, query_string={"next": target})
    assert "evil" not in (client.get(URL, query_string={"next": target}).location or "")


def test_a_signed_out_reader_is_brought_back(client: FlaskClient, lin: User) -> None:
    answer = client.get("/accounts/profile?a=1")
    assert answer.status_code == 302
    assert answer.location == "/accounts/sign-in?next=/accounts/profile?a%3D1"
    assert (
        client.get("/accounts/profile", headers={"Accept": "application/json"}).status_code == 401
    )


def test_the_session_before_does_not_survive_signing_in(client: FlaskClient, lin: User) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = client.get_cookie("session")
    post(client)
    after = client.get_cookie("session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    with client.session_transaction() as session:
        assert "planted" not in session


def test_signing_out_ends_the_sign_in_for_good(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    kept = client.get_cookie("session")
    assert kept is not None
    assert client.post("/accounts/sign-out").status_code == 303
    assert client.get("/accounts/profile").status_code == 302
    client.set_cookie("session", kept.value)
    assert client.get("/accounts/profile").status_code == 302


def test_signing_in_anew_ends_the_sign_in_before(
    client: FlaskClient, lin: User, wang: User
) -> None:
    sign_in(client, lin)
    post(client, "wang@example.org")
    open_ones = db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).all()
    assert [one.user_id for one in open_ones] == [wang.id]


def test_whoever_is_signed_in_needs_no_sign_in_page(client: FlaskClient, lin: User) -> None:
    sign_in(client, lin)
    assert client.get(URL).location == "/home"


def test_each_browser_is_noted(client: FlaskClient, lin: User) -> None:
    client.post(
        URL,
        data={"login": "lin@example.org", "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0"},
    )
    kept = db.session.query(SignIn).one()
    assert "MicroMessenger" in kept.user_agent
    assert kept.ip == "127.0.0.1"
    assert last_entry("account.sign_in").actor_id == lin.id


def test_a_password_changed_meanwhile_does_not_let_in(client: FlaskClient, lin: User) -> None:
    with patch.object(entry, "is_right_password", return_value=True):
        lin_hash = fresh(lin).password_hash
        with patch.object(actions, "admit", wraps=actions.admit) as admit:
            post(client)
        assert admit.call_args.kwargs["checked_hash"] == lin_hash
    with writing():
        assert actions.admit(lin.id, is_right=True, checked_hash="older", now=now()) == "refused"
        db.session.rollback()


def test_someone_deleted_cannot_sign_in(client: FlaskClient, app: Flask) -> None:
    make_user(email="gone@example.org", anonymised_at=now())
    assert post(client, "gone@example.org").status_code == 422


def test_an_address_gets_no_endless_tries(client: FlaskClient, lin: User) -> None:
    limiter.enabled = True
    limiter.reset()
    answers = {post(client, "nobody@example.org", "x").status_code for _ in range(31)}
    limiter.reset()
    assert answers == {422, 429}


def test_staff_get_to_the_second_step(client: FlaskClient, admin: User) -> None:
    answer = post(client, "admin@example.org", next="/accounts/users")
    assert answer.status_code == 303
    assert answer.location == "/accounts/second-step?next=/accounts/users"
    assert key_of(client) is None
    assert client.get("/accounts/users").status_code == 302
    answer = client.post(answer.location, data={"code": totp_code()})
    assert answer.location == "/accounts/users"
    assert client.get("/accounts/users").status_code == 200


def test_a_code_works_once(client: FlaskClient, app: Flask, admin: User) -> None:
    code = totp_code()
    post(client, "admin@example.org")
    assert client.post("/accounts/second-step", data={"code": code}).status_code == 303
    other = app.test_client()
    post(other, "admin@example.org")
    assert other.post("/accounts/second-step", data={"code": code}).status_code == 422
    assert other.post("/accounts/second-step", data={"code": totp_code(steps=1)}).status_code == 303


@pytest.mark.parametrize("steps", [-20, -2, 2])
def test_codes_of_other_times_are_refused(client: FlaskClient, admin: User, steps: int) -> None:
    post(client, "admin@example.org")
    answer = client.post("/accounts/second-step", data={"code": totp_code(steps=steps)}, headers=EN)
    assert answer.status_code == 422
    assert "This code does not fit." in field_error(answer.text, "code")


def test_wrong_codes_lock_as_wrong_passwords_do(client: FlaskClient, admin: User) -> None:
    post(client, "admin@example.org")
    for _ in range(4):
        client.post("/accounts/second-step", data={"code": "000000"})
        post(
            client, "admin@example.org"
        )  # a right password in between must not start the count again
    client.post("/accounts/second-step", data={"code": "000000"})
    assert fresh(admin).locked_until is not None
    assert client.post("/accounts/second-step", data={"code": totp_code()}).status_code == 422


@pytest.mark.both_databases
def test_tries_at_the_same_time_are_all_counted(app: Flask, lin: User) -> None:
    app.config["WTF_CSRF_ENABLED"] = False

    def knock(number: int) -> int:
        data = {
            "login": "lin@example.org",
            "password": PASSWORD if number == 11 else f"wrong-{number}",
        }
        with app.app_context():
            return app.test_client().post(URL, data=data).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(knock, range(12)))
    kept = fresh(lin)
    if 303 in answers:  # the right one was among the first five
        assert kept.failed_count <= 5
    else:
        assert kept.failed_count == 5
        assert kept.locked_until is not None


def test_a_second_step_removed_meanwhile_leads_back(client: FlaskClient, admin: User) -> None:
    post(client, "admin@example.org")
    with writing():
        user = db.session.get_one(User, admin.id)
        actions.drop_second_factor(user, actor_id=0, now=now())
        db.session.commit()
        db.session.remove()
    assert client.post("/accounts/second-step", data={"code": totp_code()}).status_code == 422
    assert post(client, "admin@example.org").location == "/home"


def test_no_code_lets_in_while_the_account_rests(client: FlaskClient, admin: User) -> None:
    post(client, "admin@example.org")
    with writing():
        user = db.session.get_one(User, admin.id)
        user.locked_until = now() + timedelta(minutes=1)
        db.session.commit()
        db.session.remove()
    assert client.post("/accounts/second-step", data={"code": totp_code()}).status_code == 422
    assert fresh(admin).failed_count == 0


def test_the_second_step_does_not_wait_for_ever(client: FlaskClient, admin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        post(client, "admin@example.org")
        clock.shift(timedelta(minutes=5, seconds=1))
        answer = client.post("/accounts/second-step", data={"code": totp_code()})
    assert answer.status_code == 303
    assert answer.location == "/accounts/sign-in"


def test_an_empty_code_is_named(client: FlaskClient, admin: User) -> None:
    post(client, "admin@example.org")
    assert client.get("/accounts/second-step").status_code == 200
    answer = client.post("/accounts/second-step", data={"code": ""}, headers=EN)
    assert "Please fill this in." in field_error(answer.text, "code")
    assert fresh(admin).failed_count == 0


def test_a_password_changed_meanwhile_ends_the_second_step(
    client: FlaskClient, admin: User
) -> None:
    post(client, "admin@example.org")
    with writing():
        user = db.session.get_one(User, admin.id)
        actions.change_password(user, password_hash="$argon2id$other", now=now())
        db.session.commit()
        db.session.remove()
    answer = client.post("/accounts/second-step", data={"code": totp_code()})
    assert answer.location == "/accounts/sign-in"


def test_the_second_step_without_the_first_leads_back(client: FlaskClient) -> None:
    assert client.get("/accounts/second-step").location == "/accounts/sign-in"


def test_staff_without_a_second_step_set_it_up_first(client: FlaskClient, app: Flask) -> None:
    zhao = make_user("赵审题", roles=[Role.ITEM_REVIEWER], second_factor_on=False)
    sign_in(client, zhao)
    for url in ("/home", "/accounts/profile", "/accounts/security"):
        assert client.get(url).location.startswith("/accounts/second-factor?next=")
    assert client.get("/accounts/second-factor").status_code == 200
    assert client.get("/home", headers={"Accept": "application/json"}).status_code == 403
    assert client.post("/accounts/sign-out").status_code == 303
