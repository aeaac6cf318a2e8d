"""How sure the editors are of the syllabus is for editors: no page that a candidate opens says a word of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests.exams.conftest import Person
from tests.factories_accounts import make_user, sign_in
from tests.factories_exams import Device, make_event, make_sitting
from tests.factories_itembank import make_form, make_syllabus
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

NOTE = "章名均为编写组推断，须待核对"
DOUBTS = (NOTE, "官方原文", "据课程笔记", "推断", "confidence", "inference", "From course notes")


@pytest.fixture
def sitting(app: Flask) -> int:
    """A sitting of a subject whose syllabus carries a note and chapters that are known from course notes."""
    with writing():
        make_syllabus(note=NOTE)
        form = make_form(("A", "B")).id
        db.session.commit()
    db.session.remove()
    return make_sitting(form)


def addresses(app: Flask, number: int) -> list[str]:
    """Every address that can be opened, with that number wherever one belongs."""
    adapter = app.url_map.bind("localhost")
    return [
        adapter.build(
            rule.endpoint, {name: value_for(rule, name, number) for name in rule.arguments}
        )
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.endpoint != "static"
    ]


def value_for(rule: Rule, name: str, number: int) -> object:
    is_number = type(rule._converters[name]).__name__ == "RowNumberConverter"
    return number if is_number else "JC-01-0001"


def doubts(client: FlaskClient, address: str) -> tuple[bool, list[str]]:
    with client.get(address) as answer:
        is_page = answer.status_code == 200
        text = answer.text if answer.mimetype.startswith(("text/", "application/json")) else ""
    return is_page, [word for word in DOUBTS if word in text]


def test_candidates_meet_no_doubt_about_the_syllabus_anywhere(
    app: Flask, phone: Device, sitting: int, lin: Person
) -> None:
    phone.start(sitting)
    document = phone.client.get(f"/exams/attempts/{phone.attempt}")
    assert [word for word in DOUBTS if word in document.text] == []
    phone.submit(make_event(1, 1, "A", seconds=20))
    pages = [f"/exams/attempts/{phone.attempt}/review?slot=2", *addresses(app, phone.attempt)]
    found = {address: doubts(phone.client, address) for address in pages}
    assert {address: words for address, (_page, words) in found.items() if words} == {}
    assert sum(is_page for is_page, _words in found.values()) > 12
    sign_out = [address for address in pages if "sign-out" in address]
    assert sign_out == []  # nothing above was asked by a stranger


def test_an_editor_does_meet_them(app: Flask, client: FlaskClient, sitting: int) -> None:
    chen = sign_in(client, make_user("陈晨", roles=[Role.ITEM_EDITOR], language="zh"))
    assert set(doubts(chen, "/bank/coverage")[1]) >= {NOTE, "据课程笔记"}
