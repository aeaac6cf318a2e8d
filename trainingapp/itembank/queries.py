"""Reads of test forms for exams: the document, the answer key, the review page, the pool for assembly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.extensions import db
from trainingapp.itembank.documents import Entry
from trainingapp.itembank.editions import edition_of
from trainingapp.itembank.keeping import memory
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    ItemRevision,
    LawAnchor,
    LawVersion,
    PolicyVersion,
    RevisionKnowledge,
    Syllabus,
    TestForm,
    TestFormSlot,
    TestSpecification,
)
from trainingapp.itembank.reviewed import ReviewedItem, review_item
from trainingapp.rules.items import Kind, Status
from trainingapp.rules.specifications import Bounds, PoolItem, Specification


class FormDocument(NamedTuple):
    """The compressed document of a form and the hash that stands in its address."""

    sha256: str
    gzip: bytes


def get_form(form_id: int) -> TestForm:
    """One form with its specification and policy. :raises NoResultFound: when there is none."""
    query = (
        select(TestForm)
        .where(TestForm.id == form_id)
        .options(joinedload(TestForm.specification), joinedload(TestForm.policy))
    )
    return db.session.execute(query).scalar_one()


def find_form(code: str, version: int) -> TestForm | None:
    """The form of that code and version, or None."""
    query = select(TestForm).where(TestForm.code == code, TestForm.version == version)
    return db.session.execute(query).scalar_one_or_none()


def list_forms(subject: str | None = None) -> Sequence[TestForm]:
    """The fixed forms of a subject (of all when None), the newest version of each, in order of code."""
    newest = (
        select(TestForm.code, func.max(TestForm.version).label("version"))
        .group_by(TestForm.code)
        .subquery()
    )
    query = (
        select(TestForm)
        .join(newest, and_(TestForm.code == newest.c.code, TestForm.version == newest.c.version))
        .where(TestForm.origin == "fixed")
        .options(joinedload(TestForm.specification), joinedload(TestForm.policy))
        .order_by(TestForm.subject, TestForm.code)
    )
    if subject is not None:
        query = query.where(TestForm.subject == subject)
    return db.session.execute(query).scalars().all()


def find_form_document(form_id: int) -> FormDocument | None:
    """The document of a form, or None when there is no such form."""
    query = select(TestForm.document_sha256, TestForm.document).where(TestForm.id == form_id)
    row = db.session.execute(query).one_or_none()
    return None if row is None else FormDocument(*row)


def get_answer_key(form_id: int) -> list[dict[str, Any]]:
    """The key of every slot in order, from memory. :raises NoResultFound: when there is no such form."""
    query = select(TestForm.answer_key).where(TestForm.id == form_id)
    return memory.recall(("key", form_id), lambda: list(db.session.execute(query).scalar_one()))


def get_policy(policy_id: int) -> PolicyVersion:
    """One scoring policy. :raises NoResultFound: when there is none."""
    return db.session.get_one(PolicyVersion, policy_id)


def find_policy(name: str) -> PolicyVersion | None:
    """The policy written as `code@version`, or None."""
    code, _, version = name.partition("@")
    query = select(PolicyVersion).where(
        PolicyVersion.code == code, PolicyVersion.version == int(version or 0)
    )
    return db.session.execute(query).scalar_one_or_none()


def find_specification(code: str) -> TestSpecification | None:
    """The specification of that code as it stands today, or None."""
    query = (
        select(TestSpecification)
        .where(TestSpecification.code == code)
        .order_by(TestSpecification.number.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()


def get_specification(code: str) -> TestSpecification:
    """The specification of that code as it stands today. :raises NoResultFound: when there is none."""
    specification = find_specification(code)
    if specification is None:
        raise NoResultFound(code)
    return specification


def get_subject_title(subject: str, *, exam_year: int) -> dict[str, str]:
    """A subject's name as the syllabus prints it that the exam of that year asks.

    :raises NoResultFound: when there is none.
    """
    syllabi = db.session.scalars(select(Syllabus).where(Syllabus.subject == subject)).all()
    asked = edition_of(syllabi, exam_year)
    if asked is None:
        raise NoResultFound(subject)
    return asked.title


def list_specifications() -> Sequence[TestSpecification]:
    """Every specification as it stands today, in order of subject and code."""
    newest = (
        select(TestSpecification.code, func.max(TestSpecification.number).label("number"))
        .group_by(TestSpecification.code)
        .subquery()
    )
    query = (
        select(TestSpecification)
        .join(
            newest,
            and_(
                TestSpecification.code == newest.c.code,
                TestSpecification.number == newest.c.number,
            ),
        )
        .order_by(TestSpecification.subject, TestSpecification.code)
    )
    return db.session.execute(query).scalars().all()


def read_specification(specification: TestSpecification) -> Specification:
    """The bounds of a stored specification as the rules know them."""
    content = specification.content

    def bounds(cells: dict[str, dict[str, int]]) -> dict[str, Bounds]:
        return {name: Bounds(cell["min"], cell["max"]) for name, cell in cells.items()}

    return Specification(
        kinds=content["kinds"],
        chapters=bounds(content["chapters"]),
        levels=bounds(content["levels"]),
    )


def get_item_revisions(form_id: int) -> list[ReviewedItem]:
    """Everything the review page shows of a form, slot by slot, in a constant number of statements."""
    query = (
        select(TestFormSlot.slot, ItemRevision)
        .join(ItemRevision, ItemRevision.id == TestFormSlot.item_revision_id)
        .where(TestFormSlot.test_form_id == form_id)
        .options(
            joinedload(ItemRevision.item),
            selectinload(ItemRevision.knowledge),
            selectinload(ItemRevision.anchors)
            .joinedload(LawAnchor.law_version)
            .joinedload(LawVersion.law),
        )
        .order_by(TestFormSlot.slot)
    )
    rows = db.session.execute(query).all()
    titles = area_titles(point.code for _, revision in rows for point in revision.knowledge)
    return [review_item(slot, revision, titles) for slot, revision in rows]


def area_titles(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Titles of content areas by code, from the newest edition that has the code."""
    query = (
        select(ContentArea.code, ContentArea.title)
        .join(Syllabus, Syllabus.id == ContentArea.syllabus_id)
        .where(ContentArea.code.in_(set(codes)))
        .order_by(Syllabus.edition)
    )
    return {code: title for code, title in db.session.execute(query)}


def list_ready_pool(subject: str, *, on: date) -> list[PoolItem]:
    """Ready objective items of a subject in order of code, except those resting on law not in force on that day.

    `on` is the exam-year lens: 31 December of the year before the exam.
    """
    out_of_force = (
        select(LawAnchor.item_revision_id)
        .join(LawVersion, LawVersion.id == LawAnchor.law_version_id)
        .where(or_(LawVersion.effective_from > on, LawVersion.effective_to < on))
    )
    query = (
        select(
            BankItem.id,
            ItemRevision.id,
            BankItem.code,
            ItemRevision.kind,
            ItemRevision.chapter,
            ItemRevision.level,
            ItemRevision.key,
            ItemRevision.expected_facility,
            BankItem.enemies,
        )
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(
            ItemRevision.number == BankItem.latest_number,
            BankItem.subject == subject,
            BankItem.status == Status.READY,
            ItemRevision.kind.in_([kind for kind in Kind if kind.is_objective]),
            ItemRevision.id.not_in(out_of_force),
        )
        .order_by(BankItem.code)
    )
    rows = db.session.execute(query)
    return [
        PoolItem(
            item=item,
            revision=revision,
            code=code,
            kind=kind,
            chapter=chapter,
            level=level,
            key=key or "",
            facility=facility,
            enemies=frozenset(enemies),
        )
        for item, revision, code, kind, chapter, level, key, facility, enemies in rows
    ]


def list_entries(revision_ids: Sequence[int]) -> list[Entry]:
    """The revisions as entries of a form, in the order given, slots counted from 1."""
    query = (
        select(ItemRevision, BankItem.code, RevisionKnowledge.code)
        .join(BankItem, BankItem.id == ItemRevision.item_id)
        .join(
            RevisionKnowledge,
            and_(
                RevisionKnowledge.item_revision_id == ItemRevision.id,
                RevisionKnowledge.position == 0,
            ),
        )
        .where(ItemRevision.id.in_(revision_ids))
    )
    found = {row[0].id: row for row in db.session.execute(query)}
    return [_entry(slot, *found[identity]) for slot, identity in enumerate(revision_ids, start=1)]


def _entry(slot: int, revision: ItemRevision, code: str, knowledge: str) -> Entry:
    return Entry(
        slot=slot,
        item=code,
        revision_id=revision.id,
        kind=revision.kind,
        key=revision.key,
        chapter=revision.chapter,
        knowledge=knowledge,
        level=revision.level,
        content=revision.content,
    )


def latest_revision_ids(codes: Sequence[str]) -> dict[str, int]:
    """The id of the latest revision of each item code."""
    query = (
        select(BankItem.code, ItemRevision.id)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .where(BankItem.code.in_(codes), ItemRevision.number == BankItem.latest_number)
    )
    return {code: identity for code, identity in db.session.execute(query)}
