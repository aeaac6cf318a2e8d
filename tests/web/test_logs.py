"""The log tells what happened and about which request, and nothing about people."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from tests.factories_accounts import PASSWORD, make_user, sign_in
from trainingapp.accounts import actions
from trainingapp.accounts.models import User
from trainingapp.extensions import db, limiter
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

PERSONAL = ("lin@example.org", "13800138000", "林美华", PASSWORD, "203.0.113.7")


@pytest.fixture
def lines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """Every line of the log."""
    monkeypatch.setitem(app.config, "LOG_REQUESTS", True)
    before = limiter.enabled
    limiter.enabled = False
    with capture_logs() as found:
        yield found
    limiter.enabled = before


def test_a_request_is_one_line_with_its_number(
    client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    client.get("/accounts/sign-in?next=/home", headers={"X-Request-ID": "request-12345"})
    (line,) = lines
    assert line["event"] == "request"
    assert (line["request_id"], line["method"], line["path"], line["status"]) == (
        "request-12345",
        "GET",
        "/accounts/sign-in",
        200,
    )
    assert isinstance(line["milliseconds"], float)


def test_a_whole_visit_leaves_nothing_personal(
    app: Flask, client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    lin = make_user("林美华", email="lin@example.org", mobile="13800138000")
    client.post("/accounts/sign-in", data={"login": "lin@example.org", "password": "wrong"})
    client.post("/accounts/sign-in", data={"login": "13800138000", "password": PASSWORD})
    client.get("/accounts/users?q=lin@example.org")
    client.post("/accounts/reset", data={"email": "lin@example.org"})
    sign_in(client, lin)
    client.post("/accounts/profile", data={"display_name": "林美华", "work_unit": "春晖"})
    client.post("/accounts/my-data/export.json")
    everything = json.dumps(lines, ensure_ascii=False, default=str)
    assert len(lines) == 6
    assert [word for word in PERSONAL if word in everything] == []


def test_the_secret_of_a_mailed_link_is_not_in_the_log(
    app: Flask, client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    lin = make_user()
    with writing():
        secret = actions.start_reset(db.session.get_one(User, lin.id), now=now())
        db.session.commit()
    assert client.get(f"/accounts/reset/{secret}").status_code == 200
    assert secret not in json.dumps(lines, default=str)
    assert lines[-1]["path"] == "/accounts/reset/…"


def test_an_error_of_the_database_does_not_repeat_what_was_typed(
    app: Flask, lines: list[dict[str, object]]
) -> None:
    make_user(email="lin@example.org")
    statement = text(
        'INSERT INTO "user" (display_name, email, password_hash, must_change_password,'
        " failed_count, totp_last_step, theme, is_elder, work_unit, created_at)"
        " VALUES (:name, :email, '', 0, 0, 0, 'auto', 0, '', 0)"
    )
    with writing(), pytest.raises(IntegrityError) as caught:
        db.session.execute(statement, {"name": "林美华", "email": "lin@example.org"})
    db.session.rollback()
    assert "lin@example.org" not in str(caught.value)
    assert "林美华" not in str(caught.value)


def test_static_files_and_the_exam_rooms_saving_are_not_logged(
    client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    client.get("/static/none.css")
    client.post("/exams/attempts/1/events", json={})
    assert lines == []


def test_a_warning_of_the_program_carries_the_number_of_the_request(
    app: Flask, client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    app.logger.warning("outside of any request")
    assert lines[-1]["request_id"] is None
    assert lines[-1]["log_level"] == "warning"
    assert app.logger.propagate is False
    assert app.logger.isEnabledFor(logging.INFO)


def test_a_line_break_in_an_address_makes_no_second_line(
    client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    client.get('/nowhere%0a{"event":"forged"}')
    assert len(lines) == 1
    assert "\n" not in json.dumps(lines[0])
