"""One world for all tests of walls, written once. Every request is undone, so it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from tests.conftest import empty_tables
from tests.factories_incubator import NOON
from tests.factories_walls import World, make_world
from tests.incubator.walls.visiting import Visitors
from trainingapp.extensions import db


@pytest.fixture(scope="package")
def site(sqlite_app: Flask) -> Iterator[Flask]:
    """The application at NOON; without tokens, as with any browser of the tests."""
    before = sqlite_app.config.get("WTF_CSRF_ENABLED", True)
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    with time_machine.travel(NOON, tick=False), sqlite_app.app_context():
        yield sqlite_app
        db.session.remove()
        empty_tables()
    sqlite_app.config["WTF_CSRF_ENABLED"] = before


@pytest.fixture(scope="package")
def world(site: Flask) -> World:
    return make_world(site)


@pytest.fixture(scope="package")
def browsers(site: Flask, world: World) -> Visitors:
    """Everybody's browser, signed in."""
    return Visitors(site, world)


@pytest.fixture
def visitors(browsers: Visitors, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitors]:
    """Browsers whose every request is undone at its end, whatever it was answered."""
    monkeypatch.setattr(db.session, "commit", db.session.flush)
    yield browsers
    db.session.rollback()
