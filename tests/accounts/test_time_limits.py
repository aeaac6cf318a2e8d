"""The limits of time in accounts, a second before and a second after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import list_mails
from tests.factories_accounts import PASSWORD, fresh, make_user, sign_in, totp_code
from trainingapp.accounts import actions, idle, jobs, queries
from trainingapp.accounts.models import PasswordReset, SignIn, User
from trainingapp.extensions import db
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CONFIG = {"STAFF_IDLE_MINUTES": 15, "IDLE_MINUTES": 120}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def knock(client: FlaskClient, password: str = PASSWORD, login: str = "lin@example.org") -> int:
    return client.post("/accounts/sign-in", data={"login": login, "password": password}).status_code


def lock_out(client: FlaskClient) -> None:
    for _ in range(5):
        assert knock(client, "wrong") == 422


def change(user: User, **values: object) -> None:
    with committing():
        found = db.session.get_one(User, user.id)
        for name, value in values.items():
            setattr(found, name, value)


@pytest.mark.parametrize(("seconds", "status"), [(-1, 422), (0, 303), (1, 303)])
def test_an_account_rests_for_a_quarter_of_an_hour_and_no_longer(
    client: FlaskClient, lin: User, clock: time_machine.Traveller, seconds: int, status: int
) -> None:
    lock_out(client)
    clock.shift(timedelta(minutes=15, seconds=seconds))
    assert knock(client) == status


def test_four_wrong_passwords_do_not_make_an_account_rest(client: FlaskClient, lin: User) -> None:
    for _ in range(4):
        knock(client, "wrong")
    assert fresh(lin).locked_until is None
    assert knock(client) == 303


def test_tries_while_an_account_rests_make_it_no_longer(
    client: FlaskClient, lin: User, clock: time_machine.Traveller
) -> None:
    lock_out(client)
    until = fresh(lin).locked_until
    for _ in range(6):
        clock.shift(SECOND)
        knock(client, "wrong")
    kept = fresh(lin)
    assert (kept.locked_until, kept.failed_count) == (until, 5)
    assert db.session.query(Notice).count() == 1


@pytest.mark.parametrize(
    ("rounds", "minutes"), [(1, 15), (2, 30), (3, 60), (6, 480), (7, 960), (8, 1440), (9, 1440)]
)
def test_each_rest_is_twice_as_long_up_to_a_day(
    app: Flask, lin: User, rounds: int, minutes: int
) -> None:
    change(lin, failed_count=5 * rounds - 1)
    with committing():
        actions.admit(lin.id, is_right=False, checked_hash=lin.password_hash, now=NOON)
    assert fresh(lin).locked_until == NOON + timedelta(minutes=minutes)
    notice = db.session.query(Notice).one()
    assert json.loads(notice.arguments) == {"failures": 5 * rounds, "minutes": minutes}
    assert notice.url == "/accounts/security"


@pytest.mark.parametrize(("seconds", "target"), [(0, "/home"), (300, "/home"), (301, None)])
def test_the_second_step_waits_five_minutes(
    client: FlaskClient,
    admin: User,
    clock: time_machine.Traveller,
    seconds: int,
    target: str | None,
) -> None:
    assert knock(client, login="admin@example.org") == 303
    clock.shift(timedelta(seconds=seconds))
    answer = client.post("/accounts/second-step", data={"code": totp_code()})
    assert answer.location == (target or "/accounts/sign-in")


@pytest.mark.parametrize(
    ("seconds", "steps", "fits"),
    [(0, 0, True), (29, 0, True), (30, 0, True), (59, 0, True), (60, 0, False), (0, 2, False)],
)
def test_a_code_fits_for_its_half_minute_and_its_neighbours(
    client: FlaskClient,
    admin: User,
    clock: time_machine.Traveller,
    seconds: int,
    steps: int,
    fits: bool,
) -> None:
    code = totp_code(steps=steps)
    clock.shift(timedelta(seconds=seconds))
    knock(client, login="admin@example.org")
    answer = client.post("/accounts/second-step", data={"code": code})
    assert (answer.status_code == 303) is fits


def test_an_earlier_code_than_the_last_one_used_is_worth_nothing(
    client: FlaskClient, app: Flask, admin: User, clock: time_machine.Traveller
) -> None:
    earlier, present = totp_code(steps=-1), totp_code()
    for code, status in ((present, 303), (earlier, 422), (present, 422)):
        browser = app.test_client()
        knock(browser, login="admin@example.org")
        assert browser.post("/accounts/second-step", data={"code": code}).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(-1, 303), (0, 422), (1, 422)])
def test_a_reset_link_works_for_half_an_hour(
    client: FlaskClient, lin: User, clock: time_machine.Traveller, seconds: int, status: int
) -> None:
    with committing():
        secret = actions.start_reset(db.session.get_one(User, lin.id), now=now())
    clock.shift(timedelta(minutes=30, seconds=seconds))
    answer = client.post(
        f"/accounts/reset/{secret}", data={"new_password": "kiefer-und-roter-tee-9"}
    )
    assert answer.status_code == status
    assert len(list_mails()) == (status == 303)


@pytest.mark.parametrize(
    ("roles", "minutes", "seconds", "status"),
    [
        ([], 120, -1, 200),
        ([], 120, 0, 200),
        ([], 120, 1, 302),
        ([Role.MARKER], 15, -1, 200),
        ([Role.MARKER], 15, 0, 200),
        ([Role.MARKER], 15, 1, 302),
    ],
)
def test_who_is_away_too_long_is_signed_out(
    client: FlaskClient,
    app: Flask,
    clock: time_machine.Traveller,
    roles: list[Role],
    minutes: int,
    seconds: int,
    status: int,
) -> None:
    sign_in(client, make_user(roles=roles))
    clock.shift(timedelta(minutes=minutes, seconds=seconds))
    assert client.get("/accounts/security").status_code == status


def test_a_session_that_does_not_say_when_it_was_seen_has_ended() -> None:
    assert idle.is_away_too_long({}, CONFIG, now=NOON)
    assert idle.seconds_away({"seen_at": int(NOON.timestamp()) - 7}, now=NOON) == 7


@pytest.mark.parametrize(("is_staff", "seconds"), [(True, 900), (False, 7200), (None, 7200)])
def test_staff_may_be_away_less_long(is_staff: bool | None, seconds: int) -> None:
    assert idle.idle_seconds({"is_staff": is_staff}, CONFIG) == seconds


@pytest.mark.parametrize(("seconds", "is_noted"), [(60, False), (61, True)])
def test_when_somebody_was_seen_is_noted_once_a_minute(
    client: FlaskClient, lin: User, clock: time_machine.Traveller, seconds: int, is_noted: bool
) -> None:
    sign_in(client, lin)
    clock.shift(timedelta(seconds=seconds))
    assert client.post("/accounts/consents/research").status_code == 303
    seen = db.session.query(SignIn).one().last_seen_at
    assert seen == (NOON + timedelta(seconds=seconds) if is_noted else NOON)


@pytest.mark.parametrize(("seconds", "is_gone"), [(-1, False), (0, True), (1, True)])
def test_the_time_to_think_again_is_fifteen_days(
    client: FlaskClient, lin: User, clock: time_machine.Traveller, seconds: int, is_gone: bool
) -> None:
    sign_in(client, lin)
    assert client.post("/accounts/deletion", data={"password": PASSWORD}).status_code == 303
    clock.shift(timedelta(days=15, seconds=seconds))
    with committing():
        jobs.anonymise_due(now=now())
    assert (fresh(lin).anonymised_at is not None) is is_gone


@pytest.mark.parametrize("days", [0, 14])
def test_who_thinks_again_in_time_stays(
    client: FlaskClient, lin: User, clock: time_machine.Traveller, days: int
) -> None:
    sign_in(client, lin)
    client.post("/accounts/deletion", data={"password": PASSWORD})
    clock.shift(timedelta(days=days))
    sign_in(client, lin)
    assert client.post("/accounts/deletion/cancellation").status_code == 303
    clock.shift(timedelta(days=30))
    with committing():
        jobs.anonymise_due(now=now())
    kept = fresh(lin)
    assert (kept.deletion_due_at, kept.anonymised_at, kept.email) == (None, None, "lin@example.org")


@pytest.mark.parametrize(
    ("ended", "seen", "is_kept"),
    [
        (None, timedelta(days=180), True),
        (None, timedelta(days=180, seconds=1), False),
        (timedelta(days=180), timedelta(days=180), True),
        (timedelta(days=180, seconds=1), timedelta(days=180), False),
    ],
)
def test_sign_ins_are_kept_for_180_days(
    app: Flask, lin: User, ended: timedelta | None, seen: timedelta, is_kept: bool
) -> None:
    with committing():
        sign_in_row = actions.open_sign_in(db.session.get_one(User, lin.id), now=NOON - seen)
        sign_in_row.ended_at = NOON - ended if ended else None
    with committing():
        jobs.forget_old_traces(now=NOON)
    assert db.session.query(SignIn).count() == is_kept


@pytest.mark.parametrize(("seconds", "is_kept"), [(-1, True), (0, True), (1, False)])
def test_a_reset_link_is_forgotten_a_day_after_it_ended(
    app: Flask, lin: User, seconds: int, is_kept: bool
) -> None:
    with committing():
        actions.start_reset(db.session.get_one(User, lin.id), now=NOON)
    with committing():
        jobs.forget_old_traces(now=NOON + timedelta(days=1, minutes=30, seconds=seconds))
    assert db.session.query(PasswordReset).count() == is_kept


def test_at_most_a_hundred_leave_in_one_go(app: Flask) -> None:
    with committing():
        db.session.add_all(
            User(
                display_name="林",
                email=f"leaver{number}@example.org",
                password_hash="x",
                created_at=NOON,
                deletion_due_at=NOON,
            )
            for number in range(102)
        )
    with committing():
        assert actions.anonymise_due(now=NOON) == 100
    assert len(queries.list_users_to_anonymise(now=NOON)) == 2
