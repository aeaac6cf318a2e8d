"""Two editions of a syllabus side by side: what moved, came, went or was reworded, and the items left alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.checks.editions import list_areas
from trainingapp.itembank.content import normalise
from trainingapp.itembank.models import BankItem, ItemRevision, RevisionKnowledge, Syllabus
from trainingapp.itembank.shapes import Point, Section, SyllabusShape
from trainingapp.rules.items import Status

KINDS = ("chapter", "section", "point")


class Area(NamedTuple):
    """A chapter, section or knowledge point of one edition."""

    code: str
    kind: str
    title: Mapping[str, str]
    former_code: str | None = None

    @property
    def meaning(self) -> str:
        return normalise(self.title["zh"])


class NamedItem(NamedTuple):
    """An item that names a point."""

    code: str
    status: str


class Change(NamedTuple):
    """What became of an area; `old` is None for a new one, `new` for a dropped one."""

    old: Area | None
    new: Area | None
    items: Sequence[NamedItem] = ()  # those that name the old point


@dataclass(slots=True)
class EditionDiff:
    """Every area that differs, in the order of the editions."""

    moved: list[Change] = field(default_factory=list)
    new: list[Change] = field(default_factory=list)
    dropped: list[Change] = field(default_factory=list)
    renamed: list[Change] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the editions say the same."""
        return not (self.moved or self.new or self.dropped or self.renamed)

    @property
    def orphans(self) -> list[NamedItem]:
        """Every item that names a dropped point, once."""
        return sorted({item for change in self.dropped for item in change.items})


ItemsByPoint = Mapping[str, Sequence[NamedItem]]


def diff_areas(old: Sequence[Area], new: Sequence[Area], *, items: ItemsByPoint) -> EditionDiff:
    """Compare two editions of a subject; retired areas must not be among them.

    An area moved when the new edition says what it was called formerly, or else when the same words stand under
    another code and the old code is gone. Renamed is what kept its code but not its words. Items named by a moved
    point have to name the new code; those named by a dropped point have lost theirs.
    """
    before = {area.code: area for area in old}
    after = {area.code: area for area in new}
    moves = _find_moves(before, after)
    arrived = {area.code for area in moves.values()}
    found = EditionDiff()
    for area in old:
        named = items.get(area.code, ())
        if area.code in moves:
            found.moved.append(Change(area, moves[area.code], named))
        elif area.code not in after or area.code in arrived:  # gone, or another area's code now
            found.dropped.append(Change(area, None, named))
        elif after[area.code].meaning != area.meaning:
            found.renamed.append(Change(area, after[area.code], named))
    found.new = [
        Change(None, area) for area in new if area.code not in before and area.code not in arrived
    ]
    return found


def _find_moves(before: Mapping[str, Area], after: Mapping[str, Area]) -> dict[str, Area]:
    """Old code → the area it is now. What an edition says itself goes before what the words suggest."""
    moves = {
        area.former_code: area
        for area in after.values()
        if area.former_code in before and area.former_code not in after
    }
    arrived = {area.code for area in moves.values()}
    gone = _only_ones(a for a in before.values() if a.code not in after and a.code not in moves)
    come = _only_ones(a for a in after.values() if a.code not in before and a.code not in arrived)
    moves |= {gone[said].code: area for said, area in come.items() if said in gone}
    return {code: area for code, area in moves.items() if code is not None}


def _only_ones(areas: Iterable[Area]) -> dict[tuple[str, str], Area]:
    """The areas by kind and words, where no other says the same: a title such as 概述 suggests nothing."""
    found: dict[tuple[str, str], list[Area]] = {}
    for area in areas:
        found.setdefault((area.kind, area.meaning), []).append(area)
    return {said: alike[0] for said, alike in found.items() if len(alike) == 1}


def read_areas(shape: SyllabusShape) -> list[Area]:
    """The areas of a syllabus in a file that are not retired."""
    return [
        Area(area.code, _kind(area), area.title.model_dump(exclude_none=True), area.formerly)
        for area, _path in list_areas(shape)
        if not area.retired
    ]


def _kind(area: object) -> str:
    return KINDS[isinstance(area, Section) + 2 * isinstance(area, Point)]


def items_in_files(bank: Bank) -> dict[str, list[NamedItem]]:
    """The items of the files that are not retired, by every point they name."""
    return _by_point(
        (point, placed.shape.code, str(placed.shape.status))
        for placed in bank.items
        if placed.shape.status is not Status.RETIRED
        for point in placed.shape.knowledge
    )


def diff_stored(old: Syllabus, new: Syllabus) -> EditionDiff:
    """Compare two editions as loaded, in one statement beside their areas."""
    query = (
        select(RevisionKnowledge.code, BankItem.code, BankItem.status)
        .join(ItemRevision, ItemRevision.id == RevisionKnowledge.item_revision_id)
        .join(BankItem, LATEST)
        .where(BankItem.subject == old.subject, BankItem.status != Status.RETIRED)
        .order_by(BankItem.code)
    )
    items = _by_point((point, code, status) for point, code, status in db.session.execute(query))
    return diff_areas(_stored_areas(old), _stored_areas(new), items=items)


def _stored_areas(syllabus: Syllabus) -> list[Area]:
    return [
        Area(area.code, area.kind, area.title, area.former_code)
        for area in syllabus.areas
        if not area.is_retired
    ]


def _by_point(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[NamedItem]]:
    found: dict[str, list[NamedItem]] = {}
    for point, code, status in rows:
        found.setdefault(point, []).append(NamedItem(code, status))
    return found


def list_editions(subject: str) -> Sequence[Syllabus]:
    """The editions of a subject with their areas, the oldest first."""
    query = (
        select(Syllabus)
        .where(Syllabus.subject == subject)
        .options(selectinload(Syllabus.areas))
        .order_by(Syllabus.edition)
    )
    return db.session.scalars(query).all()


def edition_of(syllabi: Sequence[Syllabus], exam_year: int) -> Syllabus | None:
    """The edition that the exam of that year asks: the newest of those first used by then, else the oldest."""
    used = [syllabus for syllabus in syllabi if syllabus.first_exam_year <= exam_year]
    if used:
        return max(used, key=lambda syllabus: (syllabus.first_exam_year, syllabus.edition))
    return min(syllabi, key=lambda syllabus: syllabus.edition, default=None)
