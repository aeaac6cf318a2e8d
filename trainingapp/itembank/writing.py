"""What editors do with items: save what they wrote, send to review, take back, retire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.itembank.content import sha256
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import (
    check_shape,
    find_shape,
    lock_item,
    settle,
    shape_details,
    store_item,
)
from trainingapp.rules.item_states import (
    NEXT,
    Act,
    ItemChangedMeanwhile,
    ItemStillRefused,
    ItemUnsound,
    next_status,
)
from trainingapp.rules.items import Status

EDITORS_ACTS = (Act.SEND, Act.RECALL, Act.RETIRE)


class Person(NamedTuple):
    """Who acts: the account and the name that reviews and items show."""

    id: int
    name: str


def base_of(item: BankItem) -> str:
    """What an editor's form starts from: changes when anything that a form can change has changed."""
    shape = find_shape(item)
    said = shape.model_dump(mode="json", exclude={"status", "reviews"})
    return f"{item.latest_number}-{sha256(said)[:16]}"


def propose_code(knowledge: str) -> str:
    """The next free code in the chapter of that knowledge point: subject, chapter, running number."""
    prefix = f"{knowledge[:2]}-{knowledge[2:4]}-"
    used = db.session.scalar(
        select(func.max(BankItem.code)).where(
            BankItem.code.startswith(prefix, autoescape=True),
            func.length(BankItem.code) == len(prefix) + 4,
        )
    )
    return f"{prefix}{int(used[len(prefix) :]) + 1 if used else 1:04d}"


def save_item(
    shape: ItemShape, *, base: str | None, editor: Person, note: str, on: date, now: datetime
) -> ItemRevision:
    """Store what an editor wrote; `base` is None for a new item, whose author the editor is.

    What the item says already is stored by nobody again: a form sent twice is no change of somebody else's.
    :raises ItemUnsound: when `bank check` would report a fault.
    :raises ItemChangedMeanwhile: when the item is no longer what the editor's form started from.
    """
    item = lock_item(shape.code)
    if (item is None) is not (base is None):
        raise ItemChangedMeanwhile(code=shape.code)
    unread = settle(as_draft(shape))
    before = None if item is None else as_draft(find_shape(item))
    if item is not None and base_of(item) != base:
        if before == unread:
            return item.latest
        raise ItemChangedMeanwhile(code=shape.code)
    refuse_unsound(unread, on=on)
    number = item.latest_number if item else 0
    revision = store_item(
        unread,
        editor_id=editor.id,
        note=note,
        now=now,
        author_id=editor.id if item is None else None,
    )
    is_new = revision.number != number
    detail: dict[str, object] = {"code": shape.code, "number": revision.number, "is_new": is_new}
    detail |= _list_granted(before, unread, note) if before else {}
    record_writing(revision.item_id, editor.id, detail=detail, now=now)
    return revision


def as_draft(shape: ItemShape) -> ItemShape:
    """The item as its editors write it: without status and reviews."""
    return shape.model_copy(update={"status": Status.DRAFT, "reviews": []})


def _list_granted(before: ItemShape, after: ItemShape, note: str) -> dict[str, object]:
    """What stands beside an item and was changed, for the audit log: no revision keeps it, nor the note on it."""
    said: dict[str, object] = {
        name: {"from": getattr(before, name), "to": getattr(after, name)}
        for name in ("origin", "enemies", "exceptions")
        if getattr(before, name) != getattr(after, name)
    }
    return {**said, "note": note} if said else {}


def record_writing(
    item_id: int, editor_id: int, *, detail: dict[str, object], now: datetime
) -> None:
    """Note in the audit log that somebody wrote an item."""
    _record("write", item_id, editor_id, detail=detail, now=now)


def refuse_unsound(shape: ItemShape, *, on: date) -> None:
    """Do nothing for an item without faults. :raises ItemUnsound: with the findings among its parameters."""
    findings = check_shape(shape, on=on)
    if findings:
        raise ItemUnsound(count=len(findings), findings=findings)


def act_on_item(item: BankItem, act: Act, *, actor_id: int, on: date, now: datetime) -> None:
    """Send an item to review, take it back to draft, or retire it.

    :raises ItemActRefused: when that cannot be done from where it stands.
    :raises ItemStillRefused: when it would be sent to review as it was when a reader disagreed.
    :raises ItemUnsound: when an item with faults would be sent to review.
    """
    status = next_status(Status(item.status), act)
    if act is Act.SEND:
        if [review.verdict for review in item.latest.reviews][-1:] == ["disagree"]:
            raise ItemStillRefused
        refuse_unsound(find_shape(item), on=on)
    before, item.status = item.status, str(status)
    detail = {"code": item.code, "number": item.latest_number, "from": before, "to": item.status}
    _record(act.value, item.id, actor_id, detail=detail, now=now)


def _record(
    verb: str, item_id: int, actor_id: int, *, detail: dict[str, object], now: datetime
) -> None:
    record(
        f"itembank.{verb}",
        actor_id=actor_id,
        subject="bank_item",
        subject_id=item_id,
        detail=detail,
        now=now,
    )


def get_item_to_change(code: str) -> BankItem:
    """The item, kept from others until this transaction ends. :raises NoResultFound: when there is none."""
    item = lock_item(code)
    if item is None:
        raise NoResultFound(code)
    return item


def list_items_to_change(codes: Sequence[str]) -> Sequence[BankItem]:
    """The items of these codes in order of code, kept from others until this transaction ends."""
    query = (
        select(BankItem)
        .where(BankItem.code.in_(codes))
        .options(*shape_details())
        .order_by(BankItem.code)
    )
    return db.session.scalars(query.with_for_update(of=BankItem)).all()


def list_possible_acts(item: BankItem) -> list[Act]:
    """What an editor can do with the item as a whole from where it stands."""
    return [act for act in EDITORS_ACTS if (Status(item.status), act) in NEXT]
