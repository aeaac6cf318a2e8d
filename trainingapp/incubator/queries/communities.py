"""Communities of an area, how many organisations they have, and how many agencies serve there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, case, func, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Community, Site
from trainingapp.rules.incubation.coverage import Totals
from trainingapp.rules.incubation.registry_words import CommunityKind, SiteKind

PER_PAGE = 50


def select_communities(area: str = "", *, text: str = "", kind: str = "") -> Select[Community]:
    """The communities of an area, by code."""
    query = select(Community)
    if area:
        query = query.where(Community.code.startswith(area, autoescape=True))
    if text:
        columns = (Community.name, Community.street, Community.code)
        query = query.where(or_(*(one.icontains(text, autoescape=True) for one in columns)))
    if kind:
        query = query.where(Community.kind == kind)
    return query.order_by(Community.code)


def list_totals(area: str = "") -> Sequence[Totals]:
    """What was counted in the communities of an area, by kind, in one statement.

    A community counts when both its filed and its registered organisations are known.
    """
    total = Community.filed + Community.registered
    is_counted = total.is_not(None)
    query = select(
        Community.kind,
        func.count(),
        func.sum(case((is_counted, 1), else_=0)),
        func.sum(func.coalesce(total, 0)),
    ).group_by(Community.kind)
    if area:
        query = query.where(Community.code.startswith(area, autoescape=True))
    return [
        Totals(CommunityKind(kind), int(all_of), int(counted), int(organisations))
        for kind, all_of, counted, organisations in db.session.execute(query)
    ]


def count_agencies(community_ids: Collection[int], on: date) -> dict[int, int]:
    """How many agencies serve in each of the communities on a day, in one statement."""
    query = (
        select(Site.community_id, func.count(Site.agency_id.distinct()))
        .where(
            Site.community_id.in_(community_ids),
            Site.struck_at.is_(None),
            Site.kind != SiteKind.BRANCH,
            Site.starts_on <= on,
            or_(Site.ends_on.is_(None), Site.ends_on > on),
        )
        .group_by(Site.community_id)
    )
    return {int(place or 0): int(count) for place, count in db.session.execute(query)}


def list_by_code(codes: Collection[str]) -> dict[str, Community]:
    """The known communities among the codes."""
    found: dict[str, Community] = {}
    wanted = sorted(codes)
    for begin in range(0, len(wanted), 500):
        rows = select(Community).where(Community.code.in_(wanted[begin : begin + 500]))
        found |= {one.code: one for one in db.session.scalars(rows)}
    return found
