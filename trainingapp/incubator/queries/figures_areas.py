"""What formulas ask of the area around a base: communities and their organisations, agencies, and who serves where.

Communities are as they were counted last, whatever the span: a count has one day, and that day stands with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Community, IncubationBase
from trainingapp.incubator.queries.neighbourhoods import select_serving
from trainingapp.rules.incubation.coverage import area_prefix
from trainingapp.rules.incubation.registry_words import CommunityKind
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus
from trainingapp.rules.intervals import Interval

Facts = Mapping[int, Mapping[str, Decimal | None]]
COUNTY = 6  # digits of the code of a county


def count_communities(base_ids: Sequence[int], span: Interval) -> Facts:
    """Communities of each kind that were counted, their organisations, and communities of any kind that no agency
    served on the last day of the span; nothing where none is known.
    """
    counties = _list_counties(span.end - timedelta(days=1))
    return {
        base_id: _sum([one for one in counties if one.code.startswith(area)])
        for base_id, area in _areas(base_ids).items()
    }


class _County(NamedTuple):
    """The communities of one kind in one county."""

    code: str
    kind: str
    known: int
    counted: int
    organisations: int
    served: int


def _list_counties(on: date) -> list[_County]:
    serving = select_serving(on).subquery()
    code = func.substr(Community.code, 1, COUNTY)
    total = Community.filed + Community.registered
    query = (
        select(
            code,
            Community.kind,
            func.count(Community.id),
            func.count(total),
            func.coalesce(func.sum(total), 0),
            func.count(serving.c.community_id),
        )
        .outerjoin(serving, serving.c.community_id == Community.id)
        .group_by(code, Community.kind)
    )
    return [_County(*row) for row in db.session.execute(query)]


def _sum(counties: Sequence[_County]) -> dict[str, Decimal | None]:
    found: dict[str, Decimal | None] = {}
    for kind in CommunityKind:
        rows = [one for one in counties if one.kind == kind]
        counted = sum(one.counted for one in rows)
        organisations = Decimal(sum(int(one.organisations) for one in rows))
        found[f"communities_{kind}"] = Decimal(counted) if counted else None
        found[f"organisations_{kind}"] = organisations if counted else None
    known = sum(one.known for one in counties)
    served = sum(one.served for one in counties)
    found["communities_unserved"] = Decimal(known - served) if known else None
    return found


def count_registered(base_ids: Sequence[int], span: Interval) -> Facts:
    """Registered service agencies that have their seat in the area of the base, registered before the span ended."""
    areas = _areas(base_ids)
    query = select(Agency.area_code, func.count()).where(
        Agency.kind == AgencyKind.SERVICE,
        Agency.status.in_([AgencyStatus.REGISTERED, AgencyStatus.SUSPENDED]),
        Agency.registered_on < span.end,
    )
    counts = [(code, count) for code, count in db.session.execute(query.group_by(Agency.area_code))]
    return {
        base_id: {
            "agencies_of_area": Decimal(sum(n for code, n in counts if code.startswith(area)))
        }
        for base_id, area in areas.items()
    }


def _areas(base_ids: Sequence[int]) -> Mapping[int, str]:
    query = select(IncubationBase.id, IncubationBase.area_code).where(
        IncubationBase.id.in_(base_ids)
    )
    return {base_id: area_prefix(code) for base_id, code in db.session.execute(query)}


NAMES = frozenset(
    {f"{what}_{kind}" for what in ("communities", "organisations") for kind in CommunityKind}
)
OF_AREAS = (
    (NAMES | {"communities_unserved"}, count_communities),
    (frozenset({"agencies_of_area"}), count_registered),
)
