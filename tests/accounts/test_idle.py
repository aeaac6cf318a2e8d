"""Who was away too long is signed out; asking keeps a sign-in awake; reading pages writes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from trainingapp.accounts.models import SignIn, User
from trainingapp.extensions import db
from trainingapp.web.clock import now


@pytest.mark.parametrize(
    ("who", "minutes", "status"),
    [("lin", 119, 200), ("lin", 121, 302), ("admin", 14, 200), ("admin", 16, 302)],
)
def test_the_idle_limit(
    client: FlaskClient, request: pytest.FixtureRequest, who: str, minutes: int, status: int
) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, request.getfixturevalue(who))
        clock.shift(timedelta(minutes=minutes))
        answer = client.get("/accounts/profile")
        assert answer.status_code == status
        if status == 302:
            assert answer.location == "/accounts/sign-in?next=/accounts/profile"
            assert client.get("/accounts/profile").status_code == 302


def test_being_here_keeps_one_signed_in(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, lin)
        for _ in range(3):
            clock.shift(timedelta(minutes=100))
            assert client.get("/accounts/profile").status_code == 200


def test_an_open_page_may_keep_one_signed_in(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, lin)
        for _ in range(3):
            clock.shift(timedelta(minutes=100))
            assert client.get("/accounts/presence").json == {
                "signed_in": True,
                "idle_seconds": 7200,
            }
        clock.shift(timedelta(minutes=121))
        assert client.get("/accounts/presence").json["signed_in"] is False


def test_scripts_are_told_in_json(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, lin)
        clock.shift(timedelta(minutes=121))
        answer = client.get("/accounts/profile", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"error": "signed_out"}


def test_an_idle_reader_changes_nothing(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, lin)
        clock.shift(timedelta(minutes=121))
        answer = client.post("/accounts/profile", data={"display_name": "Mallory"})
    assert answer.status_code == 302
    db.session.rollback()
    assert db.session.get_one(User, lin.id).display_name == "林美华"


def test_the_cookie_is_renewed_at_most_once_a_minute(client: FlaskClient, lin: User) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, lin)
        client.get("/accounts/profile")  # puts the token of forms into the session
        clock.shift(timedelta(seconds=59))
        assert "session" not in (client.get("/accounts/profile").headers.get("Set-Cookie") or "")
        clock.shift(timedelta(seconds=1))
        assert "session" in (client.get("/accounts/profile").headers.get("Set-Cookie") or "")


def test_only_writing_requests_note_when_one_was_seen(client: FlaskClient, lin: User) -> None:
    def seen() -> float:
        db.session.rollback()
        return db.session.query(SignIn).one().last_seen_at.timestamp()

    with time_machine.travel(now(), tick=False) as clock:
        sign_in(client, lin)
        first = seen()
        clock.shift(timedelta(minutes=10))
        client.get("/accounts/profile")
        assert seen() == first
        client.post("/accounts/profile", data={"display_name": "林美华"})
        assert seen() - first == pytest.approx(600, abs=1)
