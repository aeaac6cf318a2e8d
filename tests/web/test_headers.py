"""Security headers, cookies and caches, on http and on https."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from trainingapp.app import create_app
from trainingapp.config import Settings

KEY = "a secret key of tests, long enough to be real"


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site behind a TLS proxy."""
    settings = Settings(
        data=tmp_path_factory.mktemp("secure"),
        secret_key=KEY,
        base_url="https://learn.example.org",
        trusted_proxies=1,
    )
    app = create_app(settings)
    app.extensions["exams.heartbeat"] = SimpleNamespace(ensure=lambda: None)
    return app


def directives(policy: str) -> dict[str, list[str]]:
    return {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}


@pytest.mark.parametrize("path", ["/", "/accounts/sign-in", "/nowhere", "/healthz", "/metrics"])
def test_every_answer_is_protected(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Content-Security-Policy" in headers
    assert headers["Cache-Control"] == "no-store"


def test_no_script_runs_but_our_own(client: FlaskClient) -> None:
    found = directives(client.get("/").headers["Content-Security-Policy"])
    assert found["default-src"] == found["script-src"] == ["'self'"]
    assert found["style-src-elem"] == ["'self'"]
    for name in ("object-src", "base-uri", "frame-ancestors"):
        assert found[name] == ["'none'"]
    assert found["form-action"] == ["'self'"]
    everything = " ".join(" ".join(values) for values in found.values())
    for word in ("http:", "https:", "*", "unsafe-eval"):
        assert word not in everything


def test_pages_hold_no_script_and_no_style_of_their_own(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_user())
    for path in ("/home", "/accounts/profile", "/exams/sittings", "/notices"):
        html = client.get(path).text
        assert "<style" not in html
        assert "onclick=" not in html
        assert "javascript:" not in html


def test_https_is_promised_only_where_it_is(client: FlaskClient, secure: Flask) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    answer = secure.test_client().get("/", base_url="https://learn.example.org")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_cookies_of_a_secure_site_never_travel_in_the_clear(secure: Flask) -> None:
    visitor = secure.test_client()
    page = visitor.get("/accounts/sign-in", base_url="https://learn.example.org")
    (cookie,) = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


def test_the_cookie_of_the_look_is_no_less_careful(secure: Flask) -> None:
    secure.config["WTF_CSRF_ENABLED"] = False
    answer = secure.test_client().post(
        "/accounts/display", data={"language": "en"}, base_url="https://learn.example.org"
    )
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("display="))
    for word in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert word in cookie


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-Forwarded-Host": "learn.example.org", "X-Forwarded-Proto": "https"}, 200),
        ({"X-Forwarded-Host": "evil.example"}, 400),
        ({"Host": "evil.example"}, 400),
        ({"Host": "learn.example.org.evil.example"}, 400),
        ({"Host": "learn.example.org:8080"}, 200),
        ({"Host": "127.0.0.1"}, 400),
    ],
)
def test_only_our_own_name_is_answered(secure: Flask, headers: dict[str, str], status: int) -> None:
    answer = secure.test_client().get("/", headers=headers, base_url="https://learn.example.org")
    assert answer.status_code == status


def test_a_visitor_cannot_choose_the_address_that_is_noted(app: Flask, client: FlaskClient) -> None:
    # Without a trusted proxy the header is worth nothing; /metrics even refuses who sends it.
    forged = {"X-Forwarded-For": "127.0.0.1"}
    answer = client.get("/metrics", headers=forged, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 403


def test_static_files_are_kept_for_long_and_pages_never(app: Flask, client: FlaskClient) -> None:
    folder = Path(str(app.static_folder))
    name = next(path.name for path in folder.glob("*.json")) if folder.is_dir() else ""
    if name:
        with client.get(f"/static/{name}") as answer:
            assert "no-store" not in answer.headers["Cache-Control"]
    sign_in(client, make_user())
    assert client.get("/home").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("abcdefgh", True),
        ("0123456789abcdef-0123", True),
        ("short", False),
        ("x" * 65, False),
        ("bad id with blanks", False),
        ('"><script>alert(1)', False),
        ("中文中文中文中文".encode().decode("latin-1"), False),
        ("", False),
    ],
)
def test_a_given_request_number_is_kept_only_when_it_is_harmless(
    client: FlaskClient, given: str, is_kept: bool
) -> None:
    found = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert (found == given) is is_kept
    assert len(found) >= 8


def test_each_request_has_a_number_of_its_own(client: FlaskClient) -> None:
    numbers = {client.get("/healthz").headers["X-Request-ID"] for _ in range(5)}
    assert len(numbers) == 5
