"""Who may read an item blind, and from whom its key is kept until they have answered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, select

from trainingapp.accounts.actions.people import RENAME, name_digest
from trainingapp.audit.actions import record
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.models import BankItem, BlindAnswer, ItemRevision
from trainingapp.itembank.writing import Person
from trainingapp.rules import item_states
from trainingapp.rules.item_states import ItemNotWaiting, ReaderNotIndependent
from trainingapp.rules.items import Status

OPEN = "itembank.open"


def waits_for(reader: Person) -> ColumnElement[bool]:
    """That an item waits for a review which this reader may give; the latest revision is joined in."""
    return and_(BankItem.status == Status.NEEDS_REVIEW, _independent(reader))


def held_from(reader: Person) -> ColumnElement[bool]:
    """That the key is kept from this reader: they may have to answer the item blind and have not done so.

    Only a ready item may be read by everybody: what is a draft today waits for a reader tomorrow.
    """
    answered = exists().where(
        BlindAnswer.item_revision_id == ItemRevision.id, BlindAnswer.reader_id == reader.id
    )
    return and_(BankItem.status != Status.READY, _independent(reader), not_(answered))


def _independent(reader: Person) -> ColumnElement[bool]:
    """`rules.item_states.is_independent` as a condition."""
    in_files = and_(BankItem.author_id.is_(None), BankItem.author.in_(list_names(reader)))
    return and_(
        BankItem.author_id.is_distinct_from(reader.id),
        not_(in_files),
        ItemRevision.editor_id.is_distinct_from(reader.id),
        BankItem.id.not_in(
            select(AuditEntry.subject_id).where(
                AuditEntry.actor_id == reader.id,
                AuditEntry.action == OPEN,
                AuditEntry.subject_id.is_not(None),
            )
        ),
    )


def list_names(reader: Person) -> set[str]:
    """The names under which the files may know this reader: today's, and former ones that an author there has."""
    renamed = select(AuditEntry.detail).where(
        AuditEntry.actor_id == reader.id, AuditEntry.action == RENAME
    )
    former = {json.loads(detail)["former"] for detail in db.session.scalars(renamed)}
    if not former:
        return {reader.name}
    authors = select(BankItem.author).where(BankItem.author_id.is_(None)).distinct()
    known = {name for name in db.session.scalars(authors) if name_digest(name) in former}
    return {reader.name} | known


def list_held(codes: Iterable[str], reader: Person) -> set[str]:
    """Which of these items' keys are kept from this reader."""
    query = select(BankItem.code).join(ItemRevision, LATEST)
    return set(db.session.scalars(query.where(BankItem.code.in_(set(codes)), held_from(reader))))


def is_held(item: BankItem, reader: Person) -> bool:
    """Whether the key of this item is kept from this reader."""
    return bool(list_held([item.code], reader))


def check_reader(item: BankItem, reader: Person, *, revision_id: int | None = None) -> None:
    """Whether this reader may review this revision of the item now (None: the one that counts).

    :raises ItemNotWaiting: when it does not wait for a review, or says something else by now.
    :raises ReaderNotIndependent: when the reader wrote it, changed it last or has opened it as an editor.
    """
    if item.status != Status.NEEDS_REVIEW or revision_id not in {None, item.latest.id}:
        raise ItemNotWaiting
    if not is_independent(item, reader):
        raise ReaderNotIndependent


def may_review(item: BankItem, reader: Person) -> bool:
    """Whether the item waits for a review that this reader may give."""
    return item.status == Status.NEEDS_REVIEW and is_independent(item, reader)


def is_independent(item: BankItem, reader: Person) -> bool:
    """Whether the reader neither wrote nor last changed the item, nor opened it as an editor."""
    opened = exists().where(
        AuditEntry.actor_id == reader.id,
        AuditEntry.action == OPEN,
        AuditEntry.subject_id == item.id,
    )
    # An author of the files who has taken another name is known by the former one.
    name = item.author if item.author in list_names(reader) else reader.name
    return item_states.is_independent(
        (reader.id, name),
        author=(item.author_id, item.author),
        last_editor_id=item.latest.editor_id,
        has_opened=bool(db.session.scalar(select(opened))),
    )


def open_as_editor(item: BankItem, editor: Person, *, now: datetime) -> None:
    """Show the item with its key to an editor who also reviews: from then on they are no reader of it.

    Nothing is kept of who sees the key anyway.
    """
    if is_held(item, editor):
        detail = {"code": item.code, "number": item.latest_number}
        record(
            OPEN,
            actor_id=editor.id,
            subject="bank_item",
            subject_id=item.id,
            detail=detail,
            now=now,
        )
