"""Reads for the pages of laws: which version counts, the items that rest on it, the forms that a change affects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.law_changes import read_span
from trainingapp.itembank.models import (
    BankItem,
    ItemRevision,
    Law,
    LawAnchor,
    LawVersion,
    TestForm,
    TestFormSlot,
)
from trainingapp.rules.items import Status
from trainingapp.rules.law_versions import (
    Span,
    Standing,
    find_in_force,
    first_exam_with,
    first_exam_without,
    standing,
)


@dataclass(frozen=True, slots=True)
class LawSummary:
    """A law in the list: the versions of today and of the exam (None: none is in force), and its items."""

    law: Law
    today: LawVersion | None
    counting: LawVersion | None
    items: int
    lapsed: int  # items that rest on a version that has ended before the lens day
    ending: int  # items that hold for this exam and not for a later one


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version on the page of its law."""

    version: LawVersion
    standing: Standing
    is_in_force: bool  # today
    items: int
    first_exam: int
    last_exam: int | None  # None: no end is known


class AffectedForm(NamedTuple):
    """A fixed form with items whose law is no longer, or not yet, the law of the exam."""

    form: TestForm
    codes: list[str]


def select_laws(words: str = "") -> Select[Law]:
    """The laws whose title has every word, in order of title."""
    query = select(Law).options(selectinload(Law.versions)).order_by(Law.title, Law.id)
    for word in words.split():
        said = Law.title.contains(word, autoescape=True)
        query = query.where(or_(said, Law.short.contains(word, autoescape=True)))
    return query


def get_law(code: str) -> Law:
    """One law with its versions. :raises NoResultFound: when there is none."""
    query = select(Law).where(Law.code == code).options(selectinload(Law.versions))
    return db.session.execute(query).scalar_one()


def describe_laws(laws: Sequence[Law], *, today: date, on: date) -> list[LawSummary]:
    """What the list says of each law, in one statement more. `on` is the lens day of the exam."""
    counts = _count_items([version.id for law in laws for version in law.versions])
    found = []
    for law in laws:
        by_standing: Counter[Standing] = Counter()
        for version in law.versions:
            by_standing[standing(read_span(version), on=on)] += counts[version.id]
        found.append(
            LawSummary(
                law=law,
                today=_version_on(law, today),
                counting=_version_on(law, on),
                items=by_standing.total(),
                lapsed=by_standing[Standing.LAPSED],
                ending=by_standing[Standing.ENDS_LATER],
            )
        )
    return found


def describe_versions(law: Law, *, today: date, on: date) -> list[VersionFacts]:
    """What the page of a law says of each version, the newest first."""
    counts = _count_items([version.id for version in law.versions])
    facts = []
    for version in sorted(law.versions, key=lambda v: (v.effective_from, v.version), reverse=True):
        span = read_span(version)
        facts.append(
            VersionFacts(
                version=version,
                standing=standing(span, on=on),
                is_in_force=_version_on(law, today) is version,
                items=counts[version.id],
                first_exam=first_exam_with(span.start),
                last_exam=first_exam_without(span.end) - 1 if span.end else None,
            )
        )
    return facts


def _version_on(law: Law, day: date) -> LawVersion | None:
    spans: dict[Span, LawVersion] = {read_span(version): version for version in law.versions}
    found = find_in_force(spans, day)
    return spans[found] if found else None


def _count_items(version_ids: Sequence[int]) -> Counter[int]:
    """How many items that are not retired rest on each version."""
    query = (
        select(LawAnchor.law_version_id, func.count(BankItem.id.distinct()))
        .join(ItemRevision, ItemRevision.id == LawAnchor.item_revision_id)
        .join(BankItem, LATEST)
        .where(LawAnchor.law_version_id.in_(version_ids), BankItem.status != Status.RETIRED)
        .group_by(LawAnchor.law_version_id)
    )
    return Counter({version: count for version, count in db.session.execute(query)})


def select_items_on(law: Law, *, version: str | None = None) -> Select[BankItem]:
    """The items that rest on a law (on that version of it), with their anchors, in order of code; retired ones last."""
    anchored = exists().where(
        LawAnchor.item_revision_id == ItemRevision.id,
        LawAnchor.law_version_id == LawVersion.id,
        LawVersion.law_id == law.id,
    )
    if version is not None:
        anchored = anchored.where(LawVersion.version == version)
    details = selectinload(ItemRevision.anchors).joinedload(LawAnchor.law_version)
    return (
        select(BankItem)
        .join(ItemRevision, LATEST)
        .options(contains_eager(BankItem.latest).options(details))
        .where(anchored)
        .order_by(BankItem.status == Status.RETIRED, BankItem.code)
    )


def list_affected_forms(*, on: date, law: Law | None = None) -> list[AffectedForm]:
    """The fixed forms, by title, that hold items resting on law (on that law) not in force on the lens day.

    What counts is the revision on the form: it never changes, so a form is made good by a new version of it.
    """
    query = (
        _slots_out_of_force(on, TestForm, BankItem.code)
        .join(TestForm, TestForm.id == TestFormSlot.test_form_id)
        .where(TestForm.origin == "fixed")
        .order_by(TestForm.subject, TestForm.code, TestForm.version, TestFormSlot.slot)
    )
    if law is not None:
        query = query.where(LawVersion.law_id == law.id)
    found: dict[int, AffectedForm] = {}
    for form, code in db.session.execute(query):
        codes = found.setdefault(form.id, AffectedForm(form, [])).codes
        if code not in codes:
            codes.append(code)
    return list(found.values())


def list_codes_out_of_force(form_id: int, *, on: date) -> set[str]:
    """The items of a form that rest on law not in force on the lens day."""
    query = _slots_out_of_force(on, BankItem.code).where(TestFormSlot.test_form_id == form_id)
    return set(db.session.scalars(query))


def _slots_out_of_force(on: date, *columns: Any) -> Select[Any]:
    query: Select[Any] = select(*columns)
    return (
        query.select_from(TestFormSlot)
        .join(ItemRevision, ItemRevision.id == TestFormSlot.item_revision_id)
        .join(BankItem, BankItem.id == ItemRevision.item_id)
        .join(LawAnchor, LawAnchor.item_revision_id == ItemRevision.id)
        .join(LawVersion, LawVersion.id == LawAnchor.law_version_id)
        .where(or_(LawVersion.effective_from > on, LawVersion.effective_to < on))
    )
