"""What is done with an import: kept once checked, confirmed as a whole, undone as far as nothing rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.itembank.exchange.bulk import IDENTITY, store_items
from trainingapp.itembank.exchange.judging import Candidate, Codes, judge_candidates
from trainingapp.itembank.exchange.likeness import find_same
from trainingapp.itembank.exchange.problems import ERROR, Problem
from trainingapp.itembank.exchange.rows import Row
from trainingapp.itembank.exchange.undoing import take_back
from trainingapp.itembank.models import ImportBatch, ImportEntry, Syllabus
from trainingapp.itembank.shapes import ObjectiveItem
from trainingapp.itembank.writing import Person
from trainingapp.rules.errors import RuleViolation

KEPT_DAYS = 30  # a checked file that nobody confirms


class ImportHasErrors(RuleViolation):
    message = "The file has errors. Correct them and bring it again; nothing was written."


class ImportSettled(RuleViolation):
    message = "This import has been settled already."


class NothingToImport(RuleViolation):
    message = "The file changes nothing in the bank."


class ImportOutdated(RuleViolation):
    message = "The bank has changed since the file was checked. Bring the file again; nothing was written."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read: its name as shown, the hash of its bytes, its rows and what belongs to none of them."""

    name: str
    sha256: str
    candidates: Sequence[Candidate]
    problems: Sequence[Problem]


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
    rows = [dict(row) for row in batch.rows]
    waiting = {place: row for place, row in enumerate(rows) if row["entry"]}
    if not waiting:
        raise NothingToImport
    candidates = dict(zip(waiting, _candidates(list(waiting.values())), strict=True))
    _refuse_outdated(list(candidates.values()), on)
    shapes = [found.shape for found in candidates.values() if found.is_to_store and found.shape]
    note = f"#{batch.id} {batch.file_name}"[:200]
    try:
        stored = store_items(shapes, editor_id=maker.id, note=note, now=now)
    except IntegrityError as error:  # somebody has taken a code at this very moment
        raise ImportOutdated from error
    entries = []
    for place, candidate in candidates.items():
        done = stored.get(candidate.code)
        rows[place] |= {"code": candidate.code, "act": candidate.act}
        if done is None:
            continue
        rows[place]["previous"] = done.previous_identity
        entries.append({**done._asdict(), "import_batch_id": batch.id, "position": place})
    for entry in entries:
        entry.pop("previous_identity")
    db.session.execute(insert(ImportEntry), entries)
    batch.rows, batch.state, batch.settled_at = rows, "done", now
    counts = {act: sum(row["act"] == act for row in rows) for act in ("new", "change")}
    _record("import", batch, maker, detail=counts, now=now)


def _candidates(rows: Sequence[dict[str, Any]]) -> list[Candidate]:
    """The checked items once more, with codes that are free now."""
    if any(not row["is_coded"] for row in rows):
        # Whoever numbers items by file takes turns; on SQLite there is one writer anyway.
        db.session.scalars(select(Syllabus.id).order_by(Syllabus.id).with_for_update()).all()
    codes = Codes()
    for row in rows:
        codes.take(row["code"])
    found = []
    for row in rows:
        shape = ObjectiveItem.model_validate(row["entry"])
        if not row["is_coded"] and shape.code in codes.known:
            shape = shape.model_copy(update={"code": codes.propose(shape.knowledge[0])})
        found.append(Candidate(Row(row["row"]), row["base"], row["is_coded"], shape))
    return found


def _refuse_outdated(candidates: Sequence[Candidate], on: date) -> None:
    judge_candidates(candidates, on=on)
    same = find_same([c.shape for c in candidates if c.is_to_store and c.shape])
    if same or any(candidate.row.has_errors for candidate in candidates):
        raise ImportOutdated


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


__all__ = ["IDENTITY", "Upload", "confirm_batch", "keep_batch", "undo_batch"]
