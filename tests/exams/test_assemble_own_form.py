"""A form assembled for one candidate meets its specification and avoids what they saw lately."""

from __future__ import annotations

import gzip
import json
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from tests.factories_accounts import make_user
from tests.factories_exams import NINE, change, make_created, make_sitting
from tests.factories_itembank import (
    make_form,
    make_item,
    make_law,
    make_specification,
    make_syllabus,
)
from trainingapp.exams.actions.assembling import assemble_own_form
from trainingapp.exams.assembly import FormImpossible
from trainingapp.exams.models import Attempt
from trainingapp.exams.queries.seen import list_seen_codes
from trainingapp.extensions import db
from trainingapp.itembank import queries
from trainingapp.itembank.models import TestForm
from trainingapp.web.transactions import writing

PLAN = "junior-comprehensive-2025"


@pytest.fixture
def bank(app: Flask) -> None:
    """Eight single and four multiple items, and a paper of two and one."""
    with writing():
        make_syllabus()
        make_specification({"single": 2, "multiple": 1})
        for _ in range(8):
            make_item("B")
        for _ in range(4):
            make_item("AC")
        db.session.commit()


def assemble(candidate_id: int, seed: int = 1) -> tuple[TestForm, list[str]]:
    db.session.rollback()
    with writing():
        test_form = assemble_own_form(candidate_id, PLAN, seed=seed, now=NINE)
        db.session.commit()
        codes = [entry["item"] for entry in queries.get_answer_key(test_form.id)]
        db.session.refresh(test_form)
    return test_form, codes


def begin(candidate_id: int, form_id: int, *, at: datetime) -> None:
    number = make_created(make_sitting(form_id), candidate_id)
    change(Attempt, number, state="running", started_at=at)


def test_the_form_is_published_like_any_other(bank: None) -> None:
    test_form, codes = assemble(7, seed=255)
    assert (test_form.code, test_form.origin) == (f"{PLAN}-7-ff", "assembled")
    assert test_form.title["zh"] == "社会工作综合能力（初级） 自动组卷 2026-11-22"
    found = queries.find_form_document(test_form.id)
    assert found is not None
    document = json.loads(gzip.decompress(found.gzip))
    assert [item["kind"] for item in document["items"]] == ["single", "single", "multiple"]
    assert len(set(codes)) == 3
    assert queries.list_forms() == []  # fixed ones only


def test_items_of_the_forms_begun_lately_are_avoided(bank: None) -> None:
    lin = make_user()
    test_form, first = assemble(lin.id)
    begin(lin.id, test_form.id, at=NINE - timedelta(days=3))
    assert list_seen_codes(lin.id, since=NINE - timedelta(days=4)) == set(first)
    assert list_seen_codes(lin.id, since=NINE) == set()
    _, second = assemble(lin.id, seed=2)
    assert set(first).isdisjoint(second)


def test_what_another_candidate_saw_does_not_count(bank: None) -> None:
    lin, wang = make_user(), make_user("王强")
    test_form, _ = assemble(lin.id)
    begin(lin.id, test_form.id, at=NINE)
    assert list_seen_codes(wang.id, since=NINE - timedelta(days=1)) == set()


def test_items_that_rest_on_law_out_of_force_are_left_out(bank: None) -> None:
    with writing():
        ended = make_law(effective_to=date(2026, 6, 30))
        stale = {make_item("B", anchors=[(ended, "3", "公益")]).code for _ in range(20)}
        db.session.commit()
    for seed in range(5):
        _, codes = assemble(7, seed=seed)
        assert stale.isdisjoint(codes)


def test_too_few_items_are_named(bank: None) -> None:
    with writing():
        make_specification({"single": 9}, code="greedy")
        with pytest.raises(FormImpossible) as refused:
            assemble_own_form(7, "greedy", seed=1, now=NINE)
        db.session.rollback()
    (cell,) = refused.value.cells
    assert (cell.axis, cell.name, cell.found) == ("kind", "single", 8)


def test_there_is_no_form_without_a_specification(app: Flask) -> None:
    with writing(), pytest.raises(NoResultFound):
        assemble_own_form(7, "nothing", seed=1, now=NINE)


def test_fixed_forms_count_as_seen_too(bank: None) -> None:
    lin = make_user()
    with writing():
        test_form = make_form(["A"], code="fixed")
        db.session.commit()
        db.session.refresh(test_form)
    begin(lin.id, test_form.id, at=NINE)
    assert len(list_seen_codes(lin.id, since=NINE)) == 1
