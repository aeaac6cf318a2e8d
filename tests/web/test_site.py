"""Pages queue for a few places; writes, files and the health page do not; hot routes pass the hooks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trainingapp.web.site import PAGES_AT_ONCE, pages


@pytest.fixture
def full_house() -> Iterator[ExitStack]:
    """Every place is taken, as by pages that take long."""
    with ExitStack() as taken:
        for _ in range(PAGES_AT_ONCE):
            taken.enter_context(pages)
        yield taken


def test_a_page_waits_for_a_place_and_then_comes(app: Flask, full_house: ExitStack) -> None:
    answers: list[int] = []
    asking = threading.Thread(target=lambda: answers.append(app.test_client().get("/").status_code))
    asking.start()
    asking.join(0.3)
    assert asking.is_alive()
    full_house.close()
    asking.join(10)
    assert answers == [200]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/accounts/sign-in", 422),
        ("GET", "/healthz", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/exams/attempts/1/pulse", 401),
    ],
)
def test_what_must_not_wait_does_not(
    app: Flask, full_house: ExitStack, method: str, path: str, status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answers: list[int] = []
    asking = threading.Thread(
        target=lambda: answers.append(app.test_client().open(path, method=method).status_code)
    )
    asking.start()
    asking.join(10)
    full_house.close()
    assert answers == [status]


def test_a_hot_route_still_says_who_it_was_and_how_to_treat_it(client: FlaskClient) -> None:
    headers = client.get("/exams/attempts/1/pulse").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-ID"]) == 16
    assert "Set-Cookie" not in headers
