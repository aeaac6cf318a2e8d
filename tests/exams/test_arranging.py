"""Sittings that make themselves: self-service for every form, and for forms made for one person."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.exams.conftest import Person
from tests.factories_exams import Device, make_organised, make_sitting, make_test_form
from tests.factories_itembank import make_form, make_item
from trainingapp.exams.actions.sittings import open_own_sitting, open_self_service
from trainingapp.exams.lean.store import current_store
from trainingapp.exams.lean.test_forms import HeldTestForms
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.itembank.models import TestForm
from trainingapp.web.clock import now
from trainingapp.web.transactions import commit_now, writing


def open_all() -> int:
    db.session.rollback()
    with writing():
        added = open_self_service(now=now())
        commit_now()
    return added


def test_every_fixed_form_can_be_sat_at_any_time_once(app: Flask) -> None:
    first = make_test_form(code="first").id
    second = make_test_form(("A",), code="second").id
    assert open_all() == 2
    assert open_all() == 0
    rows = db.session.scalars(select(Sitting).order_by(Sitting.test_form_id)).all()
    assert [row.test_form_id for row in rows] == [first, second]
    assert [(row.kind, row.minutes, row.most_attempts) for row in rows] == [
        ("self_service", 120, None)
    ] * 2


def test_a_new_version_of_a_form_gets_its_own_sitting(app: Flask) -> None:
    make_test_form(code="paper")
    open_all()
    make_test_form(code="paper", version=2)
    assert open_all() == 1


def test_forms_made_for_somebody_are_not_opened_to_all(app: Flask) -> None:
    make_test_form(code="made", origin="assembled")
    assert open_all() == 0


def test_a_form_made_for_lin_is_only_for_lin(
    app: Flask, phone: Device, lin: Person, other: FlaskClient
) -> None:
    form = make_test_form(code="made", origin="assembled").id
    with writing():
        sitting = open_own_sitting(form, owner_id=lin.id, now=now()).id
        commit_now()
    assert phone.client.get(f"/exams/sittings/{sitting}").status_code == 200
    assert other.get(f"/exams/sittings/{sitting}").status_code == 404
    assert phone.start(sitting).status_code == 201


def test_the_room_gets_addresses_rules_and_no_key(phone: Device, lin: Person) -> None:
    phone.start(make_organised(earliest_hand_in_minutes=30))
    shown = phone.client.get(f"/exams/attempts/{phone.attempt}").text
    found = re.search(r'id="room-data">(.*?)</script>', shown, re.S)
    assert found is not None
    room = json.loads(found.group(1))
    assert room["attempt"] == phone.attempt
    assert room["candidate"] == {"name": "林美华", "number": f"{lin.id:08d}"}
    assert room["rules"] == {
        "items": 6,
        "full_score": "100",
        "cut_score": "60",
        "single": "1",
        "multiple": "2",
        "partial": "0.5",
        "min_submit_minutes": 30,
    }
    assert set(room["urls"]) >= {
        "room", "lease", "events", "pulse", "submission", "receipt", "result", "sign_in", "home",
    }  # fmt: skip
    assert "的理由" not in shown


def test_the_csrf_token_of_the_room_opens_the_lease(app: Flask, phone: Device) -> None:
    phone.start(make_sitting())
    app.config["WTF_CSRF_ENABLED"] = True
    shown = phone.client.get(f"/exams/attempts/{phone.attempt}").text
    found = re.search(r'"csrf": "([^"]+)"', shown)
    assert found is not None
    reply = phone.client.post(
        f"/exams/attempts/{phone.attempt}/lease",
        json={"device": phone.name, "take_over": False},
        headers={"X-CSRFToken": found.group(1)},
    )
    assert reply.status_code == 200


@pytest.mark.both_databases
def test_a_paper_is_loaded_once_and_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    form = make_test_form()
    mark = int(form.document_sha256[:8], 16)
    held, store = HeldTestForms(), current_store()
    first = held.get(store, form.id, mark)
    assert first is not None
    assert first.marking.letters == ("ABCD",) * 3 + ("ABCDE",) * 3
    assert held.get(store, form.id, mark) is first
    assert held.get(store, form.id, mark + 1) is None
    assert held.get(store, 4711, mark) is None


def test_the_papers_used_least_make_room(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainingapp.exams.lean.test_forms.MOST_TEST_FORMS", 2)
    held, store = HeldTestForms(), current_store()
    forms = [make_test_form(("A",), code=f"form-{number}") for number in range(3)]
    for form in forms:
        assert held.get(store, form.id, int(form.document_sha256[:8], 16)) is not None
    assert len(held._test_forms) == 2


def test_a_written_paper_is_not_run_here(app: Flask) -> None:
    """Without a scoring policy there is nothing that the room could mark."""
    db.session.rollback()
    with writing():
        item = make_item("A")
        form = make_form(["A"], items=[item], code="written")
        commit_now()
        number, mark = form.id, int(form.document_sha256[:8], 16)
    with writing():
        db.session.execute(db.text("DROP TRIGGER test_form_unchangeable"))
        db.session.execute(db.update(TestForm).values(policy_id=None))
        commit_now()
    try:
        assert HeldTestForms().get(current_store(), number, mark) is None
        assert open_all() == 0
    finally:
        restore()


def restore() -> None:
    from trainingapp.itembank.triggers import TRIGGERS

    statement = next(t for t in TRIGGERS["sqlite"] if "test_form_unchangeable" in t)
    with writing():
        # This connection may not be the one that dropped it; a look makes it read the schema again.
        db.session.execute(db.text("SELECT count(*) FROM sqlite_master"))
        db.session.execute(db.text(statement))
        commit_now()
