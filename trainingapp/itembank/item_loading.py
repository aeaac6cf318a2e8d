"""The rows of items: identities, revisions where the content is new, knowledge, anchors and reviews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from trainingapp.extensions import Base, db
from trainingapp.itembank.bank import Bank, chapter_of
from trainingapp.itembank.checks.items import subject_of
from trainingapp.itembank.content import revision_content, search_text, sha256
from trainingapp.itembank.models import (
    BankItem,
    ItemReview,
    ItemRevision,
    Law,
    LawAnchor,
    LawVersion,
    RevisionKnowledge,
)
from trainingapp.itembank.rows import Row, Tally, bring_rows
from trainingapp.itembank.shapes import ItemShape, ReviewShape

Progress = Callable[[int, int], None]
STEP = 2000  # items between two reports


@dataclass(frozen=True, slots=True)
class Draft:
    """An item of a file with what its rows will hold."""

    shape: ItemShape
    content: dict[str, Any]
    number: int
    is_new: bool  # a revision of that number has to be made
    item_row: Row


def bring_items(bank: Bank, *, now: datetime, progress: Progress) -> tuple[Tally, int]:
    """Return the tally of items and the number of revisions made. Items without a file stay as they are."""
    drafts = _draft_items(bank, progress)
    tally = bring_rows(BankItem, [draft.item_row for draft in drafts], key=("code",))
    query = select(BankItem.code, BankItem.id)
    ids = {code: identity for code, identity in db.session.execute(query)}
    new = [draft for draft in drafts if draft.is_new]
    _insert(ItemRevision, [_revision_row(draft, ids[draft.shape.code], now) for draft in new])
    revisions = _latest_revisions()
    _insert(RevisionKnowledge, _knowledge_rows(new, revisions))
    _insert(LawAnchor, _anchor_rows(new, revisions))
    _bring_reviews(drafts, revisions)
    return tally, len(new)


def _draft_items(bank: Bank, progress: Progress) -> list[Draft]:
    query = (
        select(BankItem.code, BankItem.latest_number, ItemRevision.content_sha256)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(ItemRevision.number == BankItem.latest_number)
    )
    known = {code: (number, found) for code, number, found in db.session.execute(query)}
    drafts = []
    for done, placed in enumerate(bank.items, start=1):
        shape = placed.shape
        content = revision_content(shape)
        number, stored = known.get(shape.code, (0, ""))
        is_new = stored != sha256(content)
        row = {
            "code": shape.code,
            "subject": str(subject_of(placed)),
            "status": str(shape.status),
            "author": shape.author,
            "origin": shape.origin,
            "enemies": sorted(shape.enemies),
            "exceptions": dict(shape.exceptions),
            "latest_number": number + is_new,
            "search_text": search_text(shape.code, content),
        }
        drafts.append(Draft(shape, content, number + is_new, is_new, row))
        if done % STEP == 0 or done == len(bank.items):
            progress(done, len(bank.items))
    return drafts


def _revision_row(draft: Draft, item_id: int, now: datetime) -> Row:
    return {
        "item_id": item_id,
        "number": draft.number,
        "kind": str(draft.shape.kind),
        "content": draft.content,
        "content_sha256": sha256(draft.content),
        "key": draft.content.get("key"),
        "level": str(draft.shape.level),
        "chapter": chapter_of(draft.shape.knowledge[0]),
        "expected_facility": draft.shape.facility.expected,
        "made_at": now,
    }


def _latest_revisions() -> dict[str, int]:
    query = (
        select(BankItem.code, ItemRevision.id)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(ItemRevision.number == BankItem.latest_number)
    )
    return {code: identity for code, identity in db.session.execute(query)}


def _knowledge_rows(drafts: Sequence[Draft], revisions: dict[str, int]) -> list[Row]:
    return [
        {"item_revision_id": revisions[draft.shape.code], "position": position, "code": code}
        for draft in drafts
        for position, code in enumerate(draft.shape.knowledge)
    ]


def _anchor_rows(drafts: Sequence[Draft], revisions: dict[str, int]) -> list[Row]:
    query = select(Law.code, LawVersion.version, LawVersion.id).join(
        LawVersion, LawVersion.law_id == Law.id
    )
    versions = {(law, version): identity for law, version, identity in db.session.execute(query)}
    return [
        {
            "item_revision_id": revisions[draft.shape.code],
            "position": position,
            "law_version_id": versions[anchor.law, anchor.version],
            "article": anchor.article,
            "phrase": anchor.phrase,
        }
        for draft in drafts
        for position, anchor in enumerate(draft.shape.anchors)
    ]


def _bring_reviews(drafts: Sequence[Draft], revisions: dict[str, int]) -> None:
    columns = [column for column in ItemReview.__table__.columns if column.name != "id"]
    stored: dict[int, list[Row]] = {}
    for row in db.session.execute(select(*columns).order_by(ItemReview.id)).mappings():
        stored.setdefault(row["item_revision_id"], []).append(dict(row))
    outdated: list[int] = []
    new: list[Row] = []
    for draft in drafts:
        revision = revisions[draft.shape.code]
        wanted = [_review_row(review, revision) for review in draft.shape.reviews]
        if wanted != stored.get(revision, []):
            outdated.append(revision)
            new += wanted
    for start in range(0, len(outdated), STEP):
        part = outdated[start : start + STEP]
        db.session.execute(delete(ItemReview).where(ItemReview.item_revision_id.in_(part)))
    _insert(ItemReview, new)


def _review_row(review: ReviewShape, revision: int) -> Row:
    return {
        "item_revision_id": revision,
        "reader": review.reader,
        "answer": review.answer,
        "verdict": review.verdict,
        "is_second_defensible": review.second_defensible,
        "read_on": review.read_on,
        "note": review.note,
    }


def _insert(model: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        db.session.execute(insert(model), rows)
