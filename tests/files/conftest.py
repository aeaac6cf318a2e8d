"""A signed-in sender, and the folders of this test's application."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from trainingapp.accounts.models import User
from trainingapp.config import Settings
from trainingapp.files.staging import Staging
from trainingapp.files.storage import Storage, open_storage


@pytest.fixture
def settings(app: Flask) -> Iterator[Settings]:
    """The application's settings; both folders are empty before, whoever sent files, and afterwards."""
    found: Settings = app.config["SETTINGS"]
    empty(found)
    yield found
    empty(found)
    app.config["SETTINGS"] = found


def empty(settings: Settings) -> None:
    for folder in ("uploads", "files"):
        shutil.rmtree(settings.data / folder, ignore_errors=True)
    open_storage.cache_clear()


@pytest.fixture
def staging(settings: Settings) -> Staging:
    return Staging(settings)


@pytest.fixture
def storage(settings: Settings) -> Storage:
    return open_storage(settings)


@pytest.fixture
def lin(settings: Settings) -> User:
    return make_user("林美华")


@pytest.fixture
def sender(client: FlaskClient, lin: User) -> FlaskClient:
    """Lin's browser."""
    return sign_in(client, lin)


@pytest.fixture
def stranger(app: Flask, client: FlaskClient, settings: Settings) -> FlaskClient:
    """Wang's browser."""
    return sign_in(app.test_client(), make_user("王建国"))
