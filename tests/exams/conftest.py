"""Lin and Wang, each with a phone of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_exams import Device
from trainingapp.accounts.models import User
from trainingapp.exams.lean import postgresql, sqlite
from trainingapp.rules.permissions import Role


@pytest.fixture(autouse=True)
def close_store(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a test's requests left open for the next one."""
    app: Flask | None = None
    if "app" in request.fixturenames:
        app = request.getfixturevalue("app")
    yield
    if app is not None and "exams.store" in app.extensions:
        app.extensions["exams.store"].close()


@dataclass(frozen=True)
class Person:
    """Who somebody is, without a row that a session could let go of."""

    id: int
    name: str


def person(user: User) -> Person:
    return Person(user.id, user.display_name)


@pytest.fixture
def lin(app: Flask) -> Person:
    """Lin sits exams."""
    return person(make_user("林美华"))


@pytest.fixture
def wang(app: Flask) -> Person:
    """Wang is another candidate."""
    return person(make_user("王建国"))


@pytest.fixture
def zhou(app: Flask) -> Person:
    """Zhou is an exam officer for the whole site."""
    return person(make_user("周敏", roles=[Role.EXAM_OFFICER]))


@pytest.fixture
def phone(client: FlaskClient, lin: Person) -> Device:
    """Lin's phone, signed in."""
    return Device(sign_in(client, lin))


@pytest.fixture
def tablet(app: Flask, lin: Person, client: FlaskClient) -> Device:
    """Lin's second device."""
    return Device(sign_in(app.test_client(), lin), "device-two")


@pytest.fixture
def other(app: Flask, wang: Person, client: FlaskClient) -> FlaskClient:
    """Wang's browser."""
    return sign_in(app.test_client(), wang)


@pytest.fixture
def officer(app: Flask, zhou: Person, client: FlaskClient) -> FlaskClient:
    """Zhou's browser."""
    return sign_in(app.test_client(), zhou)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement of the hot routes, in order."""
    seen: list[str] = []

    def watch(link: type[Any], name: str) -> None:
        real = getattr(link, name)

        def call(self: Any, statement: str, values: Any) -> Any:
            seen.append(" ".join(statement.split()[:3]))
            return real(self, statement, values)

        monkeypatch.setattr(link, name, call)

    for link in (sqlite.SqliteLink, postgresql.PostgresqlLink):
        for name in ("one", "all", "run", "run_many"):
            watch(link, name)
    return seen
