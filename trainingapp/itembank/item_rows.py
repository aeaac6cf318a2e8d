"""What the rows of an item hold: its identity, a revision with knowledge points and anchors, reviews."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.bank import chapter_of
from trainingapp.itembank.content import revision_content, search_text, sha256
from trainingapp.itembank.models import Law, LawVersion
from trainingapp.itembank.rows import Row
from trainingapp.itembank.shapes import ItemShape, ReviewShape
from trainingapp.rules.items import Subject

SUBJECT_OF_PREFIX = {subject.prefix: subject for subject in Subject}


@dataclass(frozen=True, slots=True)
class Draft:
    """An item with what its rows will hold."""

    shape: ItemShape
    content: dict[str, Any]
    number: int
    is_new: bool  # a revision of that number has to be made
    item_row: Row


def draft_item(shape: ItemShape, number: int, *, content_sha256: str) -> Draft:
    """What the rows of an item will hold; number and hash are those of the revision that counts (0 and "": none)."""
    content = revision_content(shape)
    is_new = content_sha256 != sha256(content)
    row = {
        "code": shape.code,
        "subject": str(SUBJECT_OF_PREFIX[shape.code[:2]]),
        "status": str(shape.status),
        "author": shape.author,
        "origin": shape.origin,
        "enemies": sorted(shape.enemies),
        "exceptions": dict(shape.exceptions),
        "latest_number": number + is_new,
        "search_text": search_text(shape.code, content),
    }
    return Draft(shape, content, number + is_new, is_new, row)


def revision_row(draft: Draft, item_id: int, *, now: datetime) -> Row:
    """The revision that says what the draft says."""
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


def knowledge_rows(drafts: Sequence[Draft], revisions: dict[str, int]) -> list[Row]:
    """The knowledge points of each draft; `revisions` maps an item's code to the id of its revision."""
    return [
        {"item_revision_id": revisions[draft.shape.code], "position": position, "code": code}
        for draft in drafts
        for position, code in enumerate(draft.shape.knowledge)
    ]


def anchor_rows(drafts: Sequence[Draft], revisions: dict[str, int]) -> list[Row]:
    """The anchors of each draft, in one statement."""
    versions = _law_version_ids(anchor.law for draft in drafts for anchor in draft.shape.anchors)
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


def _law_version_ids(codes: Iterable[str]) -> dict[tuple[str, str], int]:
    query = (
        select(Law.code, LawVersion.version, LawVersion.id)
        .join(LawVersion, LawVersion.law_id == Law.id)
        .where(Law.code.in_(set(codes)))
    )
    return {(law, version): identity for law, version, identity in db.session.execute(query)}


def review_row(review: ReviewShape, revision: int) -> Row:
    """A review of a file; its reader has no account here."""
    return {
        "item_revision_id": revision,
        "reader": review.reader,
        "answer": review.answer,
        "verdict": review.verdict,
        "is_second_defensible": review.second_defensible,
        "read_on": review.read_on,
        "note": review.note,
        "reader_id": None,
    }
