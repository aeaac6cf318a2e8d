"""Known attacks, each tried on the whole site."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.web.test_security_table import addresses, call
from trainingapp.rules.permissions import Role
from trainingapp.web.access import LEAN

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def strict(app: Flask) -> FlaskClient:
    """A browser whose forms carry no token, on a site that asks for one."""
    client = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = True
    return client


# Without cookies' authority: the signed token in the address is all of it; whoever asks to verify gets the same answer.
BY_TOKEN = {"courses.hear_package", "credentials.verify_by_program"}


def test_every_writing_address_refuses_a_post_from_another_site(
    app: Flask, strict: FlaskClient
) -> None:
    lin = make_user(roles=[Role.ADMINISTRATOR, Role.EXAM_OFFICER, Role.AUDITOR])
    for method, path, endpoint, access in addresses(app):
        if method == "GET" or access is LEAN or endpoint in BY_TOKEN:
            continue
        sign_in(strict, lin)
        assert call(strict, method, path).status_code == 400, path


def test_a_token_of_another_browser_is_worth_nothing(app: Flask, strict: FlaskClient) -> None:
    other = app.test_client()
    page = other.get("/accounts/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    sign_in(strict, make_user())
    answer = strict.post("/accounts/sign-out", data={"csrf_token": token})
    assert answer.status_code == 400


def test_a_script_in_a_name_is_shown_as_text(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user(display_name=SCRIPT))
    page = client.get("/home").get_data(as_text=True)
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/%2e%2e/config.py",
        "/static/..%2f..%2fpyproject.toml",
        "/static//etc/passwd",
        "/static/%00",
    ],
)
def test_no_path_leads_out_of_the_static_folder(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code in {400, 404}


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil"])
def test_no_foreign_host_is_answered(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert host not in answer.get_data(as_text=True)


def test_every_answer_carries_the_security_headers(app: Flask, client: FlaskClient) -> None:
    for path in ("/", "/accounts/sign-in", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert "script-src 'self';" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin", path
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path


def test_pages_of_people_are_kept_by_no_cache(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user())
    assert client.get("/home").headers["Cache-Control"] == "no-store"


def test_the_session_cookie_is_hidden_from_scripts(app: Flask, client: FlaskClient) -> None:
    cookie = client.get("/accounts/sign-in").headers.get("Set-Cookie", "")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
