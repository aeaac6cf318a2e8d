"""An exam year belongs to a test form: by it items are chosen, and it stays with the form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.factories_itembank import (
    NOON,
    make_form,
    make_item,
    make_law,
    make_specification,
    make_syllabus,
)
from tests.itembank.banks import FORM, ON, changed, write_bank
from trainingapp.exams.actions.assembling import (
    assemble_own_form,
    choose_own_form,
    publish_own_form,
)
from trainingapp.extensions import db
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.exam_years import exam_year_at, law_day_at
from trainingapp.itembank.models import ItemRevision, TestForm, TestFormSlot
from trainingapp.web.transactions import writing

PLAN = "junior-comprehensive-2025"


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), 2027),
        (datetime(2027, 6, 30, 15, 59, 59, tzinfo=UTC), 2027),  # still June in Shanghai
        (datetime(2027, 6, 30, 16, 0, tzinfo=UTC), 2028),  # July begins in Shanghai
        (datetime(2027, 12, 31, 16, 0, tzinfo=UTC), 2028),
    ],
)
def test_the_next_exam_is_named_by_shanghai_days(moment: datetime, year: int) -> None:
    assert exam_year_at(moment) == year
    assert law_day_at(moment) == date(year - 1, 12, 31)
    assert law_day_at(moment, 2031) == date(2030, 12, 31)


@pytest.fixture
def two_laws(app: Flask) -> dict[str, str]:
    """An item on law that ends in 2027 and one on law that begins in 2027: code → exam it is for."""
    with writing():
        make_syllabus()
        make_specification({"single": 1})
        ends = make_law("ends-law", effective_to=date(2027, 2, 28))
        begins = make_law("begins-law", effective_from=date(2027, 3, 1))
        make_item("A", code="JC-01-2027", anchors=[(ends, "1", "旧")])
        make_item("A", code="JC-01-2028", anchors=[(begins, "1", "新")])
        db.session.commit()
    db.session.remove()
    return {"JC-01-2027": "2027", "JC-01-2028": "2028"}


@pytest.mark.parametrize(("year", "kept"), [(None, 2027), (2027, 2027), (2028, 2028)])
def test_a_candidates_form_is_made_by_the_law_of_its_exam(
    two_laws: dict[str, str], year: int | None, kept: int
) -> None:
    with writing():
        chosen = choose_own_form(7, PLAN, seed=1, now=NOON, exam_year=year)
        form = publish_own_form(chosen, now=NOON)
        db.session.commit()
        found = codes_of(form.id)
    assert (form.exam_year, [two_laws[code] for code in found]) == (kept, [str(kept)])


def codes_of(form_id: int) -> list[str]:
    query = (
        select(ItemRevision)
        .join(TestFormSlot, TestFormSlot.item_revision_id == ItemRevision.id)
        .where(TestFormSlot.test_form_id == form_id)
    )
    return [revision.item.code for revision in db.session.scalars(query)]


def test_in_july_the_next_exam_counts(two_laws: dict[str, str]) -> None:
    with writing():
        form = assemble_own_form(7, PLAN, seed=1, now=datetime(2027, 6, 30, 16, 0, tzinfo=UTC))
        db.session.commit()
        assert (form.exam_year, codes_of(form.id)) == (2028, ["JC-01-2028"])


@pytest.mark.both_databases
def test_the_exam_year_of_a_published_form_never_changes(app: Flask) -> None:
    with writing():
        assert make_form().exam_year == 2027
        db.session.commit()
    with writing(), pytest.raises(DBAPIError, match="never changes"):
        db.session.execute(text("UPDATE test_form SET exam_year = 2028"))
    db.session.rollback()


@pytest.mark.parametrize(
    ("own", "named", "kept"),
    [(None, None, 2027), (None, 2028, 2028), (2030, None, 2030), (2030, 2028, 2030)],
)
def test_a_loaded_form_keeps_its_own_year_or_that_of_the_load(
    app: Flask, tmp_path: Path, own: int | None, named: int | None, kept: int
) -> None:
    line = "specification: junior-comprehensive-2025\n"
    texts = changed(FORM, line, f"{line}exam_year: {own}\n") if own else {}
    bank = check_bank(write_bank(tmp_path, **texts), on=ON)
    assert bank.findings == []
    with writing():
        load_bank(bank, now=NOON, progress=lambda done, total: None, exam_year=named)
        db.session.commit()
    assert db.session.scalars(select(TestForm.exam_year)).all() == [kept]
