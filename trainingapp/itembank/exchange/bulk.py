"""Stores many items at once by the rules of `storing.store_item`, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload

from trainingapp.extensions import Base, db
from trainingapp.itembank.item_rows import (
    Draft,
    anchor_rows,
    draft_item,
    knowledge_rows,
    revision_row,
)
from trainingapp.itembank.models import BankItem, ItemRevision, LawAnchor, RevisionKnowledge
from trainingapp.itembank.shapes import ItemShape
from trainingapp.rules.item_states import Act, next_status
from trainingapp.rules.items import Status

IDENTITY = ("origin", "enemies", "exceptions")


class Stored(NamedTuple):
    """What was done to one item, and what it was before: number 0 and no identity for a new one."""

    item_id: int
    number: int
    previous_number: int
    previous_status: str
    previous_identity: dict[str, Any]


def store_items(
    shapes: Sequence[ItemShape], *, editor_id: int, note: str, now: datetime
) -> dict[str, Stored]:
    """Store checked shapes, each code once: new items are drafts by the editor, changed ones become drafts.

    Returns what was done by code. :raises ItemIsRetired: when a retired item would say something new.
    """
    known = lock_items([shape.code for shape in shapes])
    drafts = [_draft(shape, known.get(shape.code)) for shape in shapes]
    before = {code: _before(item) for code, item in known.items()}
    _insert_items([draft for draft in drafts if draft.shape.code not in known], editor_id)
    _update_items([draft for draft in drafts if draft.shape.code in known], known)
    query = select(BankItem.code, BankItem.id).where(BankItem.code.in_([s.code for s in shapes]))
    ids = {code: identity for code, identity in db.session.execute(query)}
    _insert_revisions(
        [draft for draft in drafts if draft.is_new], ids, editor_id=editor_id, note=note, now=now
    )
    return {
        draft.shape.code: Stored(
            ids[draft.shape.code], draft.number, *before.get(draft.shape.code, (0, "", {}))
        )
        for draft in drafts
    }


def lock_items(codes: Sequence[str]) -> dict[str, BankItem]:
    """The items of these codes as they stand now, kept from others until this transaction ends."""
    query = (
        select(BankItem)
        .where(BankItem.code.in_(codes))
        .order_by(BankItem.code)
        .options(joinedload(BankItem.latest, innerjoin=True))
        .with_for_update(of=BankItem)
        .execution_options(populate_existing=True)
    )
    return {item.code: item for item in db.session.scalars(query)}


def _before(item: BankItem) -> tuple[int, str, dict[str, Any]]:
    return item.latest_number, item.status, {name: getattr(item, name) for name in IDENTITY}


def _draft(shape: ItemShape, item: BankItem | None) -> Draft:
    if item is None:
        return draft_item(shape, 0, content_sha256="")
    return draft_item(shape, item.latest_number, content_sha256=item.latest.content_sha256)


def _insert_items(drafts: Sequence[Draft], author_id: int) -> None:
    rows = [
        {**draft.item_row, "status": str(Status.DRAFT), "author_id": author_id} for draft in drafts
    ]
    _insert(BankItem, rows)


def _update_items(drafts: Sequence[Draft], known: dict[str, BankItem]) -> None:
    rows = []
    for draft in drafts:
        item = known[draft.shape.code]
        status = next_status(Status(item.status), Act.REVISE) if draft.is_new else item.status
        values = {
            name: draft.item_row[name] for name in (*IDENTITY, "latest_number", "search_text")
        }
        rows.append({**values, "id": item.id, "status": str(status)})
    if rows:
        db.session.execute(update(BankItem), rows)
    for item in known.values():
        db.session.expire(item)


def _insert_revisions(
    drafts: Sequence[Draft], ids: dict[str, int], *, editor_id: int, note: str, now: datetime
) -> None:
    rows = [
        {
            **revision_row(draft, ids[draft.shape.code], now=now),
            "editor_id": editor_id,
            "note": note,
        }
        for draft in drafts
    ]
    _insert(ItemRevision, rows)
    query = select(ItemRevision.item_id, ItemRevision.number, ItemRevision.id).where(
        ItemRevision.item_id.in_([row["item_id"] for row in rows])
    )
    found = {(item, number): identity for item, number, identity in db.session.execute(query)}
    revisions = {draft.shape.code: found[ids[draft.shape.code], draft.number] for draft in drafts}
    _insert(RevisionKnowledge, knowledge_rows(drafts, revisions))
    _insert(LawAnchor, anchor_rows(drafts, revisions))


def _insert(model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
