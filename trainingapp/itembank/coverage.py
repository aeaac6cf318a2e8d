"""Where the bank is thick and where it has holes: items per knowledge point and chapter, against the specification."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.editions import edition_of
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    ItemRevision,
    RevisionKnowledge,
    Syllabus,
    TestForm,
    TestFormSlot,
    TestSpecification,
)
from trainingapp.itembank.queries import list_specifications
from trainingapp.rules.items import Kind, Status
from trainingapp.rules.shares import Share, judge_share
from trainingapp.rules.specifications import Bounds


@dataclass(slots=True)
class Counts:
    """Items by kind and by level: those ready, and those still worked on. Retired items count nowhere."""

    ready_kinds: Counter[str] = field(default_factory=Counter)
    ready_levels: Counter[str] = field(default_factory=Counter)
    other_kinds: Counter[str] = field(default_factory=Counter)
    other_levels: Counter[str] = field(default_factory=Counter)

    @property
    def ready(self) -> int:
        return self.ready_kinds.total()

    @property
    def unready(self) -> int:
        return self.other_kinds.total()

    def add(self, kind: str, level: str, *, is_ready: bool, count: int) -> None:
        """Count so many more items."""
        kinds, levels = (
            (self.ready_kinds, self.ready_levels)
            if is_ready
            else (self.other_kinds, self.other_levels)
        )
        kinds[kind] += count
        levels[level] += count


class AreaCoverage(NamedTuple):
    """A chapter or a knowledge point with its items. `forms`: fixed forms they stand on; `share`: of chapters only."""

    area: ContentArea
    counts: Counts
    forms: int = 0
    share: Share | None = None


@dataclass(slots=True)
class SubjectCoverage:
    """One subject by the edition of its syllabus: chapters as printed, knowledge points with the holes first."""

    syllabus: Syllabus
    editions: list[str]
    specification: TestSpecification | None
    kinds: list[Kind]
    chapters: list[AreaCoverage]
    points: list[AreaCoverage]

    @property
    def holes(self) -> int:
        """How many knowledge points have no ready item."""
        return sum(not point.counts.ready for point in self.points)


def list_coverage(
    *, exam_year: int, subject: str | None = None, edition: str | None = None
) -> list[SubjectCoverage]:
    """The coverage of every subject (of one), by the edition that the exam asks unless one is named.

    A point counts every item that names it and is not retired; a chapter counts each item once, by its first point.
    A constant number of statements, however many subjects and items there are.
    """
    syllabi = list_syllabi(subject)
    specifications = list_specifications()
    points = _count_points()
    chapters = _count_chapters()
    forms = _count_forms()
    found = []
    for code in sorted({syllabus.code for syllabus in syllabi}):
        mine = [syllabus for syllabus in syllabi if syllabus.code == code]
        named = [syllabus for syllabus in mine if syllabus.edition == edition]
        syllabus = named[0] if named else edition_of(mine, exam_year)
        if syllabus is None:
            continue
        specification = _specification_of(specifications, syllabus)
        found.append(
            SubjectCoverage(
                syllabus=syllabus,
                editions=[known.edition for known in mine],
                specification=specification,
                kinds=_kinds(specification, syllabus, chapters),
                chapters=_chapters(syllabus, specification, chapters),
                points=_points(syllabus, points, forms),
            )
        )
    return found


def list_syllabi(subject: str | None = None) -> Sequence[Syllabus]:
    """Every edition of every subject (of one) with its areas, in order of subject code and edition."""
    query = (
        select(Syllabus)
        .options(selectinload(Syllabus.areas))
        .order_by(Syllabus.code, Syllabus.edition)
    )
    if subject is not None:
        query = query.where(Syllabus.subject == subject)
    return db.session.scalars(query).all()


def _specification_of(
    specifications: Sequence[TestSpecification], syllabus: Syllabus
) -> TestSpecification | None:
    fitting = [
        specification
        for specification in specifications
        if (specification.subject, specification.edition) == (syllabus.subject, syllabus.edition)
    ]
    return fitting[0] if fitting else None


def _kinds(
    specification: TestSpecification | None, syllabus: Syllabus, counts: Mapping[str, Counts]
) -> list[Kind]:
    """The kinds that the paper has, and those that the bank has beside them."""
    wanted = set(specification.content["kinds"]) if specification else set()
    for area in syllabus.areas:
        if area.code in counts:
            wanted |= {*counts[area.code].ready_kinds, *counts[area.code].other_kinds}
    return [kind for kind in Kind if kind in wanted]


def _chapters(
    syllabus: Syllabus, specification: TestSpecification | None, counts: Mapping[str, Counts]
) -> list[AreaCoverage]:
    areas = list(_areas(syllabus, "chapter"))
    total = sum(counts[area.code].ready for area in areas if area.code in counts)
    content = specification.content if specification else {"kinds": {}, "chapters": {}}
    size = sum(content["kinds"].values())
    found = []
    for area in areas:
        own = counts.get(area.code) or Counts()
        cell = content["chapters"].get(area.code)
        bounds = Bounds(cell["min"], cell["max"]) if cell else None
        if bounds is None and content["chapters"]:
            bounds = Bounds(0, 0)  # a chapter that is not named gets no item
        share = judge_share(own.ready, total, size=size, bounds=bounds)
        found.append(AreaCoverage(area, own, share=share))
    return found


def _points(
    syllabus: Syllabus, counts: Mapping[str, Counts], forms: Mapping[str, int]
) -> list[AreaCoverage]:
    found = [
        AreaCoverage(area, counts.get(area.code) or Counts(), forms.get(area.code, 0))
        for area in _areas(syllabus, "point")
    ]
    return sorted(found, key=lambda point: (point.counts.ready, point.counts.unready))


def _areas(syllabus: Syllabus, kind: str) -> Iterator[ContentArea]:
    return (area for area in syllabus.areas if area.kind == kind and not area.is_retired)


def _count_points() -> dict[str, Counts]:
    query = (
        select(
            RevisionKnowledge.code,
            ItemRevision.kind,
            ItemRevision.level,
            BankItem.status,
            func.count(),
        )
        .join(ItemRevision, ItemRevision.id == RevisionKnowledge.item_revision_id)
        .join(BankItem, LATEST)
        .where(BankItem.status != Status.RETIRED)
        .group_by(
            RevisionKnowledge.code,
            ItemRevision.kind,
            ItemRevision.level,
            BankItem.status,
        )
    )
    return _collect(db.session.execute(query))


def _count_chapters() -> dict[str, Counts]:
    query = (
        select(
            ItemRevision.chapter,
            ItemRevision.kind,
            ItemRevision.level,
            BankItem.status,
            func.count(),
        )
        .join(BankItem, LATEST)
        .where(BankItem.status != Status.RETIRED)
        .group_by(
            ItemRevision.chapter,
            ItemRevision.kind,
            ItemRevision.level,
            BankItem.status,
        )
    )
    return _collect(db.session.execute(query))


def _collect(rows: Iterable[Sequence[Any]]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for code, kind, level, status, count in rows:
        counts = found.setdefault(code, Counts())
        counts.add(kind, level, is_ready=status == Status.READY, count=count)
    return found


def _count_forms() -> dict[str, int]:
    """On how many fixed forms, of every version, the items of a point stand."""
    query = (
        select(RevisionKnowledge.code, func.count(TestFormSlot.test_form_id.distinct()))
        .join(TestFormSlot, TestFormSlot.item_revision_id == RevisionKnowledge.item_revision_id)
        .join(TestForm, TestForm.id == TestFormSlot.test_form_id)
        .where(TestForm.origin == "fixed")
        .group_by(RevisionKnowledge.code)
    )
    return {code: count for code, count in db.session.execute(query)}
