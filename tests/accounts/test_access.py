"""Who may open what: owner, other, other role, anonymous, for every protected page of accounts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_organisation, make_user, sign_in
from trainingapp.accounts import actions
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Permission, Role
from trainingapp.web.access import PUBLIC
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

OWN_PAGES = [
    "profile",
    "contact",
    "security",
    "password",
    "second-factor",
    "second-factor/removal",
    "recovery-codes",
    "sign-ins",
    "privacy/consent",
    "my-data",
    "deletion",
]
ADMIN_PAGES = [
    "users",
    "users/new",
    "users/{user}",
    "organisations",
    "organisations/new",
    "organisations/{base}",
]
ADMIN_ACTS = [
    "users/{user}/roles",
    "users/{user}/roles/{grant}/revocation",
    "users/{user}/unlocking",
    "users/{user}/sign-ins/end",
    "users/{user}/temporary-password",
    "users/{user}/second-factor/removal",
    "users/{user}/reveal",
    "users/new",
    "organisations/new",
    "organisations/{base}",
]
PUBLIC_PAGES = [
    "sign-in",
    "register",
    "reset",
    "reset/sent",
    "reset/unknown",
    "privacy",
    "privacy/2026-11",
    "privacy/2026-11-23",
    "presence",
]
EVERY_ROLE_BUT_ADMINISTRATOR = [role for role in Role if role is not Role.ADMINISTRATOR]


@dataclass
class Places:
    """Something of somebody else to aim at."""

    user: int
    grant: int
    base: int

    def url(self, pattern: str) -> str:
        return "/accounts/" + pattern.format(user=self.user, grant=self.grant, base=self.base)


@pytest.fixture
def places(app: Flask) -> Places:
    target = make_user("孙主任", roles=[Role.AGENCY_MANAGER])
    return Places(target.id, target.role_grants[0].id, make_organisation().id)


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_open_to_everybody_signed_in(client: FlaskClient, lin: User, page: str) -> None:
    sign_in(client, lin)
    assert client.get(f"/accounts/{page}").status_code == 200


@pytest.mark.parametrize("page", [*OWN_PAGES, *ADMIN_PAGES])
def test_anonymous_readers_are_asked_to_sign_in(
    client: FlaskClient, places: Places, page: str
) -> None:
    answer = client.get(places.url(page))
    assert answer.status_code == 302
    assert answer.location.startswith("/accounts/sign-in?next=/accounts/")


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_public_pages_open_to_anybody(client: FlaskClient, page: str) -> None:
    assert client.get(f"/accounts/{page}").status_code == 200


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_administrators_open_the_pages_of_people(
    client: FlaskClient, admin: User, places: Places, page: str
) -> None:
    sign_in(client, admin)
    assert client.get(places.url(page)).status_code == 200


@pytest.mark.parametrize("role", EVERY_ROLE_BUT_ADMINISTRATOR)
def test_no_other_role_opens_the_pages_of_people(
    client: FlaskClient, places: Places, role: Role
) -> None:
    sign_in(client, make_user(roles=[role]))
    assert {client.get(places.url(page)).status_code for page in ADMIN_PAGES} == {403}


@pytest.mark.parametrize("role", EVERY_ROLE_BUT_ADMINISTRATOR)
def test_no_other_role_acts_on_people(client: FlaskClient, places: Places, role: Role) -> None:
    sign_in(client, make_user(roles=[role]))
    assert {client.post(places.url(act)).status_code for act in ADMIN_ACTS} == {403}


@pytest.mark.parametrize("act", ADMIN_ACTS)
def test_anonymous_readers_act_on_nobody(client: FlaskClient, places: Places, act: str) -> None:
    answer = client.post(places.url(act))
    assert answer.status_code == 302
    assert answer.location == "/accounts/sign-in"
    db.session.rollback()
    assert not db.session.get_one(User, places.user).must_change_password


def test_a_role_in_one_organisation_does_not_administer_the_site(
    client: FlaskClient, app: Flask
) -> None:
    # Permissions without a place are for the whole site; the views of people ask for no organisation.
    sign_in(client, make_user(roles=[Role.REGISTRAR], organisation=make_organisation()))
    assert client.get("/accounts/users").status_code == 403


@pytest.mark.parametrize("page", ["users/999999", "organisations/999999"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, admin: User, page: str) -> None:
    sign_in(client, admin)
    assert client.get(f"/accounts/{page}").status_code == 404


def test_nobody_ends_the_sign_ins_of_others(client: FlaskClient, lin: User, wang: User) -> None:
    with writing():
        foreign = actions.open_sign_in(db.session.get_one(User, wang.id), now=now()).id
        db.session.commit()
        db.session.remove()
    sign_in(client, lin)
    assert client.post(f"/accounts/sign-ins/{foreign}/end").status_code == 404


def test_a_grant_is_revoked_only_through_its_owner(
    client: FlaskClient, admin: User, places: Places
) -> None:
    sign_in(client, admin)
    url = f"/accounts/users/{admin.id}/roles/{places.grant}/revocation"
    assert client.post(url).status_code == 404


def test_every_writing_view_refuses_a_missing_token(
    app: Flask, client: FlaskClient, lin: User
) -> None:
    sign_in(client, lin)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for rule in app.url_map.iter_rules():
            if rule.endpoint.startswith("accounts.") and "POST" in (rule.methods or set()):
                url = rule.build({name: 1 for name in rule.arguments})[1]  # type: ignore[index]
                assert client.post(url).status_code == 400, rule.endpoint
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_views_ask_for_the_permissions_that_the_table_gives(app: Flask) -> None:
    asked = {
        name.removeprefix("accounts."): getattr(view, "access", None)
        for name, view in app.view_functions.items()
        if name.startswith("accounts.")
    }
    public = {name for name, access in asked.items() if access is PUBLIC}
    assert public == {
        "sign_in",
        "second_step",
        "register",
        "request_reset",
        "show_reset_sent",
        "reset_password",
        "show_privacy",
        "show_presence",
        "set_display",
    }
    assert asked["reveal_field"] is Permission.ACCOUNT_REVEAL
    assert {n for n, a in asked.items() if a is Permission.ORGANISATION_MANAGE} == {
        "list_organisations",
        "new_organisation",
        "edit_organisation",
    }
