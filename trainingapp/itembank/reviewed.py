"""An item revision with everything that a reader after the exam, or an editor, may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from trainingapp.itembank.models import ItemRevision, LawAnchor


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """An option with the reason why it is right or wrong."""

    letter: str
    text: str
    why: str
    is_key: bool


@dataclass(frozen=True, slots=True)
class ReviewedAnchor:
    """The article an item rests on, in the version that it names."""

    title: str
    short: str
    version: str
    article: str
    phrase: str
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class ReviewedItem:
    """Everything the review page shows of one slot."""

    slot: int
    code: str
    revision_id: int
    number: int
    kind: str
    level: str
    chapter: str
    content: dict[str, Any]  # also `stimulus` and `tasks` of written items
    stem: str
    options: list[ReviewedOption]
    key: str | None
    rationale: str
    sources: list[str]
    anchors: list[ReviewedAnchor]
    knowledge: list[tuple[str, dict[str, str]]]  # code and title, the main point first


def review_item(
    slot: int, revision: ItemRevision, titles: dict[str, dict[str, str]]
) -> ReviewedItem:
    """One revision with everything a reader after the exam, or an editor, may see."""
    content, key = revision.content, revision.key
    return ReviewedItem(
        slot=slot,
        code=revision.item.code,
        revision_id=revision.id,
        number=revision.number,
        kind=revision.kind,
        level=revision.level,
        chapter=revision.chapter,
        content=content,
        stem=content.get("stem", ""),
        options=[
            ReviewedOption(letter, option["text"], option["why"], letter in (key or ""))
            for letter, option in sorted(content.get("options", {}).items())
        ],
        key=key,
        rationale=content["rationale"],
        sources=content["sources"],
        anchors=[_reviewed_anchor(anchor) for anchor in revision.anchors],
        knowledge=[
            (point.code, titles.get(point.code, {"zh": point.code, "en": point.code}))
            for point in revision.knowledge
        ],
    )


def _reviewed_anchor(anchor: LawAnchor) -> ReviewedAnchor:
    version = anchor.law_version
    law = version.law
    return ReviewedAnchor(
        title=law.title,
        short=law.short,
        version=version.version,
        article=anchor.article,
        phrase=anchor.phrase,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
    )
