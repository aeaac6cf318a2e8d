"""POST /exams/own-forms: a paper of one's own, from items one has not seen lately."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.exams.conftest import Person
from tests.factories_exams import Device, make_test_form
from tests.factories_itembank import make_item, make_specification, make_syllabus
from trainingapp.audit.models import AuditEntry
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.itembank.models import TestForm
from trainingapp.web.transactions import commit_now, writing

CODE = "junior-comprehensive-2025"


@pytest.fixture
def bank(app: object) -> None:
    """A fixed form of three items, and nine more items to choose from."""
    db.session.rollback()
    with writing():
        make_syllabus()
        make_specification({"single": 2, "multiple": 1}, code=CODE)
        for key in ("A", "B", "C", "D", "A", "B", "AB", "CD", "ABC"):
            make_item(key)
        commit_now()
    make_test_form(("A", "B", "CD"))


def own_sittings() -> list[Sitting]:
    db.session.rollback()
    rows = select(Sitting).where(Sitting.owner_id.is_not(None)).order_by(Sitting.id)
    return list(db.session.scalars(rows))


def test_a_candidate_gets_a_paper_of_their_own(bank: None, phone: Device, lin: Person) -> None:
    reply = phone.client.post("/exams/own-forms", data={"specification": CODE})
    assert reply.status_code == 303
    (sitting,) = own_sittings()
    assert reply.location == f"/exams/sittings/{sitting.id}"
    assert (sitting.owner_id, sitting.kind, sitting.minutes) == (lin.id, "self_service", 120)
    form = db.session.get_one(TestForm, sitting.test_form_id)
    assert form.origin == "assembled"
    assert [slot["kind"] for slot in form.answer_key] == ["single", "single", "multiple"]
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert "exams.assemble_form" in actions
    assert phone.start(sitting.id).status_code == 201


def test_the_next_paper_has_other_items(bank: None, phone: Device) -> None:
    codes: list[set[str]] = []
    for _ in range(2):
        phone.client.post("/exams/own-forms", data={"specification": CODE})
        sitting = own_sittings()[-1]
        form = db.session.get_one(TestForm, sitting.test_form_id)
        codes.append({slot["item"] for slot in form.answer_key})
        phone.start(sitting.id)
        phone.submit()
    assert codes[0].isdisjoint(codes[1])


def test_the_list_offers_papers_that_can_be_made(bank: None, phone: Device) -> None:
    shown = phone.client.get("/exams/sittings", headers={"Accept-Language": "en"}).text
    assert "A new paper for you" in shown
    assert f'value="{CODE}"' in shown


def test_without_a_fixed_form_no_paper_is_offered(phone: Device) -> None:
    shown = phone.client.get("/exams/sittings", headers={"Accept-Language": "en"}).text
    assert "A new paper for you" not in shown


@pytest.mark.parametrize("code", ["", "no-such-paper"])
def test_an_unknown_paper_is_not_found(bank: None, phone: Device, code: str) -> None:
    reply = phone.client.post("/exams/own-forms", data={"specification": code})
    assert reply.status_code == 404
    assert own_sittings() == []


def test_a_paper_that_the_bank_cannot_fill_is_refused_with_the_reason(phone: Device) -> None:
    db.session.rollback()
    with writing():
        make_syllabus()
        make_specification({"single": 2, "multiple": 1}, code=CODE)
        make_item("A")
        commit_now()
    reply = phone.client.post("/exams/own-forms", data={"specification": CODE})
    assert reply.status_code == 409
    assert own_sittings() == []


def test_a_paper_of_ones_own_is_nobody_elses(bank: None, phone: Device, other: FlaskClient) -> None:
    phone.client.post("/exams/own-forms", data={"specification": CODE})
    assert other.get(f"/exams/sittings/{own_sittings()[0].id}").status_code == 404
