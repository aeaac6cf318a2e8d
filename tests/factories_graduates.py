"""Universities, their registrars, and sheets that were checked or loaded."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories_accounts import make_registrar, make_university
from tests.factories_courses import NOON
from tests.graduates import TODAY, make_book, make_graduate
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.actions.batches import File, check_sheet
from trainingapp.credentials.actions.loading import load_batch
from trainingapp.credentials.models.batches import DegreeBatch, DegreeBatchRow
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.queries.batches import lock_batch
from trainingapp.credentials.sheets.judging import read_entry
from trainingapp.credentials.sheets.reading import read_sheet
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

NAME = "滨江大学"


class Office(NamedTuple):
    """A university and its registrar."""

    university: Organisation
    registrar: User


def make_office(name: str = NAME, registrar: str = "何敏") -> Office:
    """A university with a registrar."""
    university = make_university(name)
    return Office(university, make_registrar(university, name=registrar))


def check(office: Office, rows: Iterable[Mapping[str, Any]], *, now: datetime = NOON) -> int:
    """A committed check of a sheet with these rows; its number."""
    data = make_book(rows)
    file = File("graduates.xlsx", hashlib.sha256(data).hexdigest(), read_sheet(data, "g.xlsx"))
    with writing():
        batch = check_sheet(
            office.university.id, file, maker_id=office.registrar.id, today=TODAY, now=now
        )
        number = batch.id
        db.session.commit()
        db.session.remove()
    return number


def load(office: Office, batch_id: int, *, now: datetime = NOON) -> None:
    """A committed confirmation."""
    with writing():
        registrar = db.session.get_one(User, office.registrar.id)
        load_batch(lock_batch(batch_id, None), registrar=registrar, now=now)
        db.session.commit()
        db.session.remove()


def make_loaded(office: Office, *numbers: int, **changes: Any) -> int:
    """A loaded sheet of these graduates; its number."""
    batch = check(office, [make_graduate(number, **changes) for number in numbers or (1,)])
    load(office, batch)
    return batch


def get_batch(batch_id: int) -> DegreeBatch:
    """A sheet as its row is now."""
    found = db.session.get_one(DegreeBatch, batch_id, populate_existing=True)
    _ = found.organisation, found.issuer_key
    return found


def rows_of(batch_id: int) -> list[DegreeBatchRow]:
    """What a sheet loaded, as it is now."""
    query = select(DegreeBatchRow).where(DegreeBatchRow.batch_id == batch_id)
    order = query.order_by(DegreeBatchRow.id).execution_options(populate_existing=True)
    return list(db.session.scalars(order))


def degrees() -> list[DegreeRecord]:
    """Every degree record there is."""
    query = select(DegreeRecord).order_by(DegreeRecord.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def found_in(batch_id: int, *, with_notes: bool = True) -> list[tuple[int, str, str]]:
    """Row, column and code of every finding."""
    entries = [read_entry(stored) for stored in get_batch(batch_id).findings]
    db.session.rollback()
    return [
        (row, finding.column, finding.code)
        for row, finding in entries
        if with_notes or finding.is_error
    ]


def upload(
    client: FlaskClient, office: Office, data: bytes, name: str = "graduates.xlsx"
) -> TestResponse:
    """Bring a file as the registrar does."""
    return client.post(
        "/credentials/batches/new",
        data={"file": (io.BytesIO(data), name), "university": str(office.university.id)},
        content_type="multipart/form-data",
    )


def bring(client: FlaskClient, office: Office, rows: Iterable[Mapping[str, Any]]) -> str:
    """Bring a sheet that can be read; the address of its page."""
    answer = upload(client, office, make_book(rows))
    assert answer.status_code == 303, answer.text
    return answer.location
