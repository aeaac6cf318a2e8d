"""Reads for the pages of editors and reviewers: items by filter, the syllabus with its counts, forms of an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from trainingapp.extensions import db
from trainingapp.itembank.content import normalise
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    ItemRevision,
    Law,
    LawAnchor,
    LawVersion,
    RevisionKnowledge,
    Syllabus,
    TestForm,
    TestFormSlot,
)
from trainingapp.rules.items import Status

LATEST = and_(ItemRevision.item_id == BankItem.id, ItemRevision.number == BankItem.latest_number)


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """What an editor looks for; None or nothing means any."""

    words: str = ""
    subject: str | None = None
    chapter: str | None = None
    status: str | None = None
    kind: str | None = None
    level: str | None = None
    point: str | None = None  # a knowledge point or a section
    law: str | None = None
    author: str | None = None
    waiting: str | None = None  # a name of `wording.WAITING`
    flaw: str | None = None  # a name of the catalogue of flaws


@dataclass(slots=True)
class AreaCount:
    """How many items a content area has: ready ones, and those still worked on."""

    ready: int = 0
    unready: int = 0


@dataclass(slots=True)
class AreaNode:
    """A content area with what stands below it."""

    area: ContentArea
    count: AreaCount
    children: list[AreaNode] = field(default_factory=list)


def list_items(wanted: ItemFilter, *, held: ColumnElement[bool] | None = None) -> Select[BankItem]:
    """Items with their latest revision, in order of code; every word must stand somewhere in the item.

    `held` says whose keys are kept from the reader (`reviewing.held_from`): words do not search in these.
    """
    query = (
        select(BankItem)
        .join(ItemRevision, LATEST)
        .options(contains_eager(BankItem.latest))
        .order_by(BankItem.code)
    )
    for column, value in (
        (BankItem.subject, wanted.subject),
        (BankItem.status, wanted.status),
        (ItemRevision.kind, wanted.kind),
        (ItemRevision.level, wanted.level),
        (ItemRevision.chapter, wanted.chapter),
    ):
        if value:
            query = query.where(column == value)
    if wanted.author:
        query = query.where(BankItem.author == wanted.author)
    if wanted.point:
        named = or_(
            RevisionKnowledge.code == wanted.point,
            RevisionKnowledge.code.startswith(f"{wanted.point}.", autoescape=True),
        )
        query = query.where(ItemRevision.knowledge.any(named))
    if wanted.law:
        version = LawAnchor.law_version.has(LawVersion.law.has(Law.code == wanted.law))
        query = query.where(ItemRevision.anchors.any(version))
    for word in wanted.words.split():
        query = query.where(_says(normalise(word), held))
    return query


def _says(word: str, held: ColumnElement[bool] | None) -> ColumnElement[bool]:
    found = BankItem.search_text.contains(word, autoescape=True)
    if held is None:
        return found
    # The words of a rationale would give the key away to who has not answered: such an item is found by its code.
    code = func.lower(BankItem.code).contains(word, autoescape=True)
    return or_(and_(found, not_(held)), code)


def get_item(code: str) -> BankItem:
    """One item with all its revisions. :raises NoResultFound: when there is none."""
    query = (
        select(BankItem)
        .where(BankItem.code == code)
        .options(selectinload(BankItem.revisions).options(*revision_details()))
    )
    return db.session.execute(query).scalar_one()


def revision_details() -> list[Any]:
    """What a page about a revision needs with it."""
    return [
        joinedload(ItemRevision.item),
        selectinload(ItemRevision.knowledge),
        selectinload(ItemRevision.reviews),
        selectinload(ItemRevision.anchors)
        .joinedload(LawAnchor.law_version)
        .joinedload(LawVersion.law),
    ]


def list_authors() -> Sequence[str]:
    """Everybody who wrote an item, by name."""
    return db.session.scalars(select(BankItem.author).distinct().order_by(BankItem.author)).all()


def list_syllabi() -> Sequence[Syllabus]:
    """Every syllabus, the newest edition first, then in order of subject code."""
    query = select(Syllabus).order_by(Syllabus.edition.desc(), Syllabus.code)
    return db.session.execute(query).scalars().all()


def get_syllabus(syllabus_id: int) -> Syllabus:
    """One syllabus with its tree. :raises NoResultFound: when there is none."""
    query = select(Syllabus).where(Syllabus.id == syllabus_id).options(selectinload(Syllabus.areas))
    return db.session.execute(query).scalar_one()


def count_by_subject() -> dict[str, AreaCount]:
    """How many items each subject has."""
    rows = db.session.execute(
        select(BankItem.subject, *_counted()).where(_is_counted()).group_by(BankItem.subject)
    )
    return {subject: AreaCount(ready, total - ready) for subject, ready, total in rows}


def list_tree(syllabus: Syllabus) -> list[AreaNode]:
    """The chapters of a syllabus with counts. A point counts the items that name it, what lies above counts each once.

    An item belongs to the chapter and section of its first knowledge point.
    """
    named = _count_points(syllabus, only_main=False)
    main = _count_points(syllabus, only_main=True)
    nodes: dict[str, AreaNode] = {}
    chapters = []
    for area in syllabus.areas:
        count = named.get(area.code, AreaCount())
        if area.kind != "point":
            count = _add_up(main, f"{area.code}.")
        nodes[area.code] = node = AreaNode(area, count)
        if area.parent_code is None:
            chapters.append(node)
        else:
            nodes[area.parent_code].children.append(node)
    return chapters


def _count_points(syllabus: Syllabus, *, only_main: bool) -> dict[str, AreaCount]:
    query = (
        select(RevisionKnowledge.code, *_counted())
        .join(ItemRevision, ItemRevision.id == RevisionKnowledge.item_revision_id)
        .join(BankItem, LATEST)
        .where(BankItem.subject == syllabus.subject, _is_counted())
        .group_by(RevisionKnowledge.code)
    )
    if only_main:
        query = query.where(RevisionKnowledge.position == 0)
    rows = db.session.execute(query)
    return {code: AreaCount(ready, total - ready) for code, ready, total in rows}


def _add_up(counts: dict[str, AreaCount], prefix: str) -> AreaCount:
    inside = [count for code, count in counts.items() if code.startswith(prefix)]
    return AreaCount(sum(c.ready for c in inside), sum(c.unready for c in inside))


def _counted() -> tuple[Any, Any]:
    ready = func.sum(case((BankItem.status == Status.READY, 1), else_=0))
    return ready, func.count(BankItem.id)


def _is_counted() -> Any:
    return BankItem.status != Status.RETIRED


def list_all_forms() -> Select[TestForm]:
    """Every form, fixed ones first, the newest on top."""
    return (
        select(TestForm)
        .options(joinedload(TestForm.specification))
        .order_by(TestForm.origin.desc(), TestForm.published_at.desc(), TestForm.id.desc())
    )


def get_form_with_key(form_id: int) -> TestForm:
    """One form with its answer key. :raises NoResultFound: when there is none."""
    query = (
        select(TestForm)
        .where(TestForm.id == form_id)
        .options(
            joinedload(TestForm.specification),
            joinedload(TestForm.policy),
            undefer(TestForm.answer_key),
        )
    )
    return db.session.execute(query).scalar_one()


def list_places(item: BankItem, *, limit: int = 20) -> Sequence[tuple[TestForm, int, int]]:
    """The fixed forms an item stands on: form, slot, revision number; the newest first."""
    query = (
        select(TestForm, TestFormSlot.slot, ItemRevision.number)
        .join(TestFormSlot, TestFormSlot.test_form_id == TestForm.id)
        .join(ItemRevision, ItemRevision.id == TestFormSlot.item_revision_id)
        .where(ItemRevision.item_id == item.id, TestForm.origin == "fixed")
        .order_by(TestForm.published_at.desc(), TestForm.id.desc())
        .limit(limit)
    )
    return [(form, slot, number) for form, slot, number in db.session.execute(query)]


def count_forms_of(item: BankItem) -> int:
    """On how many forms of any origin an item stands."""
    query = (
        select(func.count())
        .select_from(TestFormSlot)
        .join(ItemRevision, ItemRevision.id == TestFormSlot.item_revision_id)
        .where(ItemRevision.item_id == item.id)
    )
    return db.session.execute(query).scalar_one()
