"""Asking the desk to look at a record, and what goes with a record that goes itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import CaseState, DeskCase, Evidence, Verification
from trainingapp.credentials.models.subjects import SUBJECT_COLUMNS, subject_values
from trainingapp.credentials.queries.desk import find_case, is_superseded
from trainingapp.credentials.queries.facts import KINDS, Record
from trainingapp.extensions import db


def ask(kind: str, row: Record, *, now: datetime) -> None:
    """Put a record into the queue of the desk; a second opinion that is awaited comes first.

    What another paper has replaced is nothing for the desk any more.
    """
    if row.user_id is None or (kind == "degree" and is_superseded(row.id)):
        return
    case = find_case(kind, row.id)
    if case is None:
        place = row.organisation_id if isinstance(row, DegreeRecord) else None
        about = subject_values(kind, row.id)
        case = DeskCase(**about, user_id=row.user_id, organisation_id=place, asked_at=now)
        db.session.add(case)
    elif case.state != CaseState.SECOND:
        case.state, case.asked_at = CaseState.WAITING, now
    db.session.flush()


def close_replaced(degree_id: int) -> None:
    """Take a degree that another paper has replaced from the desk; what waits for a second person stays with them."""
    case = find_case("degree", degree_id)
    if case is not None and case.state != CaseState.SECOND:
        case.state = CaseState.SETTLED
        db.session.flush()


def drop_files_of(kind: str, record_ids: list[int]) -> None:
    """Remove evidence, verifications and cases of records that go themselves, whatever they came to."""
    for model in (DeskCase, Verification, Evidence):
        column = getattr(model, SUBJECT_COLUMNS[kind])
        gone = delete(model).where(column.in_(record_ids))
        db.session.execute(gone.execution_options(synchronize_session=False))


def drop_files_of_person(user_id: int) -> None:
    """Remove them for every record of somebody who leaves."""
    for kind, model in KINDS.items():
        ids: Any = select(model.id).where(model.user_id == user_id)
        drop_files_of(kind, list(db.session.scalars(ids)))
