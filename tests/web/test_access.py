"""Deny by default, and a way in for those who are signed out."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from tests.conftest import make_app
from trainingapp.extensions import db
from trainingapp.rules.permissions import (
    PERMISSIONS,
    STAFF,
    Grant,
    Permission,
    Role,
    is_staff,
    may,
)
from trainingapp.web.access import public, require


@pytest.fixture
def visitor(tmp_path: Path) -> FlaskClient:
    app: Flask = make_app(tmp_path)
    app.add_url_rule("/silent", view_func=lambda: "never", endpoint="silent")

    @app.get("/guarded")
    @require(Permission.AUDIT_READ)
    def guarded() -> str:
        return "never"

    return app.test_client()


def test_a_view_that_says_nothing_is_closed(visitor: FlaskClient) -> None:
    assert visitor.get("/silent", headers={"Accept": "application/json"}).status_code == 403


def test_a_reader_who_is_signed_out_is_asked_to_sign_in_and_brought_back(
    visitor: FlaskClient,
) -> None:
    answer = visitor.get("/guarded?page=2")
    assert answer.status_code == 302
    assert answer.location.endswith("?next=/guarded?page%3D2")


def test_a_script_that_is_signed_out_gets_401(visitor: FlaskClient) -> None:
    answer = visitor.get("/guarded", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"error": "signed_out"}


def test_an_unknown_host_is_refused(visitor: FlaskClient) -> None:
    assert visitor.get("/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("permission", list(Permission))
def test_a_grant_opens_exactly_what_the_table_says(permission: Permission) -> None:
    for role in Role:
        assert may([Grant(role)], permission) is (role in PERMISSIONS[permission])


def test_a_grant_within_an_organisation_stays_within_it() -> None:
    here = [Grant(Role.EXAM_OFFICER, 1)]
    assert may(here, Permission.SITTING_MANAGE, within=1)
    assert not may(here, Permission.SITTING_MANAGE, within=2)
    assert may([Grant(Role.EXAM_OFFICER)], Permission.SITTING_MANAGE, within=2)


def test_nobody_may_anything_without_grants() -> None:
    assert not any(may([], permission) for permission in Permission)


def test_everyone_but_a_candidate_is_staff() -> None:
    assert not is_staff([Grant(Role.CANDIDATE)])
    assert all(is_staff([Grant(Role.CANDIDATE), Grant(role)]) for role in STAFF)


def test_an_error_page_needs_no_database(visitor: FlaskClient) -> None:
    app = visitor.application

    @app.get("/away")
    @public
    def away() -> str:
        raise OperationalError("SELECT 1", {}, Exception("the server is gone"))

    with app.app_context():
        db.engine.dispose()
    visitor.set_cookie("session", "no such session")
    answer = visitor.get("/away")
    assert answer.status_code == 503
    assert "<h1" in answer.get_data(as_text=True)
