"""The communities around a base one by one: how each is covered, and which nobody serves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Community, Site
from trainingapp.incubator.queries.communities import select_communities
from trainingapp.rules.incubation.coverage import Reach, Target, newest_target, reach_of
from trainingapp.rules.incubation.registry_words import CommunityKind, SiteKind

MOST = 1500  # cells on one page


@dataclass(frozen=True, slots=True)
class Cell:
    """A community with its count against the target of its kind, and how many agencies serve there."""

    name: str
    code: str
    street: str
    kind: CommunityKind
    count: int | None
    reach: Reach
    agencies: int


@dataclass(frozen=True, slots=True)
class Street:
    """The communities of a street, by code."""

    name: str
    cells: Sequence[Cell]

    def number(self, reach: Reach) -> int:
        """How many of its communities stand so."""
        return sum(one.reach == reach for one in self.cells)

    @property
    def organisations(self) -> int:
        """The organisations of the communities that were counted."""
        return sum(one.count or 0 for one in self.cells)

    @property
    def unserved(self) -> int:
        """How many of its communities no agency serves."""
        return sum(one.agencies == 0 for one in self.cells)


def list_cells(area: str, targets: Sequence[Target], *, on: date) -> Sequence[Cell]:
    """The communities of an area by street and code, at most MOST; one statement."""
    serving = select_serving(on).subquery()
    query = (
        select_communities(area)
        .add_columns(func.coalesce(serving.c.agencies, 0))
        .outerjoin(serving, serving.c.community_id == Community.id)
        .order_by(None)
        .order_by(Community.street, Community.code)
        .limit(MOST)
    )
    current = {kind: newest_target(targets, kind, year=on.year) for kind in CommunityKind}
    return [
        _cell(one, int(agencies), current[CommunityKind(one.kind)])
        for one, agencies in db.session.execute(query)
    ]


def select_serving(on: date) -> Select[int | None, int]:
    """How many agencies serve in each community on a day; a branch is no service."""
    return (
        select(Site.community_id, func.count(Site.agency_id.distinct()).label("agencies"))
        .where(
            Site.community_id.is_not(None),
            Site.struck_at.is_(None),
            Site.kind != SiteKind.BRANCH,
            Site.starts_on <= on,
            or_(Site.ends_on.is_(None), Site.ends_on > on),
        )
        .group_by(Site.community_id)
    )


def _cell(one: Community, agencies: int, target: Target | None) -> Cell:
    is_counted = one.filed is not None and one.registered is not None
    return Cell(
        name=one.name,
        code=one.code,
        street=one.street,
        kind=CommunityKind(one.kind),
        count=(one.filed or 0) + (one.registered or 0) if is_counted else None,
        reach=reach_of(one.filed, one.registered, target),
        agencies=agencies,
    )


def by_street(cells: Sequence[Cell]) -> list[Street]:
    """The communities street by street, in the order given."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(cell.street, []).append(cell)
    return [Street(name, rows) for name, rows in found.items()]
