"""New items: each gets the next free code of its chapter, also when several are saved at once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.content import revision_content, sha256
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import insert_item, lock_item, settle
from trainingapp.itembank.writing import (
    Person,
    as_draft,
    propose_code,
    record_writing,
    refuse_unsound,
)


def add_item(
    shape: ItemShape, *, editor: Person, note: str, on: date, now: datetime
) -> ItemRevision:
    """Store a new item of an editor under the next free code, whatever code the shape carries.

    The same item sent twice by the same editor is one item: its revision is returned.
    :raises ItemUnsound: when `bank check` would report a fault.
    """
    unread = settle(as_draft(shape))
    refuse_unsound(unread, on=on)
    # One who presses twice comes twice at once: the second waits here for the first.
    db.session.execute(select(User.id).where(User.id == editor.id).with_for_update())
    sent_before = _find_same(unread, editor)
    if sent_before is not None:
        return sent_before
    revision = _insert(unread, editor, note=note, now=now)
    detail = {"code": revision.item.code, "number": 1, "is_new": True}
    record_writing(revision.item_id, editor.id, detail=detail, now=now)
    return revision


def _find_same(shape: ItemShape, editor: Person) -> ItemRevision | None:
    query = (
        select(ItemRevision)
        .join(BankItem, LATEST)
        .where(
            ItemRevision.number == 1,
            ItemRevision.editor_id == editor.id,
            ItemRevision.content_sha256 == sha256(revision_content(shape)),
        )
        .order_by(BankItem.code)
    )
    return db.session.scalars(query).first()


def _insert(shape: ItemShape, editor: Person, *, note: str, now: datetime) -> ItemRevision:
    """Try one code after the other: somebody else may take the one that was free a moment ago."""
    while True:
        code = propose_code(shape.knowledge[0])
        try:
            with db.session.begin_nested():
                return insert_item(
                    shape.model_copy(update={"code": code}),
                    editor_id=editor.id,
                    note=note,
                    now=now,
                    author_id=editor.id,
                )
        except IntegrityError:
            if lock_item(code) is None:
                raise
