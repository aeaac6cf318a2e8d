"""The second reader: the queue, the blind answer, the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import contains_eager

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.models import BankItem, BlindAnswer, ItemReview, ItemRevision
from trainingapp.itembank.readers import check_reader, waits_for
from trainingapp.itembank.shapes import ReviewShape
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.telling import tell_outcome
from trainingapp.itembank.writing import Person, refuse_unsound
from trainingapp.rules.item_states import (
    Act,
    AlreadyAnswered,
    NotAnsweredBlind,
    decide_review,
    next_status,
)
from trainingapp.rules.items import Status


def list_waiting(reader: Person) -> Select[BankItem]:
    """The items that this reader may review, the longest waiting first; they need the latest revision joined in."""
    return (
        select(BankItem)
        .join(ItemRevision, LATEST)
        .options(contains_eager(BankItem.latest))
        .where(waits_for(reader))
        .order_by(ItemRevision.made_at, BankItem.code)
    )


def find_blind_answer(item: BankItem, reader: Person) -> BlindAnswer | None:
    """What the reader answered to the revision that counts now, or None."""
    query = select(BlindAnswer).where(
        BlindAnswer.item_revision_id == item.latest.id, BlindAnswer.reader_id == reader.id
    )
    return db.session.scalars(query).one_or_none()


def answer_blind(
    item: BankItem, *, revision_id: int, reader: Person, answer: str, doubt: str, now: datetime
) -> None:
    """Keep what a reader answered before the key was shown; it is never changed.

    `answer` is letters in order, "" for written items. :raises AlreadyAnswered: the second time;
    :raises ItemNotWaiting: and :raises ReaderNotIndependent: as `check_reader` does.
    """
    check_reader(item, reader, revision_id=revision_id)
    if find_blind_answer(item, reader) is not None:
        raise AlreadyAnswered
    row = {
        "item_revision_id": item.latest.id,
        "reader_id": reader.id,
        "answer": answer,
        "doubt": doubt,
        "answered_at": now,
    }
    db.session.execute(insert(BlindAnswer), [row])
    _record("answer_blind", item, reader, answer=answer, now=now)


def give_verdict(
    item: BankItem,
    *,
    revision_id: int,
    reader: Person,
    review: ReviewShape,
    on: date,
    now: datetime,
) -> Act:
    """Store a review of an item that its reader has answered blind: it becomes ready, or a draft again.

    The answer of the review is the one given blind, whatever `review` carries; `on` is the day whose law counts.
    :raises NotAnsweredBlind: without a blind answer; :raises AgreementContradicted: when that answer is not the key;
    :raises ItemUnsound: when the item would be ready with faults; and what `check_reader` raises.
    """
    check_reader(item, reader, revision_id=revision_id)
    blind = find_blind_answer(item, reader)
    if blind is None:
        raise NotAnsweredBlind
    name = reader.name if reader.name != item.author else f"{reader.name}（{reader.id}）"
    review = review.model_copy(update={"answer": blind.answer, "reader": name})
    act = decide_review(
        review.verdict,
        answer=blind.answer,
        key=item.latest.key,
        is_second_defensible=review.second_defensible,
    )
    status = next_status(Status(item.status), act)
    if act is Act.APPROVE:
        shape = find_shape(item)
        reviews = [*shape.reviews, review]
        refuse_unsound(shape.model_copy(update={"status": status, "reviews": reviews}), on=on)
        item.attention = None
    item.status = str(status)
    _insert_review(item.latest, review, reader)
    _record(act.value, item, reader, verdict=review.verdict, now=now)
    tell_outcome(item, act, reader_id=reader.id, now=now)
    return act


def _insert_review(revision: ItemRevision, review: ReviewShape, reader: Person) -> None:
    row = {
        "item_revision_id": revision.id,
        "reader": review.reader,
        "reader_id": reader.id,
        "answer": review.answer,
        "verdict": review.verdict,
        "is_second_defensible": review.second_defensible,
        "read_on": review.read_on,
        "note": review.note,
    }
    db.session.execute(insert(ItemReview), [row])
    db.session.expire(revision, ["reviews"])


def _record(verb: str, item: BankItem, reader: Person, *, now: datetime, **detail: object) -> None:
    record(
        f"itembank.{verb}",
        actor_id=reader.id,
        subject="bank_item",
        subject_id=item.id,
        detail={"code": item.code, "number": item.latest_number, **detail},
        now=now,
    )


def list_answered(items: Sequence[BankItem], reader: Person) -> set[str]:
    """Which of these items the reader has answered and not yet judged: their review is half done."""
    query = (
        select(BankItem.code)
        .join(ItemRevision, LATEST)
        .join(BlindAnswer, BlindAnswer.item_revision_id == ItemRevision.id)
        .where(BlindAnswer.reader_id == reader.id, BankItem.id.in_([item.id for item in items]))
    )
    return set(db.session.scalars(query))
