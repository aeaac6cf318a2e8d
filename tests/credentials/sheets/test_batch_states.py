"""What the database itself refuses of sheets, whoever writes: states that contradict what a sheet holds."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.factories_courses import NOON
from tests.factories_graduates import Office, check, make_loaded, make_office, rows_of
from tests.graduates import make_graduate
from trainingapp.credentials.models.batches import DegreeBatch, DegreeBatchRow
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

pytestmark = pytest.mark.both_databases


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office()


def assert_refused(model: Any, row_id: int, **values: Any) -> None:
    """The change breaks a constraint."""
    with writing():
        with pytest.raises(IntegrityError):
            db.session.execute(update(model).where(model.id == row_id).values(**values))
        db.session.rollback()


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"state": "loaded"},
        {"document": "{}"},
        {"undone_at": NOON},
    ],
)
def test_a_checked_sheet_is_nothing_else(office: Office, values: dict[str, Any]) -> None:
    assert_refused(DegreeBatch, check(office, [make_graduate(1)]), **values)


@pytest.mark.parametrize("values", [{"rows_sealed": "x"}, {"state": "undone"}])
def test_a_loaded_sheet_keeps_no_rows_and_is_undone_at_some_time(
    office: Office, values: dict[str, Any]
) -> None:
    assert_refused(DegreeBatch, make_loaded(office, 1), **values)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "withdrawn"},
        {"state": "left", "degree_id": None},
        {"state": "lost"},
        {"kind": "diploma"},
    ],
)
def test_a_paper_that_is_gone_names_nobody(office: Office, values: dict[str, Any]) -> None:
    assert_refused(DegreeBatchRow, rows_of(make_loaded(office, 1))[0].id, **values)


def test_a_paper_that_waits_was_answered_by_nobody(office: Office) -> None:
    row = rows_of(make_loaded(office, 1))[0].id
    assert_refused(DegreeBatchRow, row, answered_by_id=office.registrar.id)


def test_a_number_is_loaded_once(office: Office) -> None:
    one, other = rows_of(make_loaded(office, 1))
    assert_refused(DegreeBatchRow, other.id, number_index=one.number_index)
