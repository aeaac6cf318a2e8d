"""What the tests of accounts share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from trainingapp.accounts.models import User
from trainingapp.extensions import limiter
from trainingapp.rules.permissions import Role


@pytest.fixture(autouse=True)
def open_limits(app: Flask) -> Iterator[None]:
    """Tests come from one address; only the tests of the limits keep them."""
    before = limiter.enabled
    limiter.enabled = False
    yield
    limiter.enabled = before


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华", email="lin@example.org", mobile="13800138000")


@pytest.fixture
def wang(app: Flask) -> User:
    return make_user("王强", email="wang@example.org")


@pytest.fixture
def admin(app: Flask) -> User:
    return make_user("管理员周", email="admin@example.org", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def auditor(app: Flask) -> User:
    return make_user("吴审计", email="audit@example.org", roles=[Role.AUDITOR])
