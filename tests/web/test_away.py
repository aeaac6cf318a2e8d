"""The database goes away in the middle of the day: pages say so, checks say so, and it all comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.factories_accounts import make_user, sign_in
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web import sqlite
from trainingapp.web.health import _CHECKS, register_check
from trainingapp.web.sqlite import writer_lock

JSON = {"Accept": "application/json"}
EN = {"Accept-Language": "en"}


class Away:
    """A database that refuses every statement while it is away."""

    def __init__(self) -> None:
        self.is_away = False

    def refuse(self, *_arguments: object) -> None:
        if self.is_away:
            raise OperationalError("SELECT secret", {"email": "lin@example.org"}, Exception("gone"))


@pytest.fixture
def away(app: Flask) -> Iterator[Away]:
    found = Away()
    event.listen(db.engine, "before_cursor_execute", found.refuse)
    yield found
    found.is_away = False
    event.remove(db.engine, "before_cursor_execute", found.refuse)


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/home", "/accounts/profile", "/accounts/users", "/bank/items"])
def test_a_page_says_that_the_site_is_busy_and_opens_again_later(
    app: Flask, client: FlaskClient, away: Away, path: str
) -> None:
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR, Role.ITEM_EDITOR]))
    away.is_away = True
    answer = client.get(path, headers=EN)
    assert answer.status_code == 503
    assert "Error 503" in answer.text
    assert "lin@example.org" not in answer.text
    assert client.get(path, headers=JSON).json["error"] == "503"
    away.is_away = False
    assert client.get(path).status_code == 200


def test_a_form_that_could_not_be_kept_is_not_called_saved(
    app: Flask, client: FlaskClient, away: Away
) -> None:
    sign_in(client, make_user("林"))
    away.is_away = True
    assert client.post("/accounts/profile", data={"display_name": "王"}).status_code == 503
    away.is_away = False
    assert client.post("/accounts/profile", data={"display_name": "王"}).status_code == 303
    assert "王" in client.get("/accounts/profile").text


@pytest.mark.both_databases
def test_the_health_page_turns_and_turns_back(app: Flask, client: FlaskClient, away: Away) -> None:
    away.is_away = True
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "checks": {"database": False, "worker": False}}
    away.is_away = False
    assert client.get("/healthz").status_code == 200


def test_the_health_page_asks_nobody_to_sign_in_and_names_nobody(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_user("林美华"))
    answer = client.get("/healthz")
    assert answer.json is not None
    assert set(answer.json) == {"status", "checks"}


@pytest.mark.parametrize(
    ("is_well", "is_vital", "status", "word"),
    [
        (True, True, 200, "degraded"),
        (False, True, 503, "failing"),
        (False, False, 200, "degraded"),
    ],
)
def test_a_check_of_a_part_counts_as_it_says(
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    is_well: bool,
    is_vital: bool,
    status: int,
    word: str,
) -> None:
    # No worker runs in tests, so the site is degraded at best.
    monkeypatch.setattr("trainingapp.web.health._CHECKS", dict(_CHECKS))
    register_check("storage", lambda: is_well, is_vital=is_vital)
    answer = client.get("/healthz")
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"]) == (status, word)
    assert answer.json["checks"]["storage"] is is_well


def test_a_writer_that_waited_too_long_is_told_to_come_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, make_user("林"))
    monkeypatch.setattr(sqlite, "WAIT_SECONDS", 0.02)
    lock = writer_lock(str(db.engine.url.database))
    lock.acquire()
    try:
        answer = client.post("/accounts/profile", data={"display_name": "王"}, headers=EN)
        assert answer.status_code == 503
        assert "Error 503" in answer.text
        assert client.get("/accounts/profile").status_code == 200  # reading goes on
    finally:
        lock.release()
    assert client.post("/accounts/profile", data={"display_name": "王"}).status_code == 303


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer the-token", 200),
        ("bearer the-token", 403),
        ("Bearer the-token ", 200),
        ("Bearer the-token2", 403),
        ("Bearer the-toke", 403),
        ("Basic the-token", 403),
        ("Bearer", 403),
        ("Bearer Bearer the-token", 403),
        ("Bearer \u00e9", 403),
    ],
)
def test_the_figures_open_by_exactly_the_token(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, header: str, status: int
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "the-token")
    far = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get(
        "/metrics", headers={"Authorization": header}, environ_base=far
    ).status_code in ({status} if not header.endswith(" ") else {200, 403})


def test_with_a_token_set_this_machine_needs_it_too(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "the-token")
    assert client.get("/metrics").status_code == 403


def test_the_figures_name_nobody(app: Flask, client: FlaskClient) -> None:
    lin = make_user("林美华", email="lin@example.org")
    sign_in(client, lin)
    client.get("/home")
    client.get(f"/accounts/users/{lin.id}?q=lin@example.org")
    text = client.get("/metrics").text
    for word in ("林美华", "lin@example.org", f"/users/{lin.id}"):
        assert word not in text
