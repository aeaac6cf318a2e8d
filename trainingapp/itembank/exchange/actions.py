"""What is done with an import: kept once checked, confirmed as a whole, undone as far as nothing rests on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.itembank.exchange.candidates import Candidate, Upload
from trainingapp.itembank.exchange.confirming import store_batch
from trainingapp.itembank.exchange.problems import ERROR, Problem
from trainingapp.itembank.exchange.refusals import ImportHasErrors, ImportSettled
from trainingapp.itembank.exchange.undoing import take_back
from trainingapp.itembank.models import ImportBatch
from trainingapp.itembank.writing import Person

KEPT_DAYS = 30  # a checked file that nobody confirms


def keep_batch(upload: Upload, *, maker: Person, now: datetime) -> ImportBatch:
    """Keep a checked file until it is confirmed. It takes the place of the same file that was checked before."""
    _forget_unconfirmed(upload.sha256, maker, now)
    problems = [*upload.problems, *(p for found in upload.candidates for p in found.row.problems)]
    batch = ImportBatch(
        made_at=now,
        maker_id=maker.id,
        file_name=upload.name,
        file_sha256=upload.sha256,
        state="checked",
        rows=[_row(candidate) for candidate in upload.candidates],
        findings=[problem.entry() for problem in problems],
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def _forget_unconfirmed(sha256: str, maker: Person, now: datetime) -> None:
    is_old = ImportBatch.made_at < now - timedelta(days=KEPT_DAYS)
    is_same = (ImportBatch.file_sha256 == sha256) & (ImportBatch.maker_id == maker.id)
    forgotten = delete(ImportBatch).where(ImportBatch.state == "checked", is_old | is_same)
    db.session.execute(forgotten.execution_options(synchronize_session=False))


def _row(candidate: Candidate) -> dict[str, Any]:
    shape = candidate.shape if candidate.is_to_store else None
    return {
        "row": candidate.row.number,
        "code": candidate.code,
        "is_coded": candidate.is_coded,
        "act": "wrong" if candidate.row.has_errors else candidate.act,
        "base": candidate.base,
        "stem": candidate.row.texts.get("stem", "")[:80],
        "entry": shape.model_dump(mode="json", by_alias=True) if shape else None,
    }


def confirm_batch(batch: ImportBatch, *, maker: Person, on: date, now: datetime) -> None:
    """Store every item of a checked file, or none. `batch` is locked.

    :raises ImportSettled: the second time. :raises ImportHasErrors: with any error in the file.
    :raises NothingToImport: when every item is in the bank as it is.
    :raises ImportOutdated: when the bank has changed so that the items can no longer be stored.
    """
    if batch.state != "checked":
        raise ImportSettled
    if any(finding["severity"] == ERROR for finding in batch.findings):
        raise ImportHasErrors
    rows = store_batch(batch, maker=maker, on=on, now=now)
    batch.rows, batch.state, batch.settled_at = rows, "done", now
    counts = {act: sum(row["act"] == act for row in rows) for act in ("new", "change")}
    _record("import", batch, maker, detail=counts, now=now)


def undo_batch(batch: ImportBatch, *, maker: Person, now: datetime) -> None:
    """Take back what an import did, item by item, as far as nothing rests on it. `batch` is locked.

    What was made is deleted, what was changed says again what it said before, as a new revision; the rest is kept,
    with a finding that says why. :raises ImportSettled: when it was not carried out, or is undone already.
    """
    if batch.state != "done":
        raise ImportSettled
    note = f"↶ #{batch.id} {batch.file_name}"[:200]
    outcomes = take_back(batch, editor_id=maker.id, note=note, now=now)
    rows = [dict(row) for row in batch.rows]
    for place, outcome in outcomes.items():
        rows[place]["undone"] = outcome
    batch.findings = [
        *batch.findings,
        *(
            Problem(rows[place]["row"], rows[place]["code"], outcome, severity="kept").entry()
            for place, outcome in outcomes.items()
            if outcome.startswith("kept")
        ),
    ]
    batch.rows, batch.state, batch.settled_at = rows, "undone", now
    counts = {name: list(outcomes.values()).count(name) for name in set(outcomes.values())}
    _record("undo_import", batch, maker, detail=counts, now=now)


def _record(
    verb: str, batch: ImportBatch, maker: Person, *, detail: dict[str, int], now: datetime
) -> None:
    record(
        f"itembank.{verb}",
        actor_id=maker.id,
        subject="import_batch",
        subject_id=batch.id,
        detail={"file": batch.file_name, **detail},
        now=now,
    )
