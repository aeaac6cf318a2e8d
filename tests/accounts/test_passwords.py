"""Changing a password, and the mailed way back."""

from __future__ import annotations

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, list_acts, list_mails
from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in
from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import PasswordReset, SignIn, User
from trainingapp.accounts.passwords import (
    hash_password,
    is_right_password,
    make_temporary_password,
)
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
NEW = "drei-lila-elefanten-2"


def change(client: FlaskClient, present: str = PASSWORD, new: str = NEW, **more: str):
    data = {"password": present, "new_password": new, **more}
    return client.post("/accounts/password", data=data, headers=EN)


def ask(client: FlaskClient, email: str = "lin@example.org"):
    return client.post("/accounts/reset", data={"email": email}, headers=EN)


def link() -> str:
    found = re.search(r"http://localhost(/accounts/reset/\S+)", list_mails()[-1].text)
    assert found is not None
    return found.group(1)


def set_new(client: FlaskClient, url: str, new: str = NEW):
    return client.post(url, data={"new_password": new}, headers=EN)


def works(app: Flask, password: str) -> bool:
    data = {"login": "lin@example.org", "password": password}
    return app.test_client().post("/accounts/sign-in", data=data).status_code == 303


def test_a_hash_is_argon2id_and_salted() -> None:
    one, other = hash_password(PASSWORD), hash_password(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
    assert is_right_password(one, PASSWORD)
    assert not is_right_password(one, PASSWORD + " ")
    assert not is_right_password(None, PASSWORD)
    assert not is_right_password("", "")


def test_temporary_passwords_are_unlike_and_readable() -> None:
    made = {make_temporary_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){2}", one) for one in made)


def test_a_new_password_ends_the_other_sign_ins(client: FlaskClient, app: Flask, lin: User) -> None:
    other = app.test_client()
    sign_in(other, lin)
    sign_in(client, lin)
    assert change(client).status_code == 303
    assert client.get("/accounts/profile").status_code == 200
    assert other.get("/accounts/profile").status_code == 302
    assert works(app, NEW)
    assert not works(app, PASSWORD)
    assert "account.change_password" in list_acts()
    assert list_mails()[-1].recipient == "lin@example.org"


@pytest.mark.parametrize(
    ("present", "new", "field", "sentence"),
    [
        ("wrong", NEW, "password", "This is not your present password."),
        (PASSWORD, "kurz", "new_password", "at least 8 characters"),
        (PASSWORD, "13800138000", "new_password", "leave out your name"),
        (PASSWORD, "woaini1314", "new_password", "easy to guess"),
        (PASSWORD, PASSWORD, "new_password", "other than the present one"),
        ("", NEW, "password", "Please fill this in."),
    ],
)
def test_refused_passwords_change_nothing(
    client: FlaskClient, lin: User, present: str, new: str, field: str, sentence: str
) -> None:
    sign_in(client, lin)
    answer = change(client, present, new)
    assert answer.status_code == 422
    assert sentence in field_error(answer.text, field)
    assert is_right_password(fresh(lin).password_hash, PASSWORD)


def test_staff_need_ten_characters(client: FlaskClient, admin: User) -> None:
    sign_in(client, admin)
    answer = change(client, new="x7-Kqvbe9")
    assert "at least 10 characters" in field_error(answer.text, "new_password")


def test_a_temporary_password_must_be_changed_before_anything_else(
    client: FlaskClient, app: Flask
) -> None:
    sun = make_user("孙主任", must_change_password=True)
    sign_in(client, sun)
    assert client.get("/accounts/profile").location == "/accounts/password?next=/accounts/profile"
    assert (
        client.post("/accounts/profile", data={"display_name": "x"}).location
        == "/accounts/password"
    )
    assert "temporary password" in client.get("/accounts/password", headers=EN).text
    assert change(client, next="/accounts/profile").location == "/accounts/profile"
    assert client.get("/accounts/profile").status_code == 200


@pytest.mark.both_databases
def test_a_mailed_link_sets_a_new_password_and_ends_every_sign_in(
    client: FlaskClient, app: Flask, lin: User
) -> None:
    other = app.test_client()
    sign_in(other, lin)
    assert ask(client).location == "/accounts/reset/sent"
    assert list_mails()[-1].recipient == "lin@example.org"
    assert client.get(link()).status_code == 200
    assert set_new(client, link()).location == "/accounts/sign-in"
    assert other.get("/accounts/profile").status_code == 302
    assert works(app, NEW)
    assert {"account.start_reset", "account.reset_password"} <= set(list_acts())


def test_unknown_addresses_get_the_same_answer(client: FlaskClient, lin: User) -> None:
    known, unknown = ask(client), ask(client, "nobody@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert len(list_mails()) == 1


def test_a_mobile_number_brings_the_mail_too(client: FlaskClient, lin: User) -> None:
    ask(client, "13800138000")
    assert list_mails()[-1].recipient == "lin@example.org"


def test_a_link_works_once(client: FlaskClient, lin: User) -> None:
    ask(client)
    set_new(client, link())
    answer = set_new(
        client, list_mails()[0].text.split("http://localhost")[1].split()[0], "another-lila-fish-3"
    )
    assert answer.status_code == 422
    assert "does not work any more" in answer.text
    assert is_right_password(fresh(lin).password_hash, NEW)


def test_a_link_used_in_two_places_at_once_works_in_one(
    app: Flask, lin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing():
        user = db.session.get_one(User, lin.id)
        secret = actions.start_reset(user, now=now())
        reset = queries.find_reset(secret, now=now())
        assert actions.finish_reset(secret, password_hash="first", now=now()) is not None
        monkeypatch.setattr(
            queries, "find_reset", lambda _secret, *, now: reset
        )  # read before the first
        assert actions.finish_reset(secret, password_hash="second", now=now()) is None
        db.session.commit()
    assert fresh(lin).password_hash == "first"
    monkeypatch.undo()
    with writing():
        assert actions.finish_reset(secret, password_hash="third", now=now()) is None
        db.session.rollback()


def test_a_link_opened_in_time_and_sent_too_late_is_refused(client: FlaskClient, lin: User) -> None:
    ask(client)
    url = link()
    with patch.object(actions, "finish_reset", return_value=None):
        answer = set_new(client, url)
    assert answer.status_code == 422
    assert "does not work any more" in answer.text


def test_a_link_ends_after_half_an_hour(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        ask(client)
        clock.shift(timedelta(minutes=29, seconds=59))
        assert "does not work" not in client.get(link(), headers=EN).text
        clock.shift(timedelta(seconds=2))
        assert "does not work any more" in client.get(link(), headers=EN).text
        assert set_new(client, link()).status_code == 422
    assert is_right_password(fresh(lin).password_hash, PASSWORD)


def test_a_newer_link_ends_the_older(client: FlaskClient, lin: User) -> None:
    ask(client)
    older = link()
    ask(client)
    assert "does not work any more" in client.get(older, headers=EN).text
    assert set_new(client, link()).status_code == 303


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/accounts/password", {"password": PASSWORD, "new_password": NEW}),
        ("/accounts/contact", {"email": "elsewhere@example.org", "password": PASSWORD}),
    ],
)
def test_a_mailed_link_ends_when_the_password_or_the_address_changes(
    client: FlaskClient, app: Flask, lin: User, address: str, data: dict[str, str]
) -> None:
    ask(client)
    mailed = link()
    assert client.get(mailed).status_code == 200
    own = app.test_client()
    sign_in(own, lin)
    assert own.post(address, data=data).status_code == 303
    assert "does not work any more" in client.get(mailed, headers=EN).text
    assert set_new(client, mailed, "another-lila-fish-3").status_code == 422


def test_the_rule_holds_for_mailed_links_too(client: FlaskClient, lin: User) -> None:
    ask(client)
    answer = set_new(client, link(), "lin@example.org")
    assert answer.status_code == 422
    assert "leave out your name" in field_error(answer.text, "new_password")
    assert set_new(client, link()).status_code == 303


def test_a_reset_lets_a_resting_account_in(client: FlaskClient, app: Flask, lin: User) -> None:
    for _ in range(5):
        works(app, "wrong")
    ask(client)
    set_new(client, link())
    assert works(app, NEW)


def test_the_secret_of_a_link_is_not_in_the_database(client: FlaskClient, lin: User) -> None:
    ask(client)
    secret = link().rsplit("/", 1)[1]
    kept = db.session.query(PasswordReset).one()
    assert secret not in kept.secret_hash


def test_the_address_in_the_mail_does_not_come_from_the_host_header(
    client: FlaskClient, lin: User
) -> None:
    answer = client.post(
        "/accounts/reset", data={"email": "lin@example.org"}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    client.post(
        "/accounts/reset", data={"email": "lin@example.org"}, headers={"Host": "localhost:6666"}
    )
    assert len(list_mails()) == 1
    assert "6666" not in list_mails()[0].text


def test_the_mail_speaks_the_readers_language(client: FlaskClient, app: Flask) -> None:
    make_user("Lin", email="one@example.org", language="en")
    make_user("林", email="two@example.org", language="zh")
    ask(client, "one@example.org")
    ask(client, "two@example.org")
    english, chinese = list_mails()
    assert english.subject == "Set a new password"
    assert chinese.subject == "设置新密码"
    assert "林，您好：" in chinese.text


def test_whoever_has_no_address_gets_no_mail(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user(email=None, mobile="13700137000"))
    assert change(client).status_code == 303
    ask(client, "13700137000")
    assert list_mails() == []


def test_resetting_signs_nobody_in(client: FlaskClient, app: Flask) -> None:
    make_user(email="staff@example.org", roles=[Role.MARKER])
    ask(client, "staff@example.org")
    set_new(client, link())
    assert client.get("/accounts/profile").status_code == 302
    assert db.session.query(SignIn).count() == 0
