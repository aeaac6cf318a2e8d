"""Carries a checked import out: held against the bank once more, stored as a whole, each entry noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from trainingapp.extensions import db
from trainingapp.itembank.exchange.bulk import store_items
from trainingapp.itembank.exchange.candidates import Candidate, Codes
from trainingapp.itembank.exchange.judging import judge_candidates
from trainingapp.itembank.exchange.likeness import find_same
from trainingapp.itembank.exchange.refusals import ImportOutdated, NothingToImport
from trainingapp.itembank.exchange.rows import Row
from trainingapp.itembank.models import ImportBatch, ImportEntry, Syllabus
from trainingapp.itembank.shapes import ObjectiveItem
from trainingapp.itembank.writing import Person


def store_batch(
    batch: ImportBatch, *, maker: Person, on: date, now: datetime
) -> list[dict[str, Any]]:
    """Store every item of an import without errors; its rows with what became of them.

    :raises NothingToImport: when every item is in the bank as it is.
    :raises ImportOutdated: when the bank has changed so that the items can no longer be stored.
    """
    rows = [dict(row) for row in batch.rows]
    waiting = {place: row for place, row in enumerate(rows) if row["entry"]}
    if not waiting:
        raise NothingToImport
    candidates = dict(zip(waiting, _candidates(list(waiting.values())), strict=True))
    _refuse_outdated(list(candidates.values()), on)
    shapes = [found.shape for found in candidates.values() if found.is_to_store and found.shape]
    if not shapes:  # somebody else has stored the very same meanwhile
        raise NothingToImport
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
    return rows


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
