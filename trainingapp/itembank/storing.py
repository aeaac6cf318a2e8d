"""One representation of an item everywhere: stored row → shape, shape → checks → stored row.

The site's form, a row of a spreadsheet and an entry of a file all become an `ItemShape` and come through here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.itembank.content import unfold
from trainingapp.itembank.item_rows import (
    Draft,
    anchor_rows,
    draft_item,
    knowledge_rows,
    revision_row,
)
from trainingapp.itembank.models import (
    BankItem,
    ItemReview,
    ItemRevision,
    LawAnchor,
    RevisionKnowledge,
)
from trainingapp.itembank.shape_checks import check_shape, check_shapes
from trainingapp.itembank.shapes import (
    ItemShape,
    ObjectiveItem,
    WrittenItem,
)
from trainingapp.rules.item_states import Act, next_status
from trainingapp.rules.items import Kind, Status

__all__ = [
    "check_shape",
    "check_shapes",
    "find_shape",
    "insert_item",
    "lock_item",
    "revision_shape",
    "settle",
    "shape_details",
    "shape_type",
    "store_item",
]


def shape_type(kind: str) -> type[ItemShape]:
    """The shape of an item of that kind."""
    return ObjectiveItem if Kind(kind).is_objective else WrittenItem


def find_shape(item: BankItem) -> ItemShape:
    """The item as an entry of a file: its latest revision with the reviews of that revision."""
    return revision_shape(item, item.latest)


def revision_shape(item: BankItem, revision: ItemRevision) -> ItemShape:
    """The item as it stood with that revision; identity and status are today's."""
    entry = {
        **revision.content,
        "code": item.code,
        "status": item.status,
        "author": item.author,
        "origin": item.origin,
        "enemies": item.enemies,
        "exceptions": item.exceptions,
        "reviews": [_review_entry(review) for review in revision.reviews],
    }
    return shape_type(revision.kind).model_validate(entry)


def _review_entry(review: ItemReview) -> dict[str, Any]:
    return {
        "reader": review.reader,
        "answer": review.answer,
        "verdict": review.verdict,
        "second_defensible": review.is_second_defensible,
        "on": review.read_on,
        "note": review.note,
    }


def settle(shape: ItemShape) -> ItemShape:
    """The shape as the bank keeps it: folded lines joined, enemies in order. `find_shape` gives exactly this back."""
    said = unfold(shape.model_dump(by_alias=True))
    kept = {
        "author": shape.author,
        "exceptions": shape.exceptions,
        "reviews": shape.model_dump(by_alias=True)["reviews"],
        "enemies": sorted(shape.enemies),
    }
    return type(shape).model_validate({**said, **kept})


def shape_details() -> list[Any]:
    """What `find_shape` needs with a list of items, so that the list takes a constant number of statements."""
    return [joinedload(BankItem.latest).options(selectinload(ItemRevision.reviews))]


def store_item(
    shape: ItemShape,
    *,
    editor_id: int | None,
    note: str,
    now: datetime,
    author_id: int | None = None,
) -> ItemRevision:
    """Store a checked shape: a new item, a new revision where it says something new, or only its identity.

    A new item is a draft and a changed one becomes a draft again, whatever status and reviews the shape carries:
    in the site only a review makes an item ready. Enemies, exceptions and origin change nothing else. An author
    stays the author: `author` and `author_id` count for new items only. No revision is ever changed in place.
    Returns the revision that counts now. :raises ItemIsRetired: when a retired item would say something new.
    """
    item = lock_item(shape.code)
    if item is None:
        return insert_item(shape, editor_id=editor_id, note=note, now=now, author_id=author_id)
    latest = item.latest
    draft = draft_item(shape, item.latest_number, content_sha256=latest.content_sha256)
    if draft.is_new:
        item.status = next_status(Status(item.status), Act.REVISE)
    for name in ("origin", "enemies", "exceptions", "latest_number", "search_text"):
        setattr(item, name, draft.item_row[name])
    if not draft.is_new:
        return latest
    return _insert_revision(item, draft, editor_id=editor_id, note=note, now=now)


def insert_item(
    shape: ItemShape, *, editor_id: int | None, note: str, now: datetime, author_id: int | None
) -> ItemRevision:
    """Store a checked shape as a new item, a draft. :raises IntegrityError: when another item has its code."""
    draft = draft_item(shape, 0, content_sha256="")
    row = {**draft.item_row, "status": str(Status.DRAFT), "author_id": author_id}
    item = db.session.scalars(insert(BankItem).returning(BankItem), [row]).one()
    return _insert_revision(item, draft, editor_id=editor_id, note=note, now=now)


def lock_item(code: str) -> BankItem | None:
    """The item of that code as it stands now, kept from others until this transaction ends; or None."""
    query = select(BankItem).where(BankItem.code == code).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _insert_revision(
    item: BankItem, draft: Draft, *, editor_id: int | None, note: str, now: datetime
) -> ItemRevision:
    row = {**revision_row(draft, item.id, now=now), "editor_id": editor_id, "note": note}
    revision = db.session.scalars(insert(ItemRevision).returning(ItemRevision), [row]).one()
    for model, rows in (
        (RevisionKnowledge, knowledge_rows([draft], {item.code: revision.id})),
        (LawAnchor, anchor_rows([draft], {item.code: revision.id})),
    ):
        if rows:
            db.session.execute(insert(model), rows)
    db.session.expire(item, ["latest", "revisions"])
    return revision
