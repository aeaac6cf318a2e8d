"""A small bank with a syllabus and a law, an editor and another."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import make_item, make_law, make_syllabus
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing


@pytest.fixture
def ground(app: Flask) -> None:
    """A syllabus, a law and three items: ready, draft and retired."""
    with writing():
        make_syllabus()
        make_law()
        said = {"sources": ["2025年版大纲第一章"]}  # as the bank keeps texts
        make_item("B", code="JC-01-0001", content=said)
        make_item("C", code="JC-01-0002", status="draft", content=said)
        make_item("D", code="JC-01-0003", status="retired", content=said)
        db.session.commit()
    db.session.remove()


@pytest.fixture
def chen(ground: None, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR]))


@pytest.fixture
def other(ground: None, app: Flask) -> FlaskClient:
    """Another editor in another browser."""
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app.test_client(), make_user("赵敏", roles=[Role.ITEM_EDITOR]))
