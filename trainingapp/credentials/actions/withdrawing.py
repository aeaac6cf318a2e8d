"""Taking a loaded sheet back, paper by paper, as far as nobody has taken a paper and nothing rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update

from trainingapp.credentials.actions.batches import BatchSettled, write_audit
from trainingapp.credentials.models.batches import (
    BatchState,
    DegreeBatch,
    DegreeBatchRow,
    OfferState,
)
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.queries.withdrawing import find_kept, list_standing
from trainingapp.credentials.sheets.judging import entry
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.graduate_twins import PAPER_COLUMNS
from trainingapp.rules.graduates import Finding

EMPTIED: dict[str, object] = {
    "degree_id": None,
    "name_sealed": "",
    "name_index": None,
    "person_index": None,
    "number_index": None,
}


class NothingToWithdraw(RuleViolation):
    """Every paper has been taken or is used."""

    message = "Nothing of this sheet can be taken back: every paper has been taken, or something rests on it."


def undo_batch(batch: DegreeBatch, *, actor_id: int, now: datetime) -> tuple[int, int]:
    """Withdraw what a locked sheet loaded; how many papers are withdrawn, and how many stay with a reason each.

    :raises BatchSettled: it is not loaded. :raises NothingToWithdraw: every paper stays.
    """
    if batch.state != BatchState.LOADED:
        raise BatchSettled
    standing = list_standing(batch.id)
    kept = find_kept(standing)
    going = [row for row in standing if row.id not in kept]
    if not going:
        raise NothingToWithdraw
    _withdraw(going, now)
    batch.findings = [*batch.findings, *_reasons(standing, kept)]
    batch.state, batch.undone_by_id, batch.undone_at = BatchState.UNDONE, actor_id, now
    db.session.flush()
    counts = {"withdrawn": len(going), "kept": len(kept)}
    write_audit("credentials.undo_sheet", batch, actor_id=actor_id, now=now, **counts)
    return len(going), len(kept)


def _withdraw(going: Sequence[DegreeBatchRow], now: datetime) -> None:
    ids = [row.id for row in going]
    degrees = [row.degree_id for row in going]
    emptied = {**EMPTIED, "state": OfferState.WITHDRAWN, "state_at": now, "answered_by_id": None}
    for statement in (
        update(DegreeBatchRow).where(DegreeBatchRow.id.in_(ids)).values(**emptied),
        delete(Verification).where(Verification.degree_id.in_(degrees)),
        delete(DegreeRecord).where(DegreeRecord.id.in_(degrees)),
    ):
        db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.expire_all()


def _reasons(standing: Sequence[DegreeBatchRow], kept: dict[int, str]) -> list[list[object]]:
    return [
        entry(row.number, Finding(PAPER_COLUMNS[row.kind], kept[row.id]))  # type: ignore[index]
        for row in standing
        if row.id in kept
    ]
