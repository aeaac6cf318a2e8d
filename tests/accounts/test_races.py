"""Two at once, on both databases: rows are written as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import list_acts
from tests.factories_accounts import (
    PASSWORD,
    fresh,
    make_organisation,
    make_user,
    sign_in,
    totp_code,
)
from tests.factories_exams import at_once
from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import (
    Organisation,
    PasswordReset,
    RecoveryCode,
    RoleGrant,
    SignIn,
    User,
)
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing

NEW = "kiefer-und-roter-tee-9"
pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def browsers(app: Flask, *users: User) -> list[FlaskClient]:
    return [sign_in(app.test_client(), user) for user in users]


def half_way(app: Flask, login: str) -> FlaskClient:
    """A browser that has shown the password and is asked for the code."""
    browser = app.test_client()
    data = {"login": login, "password": PASSWORD}
    assert browser.post("/accounts/sign-in", data=data).location == "/accounts/second-step"
    return browser


def give_codes(user: User) -> list[str]:
    with committing():
        return actions.renew_recovery_codes(db.session.get_one(User, user.id), now=now())


def standing(role: Role) -> int:
    db.session.rollback()
    return db.session.query(RoleGrant).filter_by(role=role, revoked_at=None).count()


def test_a_code_shown_in_three_browsers_at_once_lets_one_in(app: Flask, admin: User) -> None:
    waiting = [half_way(app, "admin@example.org") for _ in range(3)]
    code = totp_code()

    def enter(browser: FlaskClient) -> int:
        return browser.post("/accounts/second-step", data={"code": code}).status_code

    assert sorted(at_once(app, enter, waiting)) == [303, 422, 422]
    assert db.session.query(SignIn).count() == 1


def test_a_recovery_code_shown_in_three_browsers_at_once_lets_one_in(
    app: Flask, admin: User
) -> None:
    code = give_codes(admin)[0]
    waiting = [half_way(app, "admin@example.org") for _ in range(3)]

    def enter(browser: FlaskClient) -> int:
        return browser.post("/accounts/second-step", data={"code": code}).status_code

    assert sorted(at_once(app, enter, waiting)) == [303, 422, 422]
    assert list_acts().count("account.use_recovery_code") == 1


def test_wrong_codes_at_once_are_all_counted(app: Flask, admin: User) -> None:
    waiting = [half_way(app, "admin@example.org") for _ in range(4)]

    def enter(browser: FlaskClient) -> int:
        return browser.post("/accounts/second-step", data={"code": "000000"}).status_code

    assert at_once(app, enter, waiting) == [422] * 4
    assert fresh(admin).failed_count == 4


def test_two_administrators_who_depose_each_other_leave_one(app: Flask, admin: User) -> None:
    other = make_user("管理员钱", roles=[Role.ADMINISTRATOR])
    pair = browsers(app, admin, other)
    targets = [(other.id, other.role_grants[0].id), (admin.id, admin.role_grants[0].id)]

    def depose(number: int) -> int:
        user_id, grant_id = targets[number]
        address = f"/accounts/users/{user_id}/roles/{grant_id}/revocation"
        return pair[number].post(address).status_code

    answers = at_once(app, depose, [0, 1])
    assert answers.count(303) == 1
    assert standing(Role.ADMINISTRATOR) == 1


def test_two_administrators_who_leave_at_once_leave_one(app: Flask, admin: User) -> None:
    other = make_user("管理员钱", roles=[Role.ADMINISTRATOR])

    def leave(browser: FlaskClient) -> int:
        return browser.post("/accounts/deletion", data={"password": PASSWORD}).status_code

    assert sorted(at_once(app, leave, browsers(app, admin, other))) == [303, 409]
    staying = [user for user in (admin, other) if fresh(user).deletion_due_at is None]
    assert len(staying) == 1


def test_a_role_given_twice_at_once_is_held_once(app: Flask, admin: User, lin: User) -> None:
    other = make_user("管理员钱", roles=[Role.ADMINISTRATOR])
    place = make_organisation()
    data = {"role": "marker", "organisation_id": str(place.id)}

    def give(browser: FlaskClient) -> int:
        return browser.post(f"/accounts/users/{lin.id}/roles", data=data).status_code

    assert at_once(app, give, browsers(app, admin, other)) == [303, 303]
    assert standing(Role.MARKER) == 1
    assert list_acts().count("account.grant_role") == 1


def test_nobody_becomes_administrator_and_auditor_at_once(
    app: Flask, admin: User, lin: User
) -> None:
    other = make_user("管理员钱", roles=[Role.ADMINISTRATOR])
    pair = browsers(app, admin, other)

    def give(number: int) -> int:
        data = {"role": ("administrator", "auditor")[number]}
        return pair[number].post(f"/accounts/users/{lin.id}/roles", data=data).status_code

    assert sorted(at_once(app, give, [0, 1])) == [303, 409]
    assert len(fresh(lin).role_grants) == 1


def test_two_sign_ups_at_once_make_one_account(app: Flask) -> None:
    data = {
        "display_name": "张小燕",
        "login": "zhang@example.org",
        "password": NEW,
        "consent": "1",
    }

    def register(browser: FlaskClient) -> int:
        return browser.post("/accounts/register", data=data).status_code

    answers = at_once(app, register, [app.test_client(), app.test_client()])
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 422}
    assert db.session.query(User).count() == 1


def test_two_people_who_take_one_number_at_once_do_not_share_it(
    app: Flask, lin: User, wang: User
) -> None:
    data = {"email": "", "mobile": "13900139000", "password": PASSWORD}

    def move(browser: FlaskClient) -> int:
        return browser.post("/accounts/contact", data=data).status_code

    answers = at_once(app, move, browsers(app, lin, wang))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 422}
    holders = [queries.mobile_of(fresh(user)) for user in (lin, wang)]
    assert holders.count("13900139000") == 1


def test_one_organisation_entered_by_two_at_once_is_entered_once(app: Flask, admin: User) -> None:
    other = make_user("管理员钱", roles=[Role.ADMINISTRATOR])
    data = {"kind": "agency", "name": "和风社工中心"}

    def enter(browser: FlaskClient) -> int:
        return browser.post("/accounts/organisations/new", data=data).status_code

    answers = at_once(app, enter, browsers(app, admin, other))
    assert answers.count(303) == 1
    assert set(answers) <= {303, 409, 422}
    assert db.session.query(Organisation).count() == 1


def test_a_reset_link_opened_in_two_places_at_once_sets_one_password(app: Flask, lin: User) -> None:
    with committing():
        secret = actions.start_reset(db.session.get_one(User, lin.id), now=now())

    def finish(password: str) -> int:
        browser = app.test_client()
        data = {"new_password": password}
        return browser.post(f"/accounts/reset/{secret}", data=data).status_code

    assert sorted(at_once(app, finish, [NEW, "moos-und-weisser-tee-8"])) == [303, 422]
    assert list_acts().count("account.reset_password") == 1


def test_recovery_codes_made_in_two_places_at_once_are_ten(app: Flask, lin: User) -> None:
    def renew(browser: FlaskClient) -> int:
        return browser.post("/accounts/recovery-codes", data={"password": PASSWORD}).status_code

    assert at_once(app, renew, browsers(app, lin, lin)) == [200, 200]
    assert db.session.query(RecoveryCode).count() == 10


def test_of_two_reset_links_asked_for_at_once_one_works(app: Flask, lin: User) -> None:
    def ask(browser: FlaskClient) -> int:
        return browser.post("/accounts/reset", data={"email": "lin@example.org"}).status_code

    assert at_once(app, ask, [app.test_client(), app.test_client()]) == [303, 303]
    assert db.session.query(PasswordReset).filter_by(used_at=None).count() == 1


def test_an_account_called_back_while_the_worker_takes_it_away_is_whole_or_gone(
    app: Flask, lin: User
) -> None:
    [browser] = browsers(app, lin)
    with committing():
        user = db.session.get_one(User, lin.id)
        user.deletion_due_at = now() - timedelta(seconds=1)

    def take_away() -> int:
        with committing():
            return actions.anonymise_due(now=now())

    def call_back() -> int:
        return browser.post("/accounts/deletion/cancellation").status_code

    acts: list[Callable[[], int]] = [take_away, call_back]
    at_once(app, lambda act: act(), acts)
    kept = fresh(lin)
    assert (kept.email is None) is (kept.anonymised_at is not None)
    if kept.anonymised_at is None:
        assert kept.deletion_due_at is None
