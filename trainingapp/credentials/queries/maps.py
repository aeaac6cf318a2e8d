"""The curricula that a university holds against the syllabus: whose they are, what they cover, where the gaps are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.credentials.models.links import MapEntry, ProgrammeMap
from trainingapp.extensions import db
from trainingapp.itembank.models import ContentArea, Syllabus
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.web.auth import SignedIn


class ChapterCoverage(NamedTuple):
    """A chapter: its points, those that no course teaches, and the courses that teach any of it."""

    area: ContentArea
    points: Sequence[ContentArea]
    gaps: Sequence[ContentArea]
    courses: Sequence[str]

    @property
    def taught(self) -> int:
        """How many points some course teaches."""
        return len(self.points) - len(self.gaps)


def list_universities(person: SignedIn) -> Sequence[Organisation]:
    """The universities whose curricula somebody may map, by name: a role for the whole site opens every one."""
    roles = PERMISSIONS[Permission.PROGRAMME_MAP]
    places = {one.organisation_id for one in person.grants if one.role in roles}
    query = select(Organisation).where(Organisation.kind == OrganisationKind.UNIVERSITY)
    if None not in places:
        query = query.where(Organisation.id.in_([place for place in places if place]))
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def list_maps(universities: Iterable[Organisation]) -> Select[ProgrammeMap]:
    """The maps of these universities, the one changed last first."""
    return (
        select(ProgrammeMap)
        .where(ProgrammeMap.organisation_id.in_([one.id for one in universities]))
        .options(joinedload(ProgrammeMap.organisation))
        .order_by(ProgrammeMap.changed_at.desc(), ProgrammeMap.id.desc())
    )


def get_map(person: SignedIn, map_id: int) -> ProgrammeMap:
    """A map of one of somebody's universities. :raises NoResultFound: there is none, or it is another's."""
    query = list_maps(list_universities(person)).where(ProgrammeMap.id == map_id)
    return db.session.scalars(query.options(selectinload(ProgrammeMap.entries))).one()


def find_map(organisation_id: int, programme: str, edition: str) -> ProgrammeMap | None:
    """The map of that name, if there is one."""
    return db.session.scalar(
        select(ProgrammeMap).where(
            ProgrammeMap.organisation_id == organisation_id,
            ProgrammeMap.programme == programme,
            ProgrammeMap.edition == edition,
        )
    )


def list_editions() -> list[str]:
    """The editions of the syllabus, the newest first."""
    query = select(Syllabus.edition).distinct().order_by(Syllabus.edition.desc())
    return list(db.session.scalars(query))


def list_subjects(edition: str) -> Sequence[Syllabus]:
    """The subjects of an edition with their areas, by code."""
    return db.session.scalars(
        select(Syllabus)
        .where(Syllabus.edition == edition)
        .options(selectinload(Syllabus.areas))
        .order_by(Syllabus.code)
    ).all()


def courses_by_point(entries: Iterable[MapEntry]) -> dict[str, list[str]]:
    """The courses of each point, in the order in which they were entered."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry.code, []).append(entry.course)
    return found


def points_by_chapter(syllabus: Syllabus) -> dict[ContentArea, list[ContentArea]]:
    """The knowledge points of each chapter as printed, without retired ones."""
    found: dict[ContentArea, list[ContentArea]] = {}
    for area in syllabus.areas:
        if area.is_retired:
            continue
        if area.kind == "chapter":
            found[area] = []
        elif area.kind == "point" and found:
            found[next(reversed(found))].append(area)
    return found


def get_chapter(edition: str, code: str) -> tuple[Syllabus, ContentArea, list[ContentArea]]:
    """A chapter of an edition with its subject and points. :raises NoResultFound: the edition has none of that code."""
    for syllabus in list_subjects(edition):
        for chapter, points in points_by_chapter(syllabus).items():
            if chapter.code == code:
                return syllabus, chapter, points
    raise NoResultFound


def list_coverage(syllabus: Syllabus, taught: Mapping[str, list[str]]) -> list[ChapterCoverage]:
    """What the courses cover of each chapter of a subject."""
    return [
        ChapterCoverage(
            chapter,
            points,
            [point for point in points if point.code not in taught],
            sorted({course for point in points for course in taught.get(point.code, ())}),
        )
        for chapter, points in points_by_chapter(syllabus).items()
    ]
