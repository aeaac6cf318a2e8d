"""Who is signed in: one statement, a secret, and sign-ins that end."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.factories_accounts import fresh, make_organisation, make_user
from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import SignIn, User
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Grant, Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing


def open_browser(user: User) -> str:
    db.session.rollback()
    with writing():
        found = db.session.get_one(User, user.id)
        actions.open_sign_in(found, user_agent="Firefox", ip="203.0.113.7", now=now())
        key = found.get_id()
        db.session.commit()
    return key


@pytest.mark.both_databases
def test_the_key_finds_the_person_with_their_roles_in_one_statement(app: Flask) -> None:
    base = make_organisation()
    chen = make_user("陈老师", roles=[Role.ITEM_EDITOR, Role.INSTRUCTOR], organisation=base)
    key = open_browser(chen)
    base_id, chen_id = base.id, chen.id
    db.session.remove()
    statements: list[str] = []

    def note(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    found = queries.find_signed_in(key)
    event.remove(db.engine, "before_cursor_execute", note)
    assert found is not None
    assert found.id == chen_id
    assert found.get_id() == key
    assert set(found.grants) == {
        Grant(Role.CANDIDATE),
        Grant(Role.ITEM_EDITOR, base_id),
        Grant(Role.INSTRUCTOR, base_id),
    }
    assert len([s for s in statements if s.startswith("SELECT")]) == 1


@pytest.mark.both_databases
def test_the_number_of_unread_notices_comes_with_the_person(app: Flask) -> None:
    chen, lin = make_user("陈老师", roles=[Role.ITEM_EDITOR, Role.INSTRUCTOR]), make_user()
    key, chen_id, lin_id = open_browser(chen), chen.id, lin.id
    with writing():
        for number, (owner, read_at) in enumerate(
            [(chen_id, None)] * 2 + [(chen_id, now()), (lin_id, None)]
        ):
            db.session.add(
                Notice(
                    user_id=owner,
                    kind="test",
                    arguments="{}",
                    url=f"/{number}",
                    created_at=now(),
                    read_at=read_at,
                )
            )
        db.session.commit()
    db.session.remove()
    found = queries.find_signed_in(key)
    assert found is not None
    assert found.unread_notices == 2


def test_somebody_without_roles_is_a_candidate(app: Flask) -> None:
    found = queries.find_signed_in(open_browser(make_user()))
    assert found is not None
    assert found.grants == (Grant(Role.CANDIDATE),)
    assert not found.is_staff


@pytest.mark.parametrize("spoil", ["secret", "user", "sign_in", "shape", "empty", "letters"])
def test_a_spoilt_key_finds_nobody(app: Flask, spoil: str) -> None:
    other = make_user("王强")
    user_id, sign_in_id, secret = open_browser(make_user()).split(":")
    key = {
        "secret": f"{user_id}:{sign_in_id}:{secret[:-1]}x",
        "user": f"{other.id}:{sign_in_id}:{secret}",
        "sign_in": f"{user_id}:{int(sign_in_id) + 1}:{secret}",
        "shape": f"{user_id}:{secret}",
        "empty": "",
        "letters": f"a:b:{secret}",
    }[spoil]
    assert queries.find_signed_in(key) is None


def test_an_ended_sign_in_finds_nobody(app: Flask) -> None:
    user = make_user()
    first, second = open_browser(user), open_browser(user)
    with writing():
        found = queries.find_signed_in(first)
        assert found is not None
        sign_in = queries.get_sign_in_for(found, found.sign_in_id or 0)
        actions.end_sign_in(sign_in, actor_id=found.id, now=now())
        db.session.commit()
    assert queries.find_signed_in(first) is None
    assert queries.find_signed_in(second) is not None


def test_the_secret_is_not_in_the_database(app: Flask) -> None:
    secret = open_browser(make_user()).split(":")[2]
    kept = db.session.query(SignIn).one()
    assert secret not in kept.secret_hash
    assert len(kept.secret_hash) == 64


def test_a_revoked_role_is_gone_at_once(app: Flask) -> None:
    zhao = make_user("赵审题", roles=[Role.ITEM_REVIEWER])
    key = open_browser(zhao)
    with writing():
        user = fresh(zhao)
        actions.revoke_role(user, queries.list_role_grants(user)[0], actor_id=user.id, now=now())
        db.session.commit()
    found = queries.find_signed_in(key)
    assert found is not None
    assert found.grants == (Grant(Role.CANDIDATE),)
