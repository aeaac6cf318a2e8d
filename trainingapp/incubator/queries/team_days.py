"""The ratio of teams as it was kept night by night, and whose ratio is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, exists, func, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, TeamDay
from trainingapp.incubator.queries.audience import list_audiences
from trainingapp.rules.incubation.words import RESIDENT, Actor

MONTHS = 24  # that the chart shows


def list_months(agency_id: int) -> Sequence[TeamDay]:
    """The last day kept of each month, oldest first; at most two years of them."""
    query = select(TeamDay).where(TeamDay.agency_id == agency_id)
    found: dict[tuple[int, int], TeamDay] = {}
    for row in db.session.scalars(query.order_by(TeamDay.day.desc()).limit(31 * MONTHS)):
        found.setdefault((row.day.year, row.day.month), row)
    return list(found.values())[:MONTHS][::-1]


def list_residents(base_id: int) -> Select[Agency]:
    """The agencies in incubation at a base, by name."""
    resides = exists().where(
        Case.agency_id == Agency.id, Case.base_id == base_id, Case.stage.in_(RESIDENT)
    )
    return select(Agency).where(resides).order_by(Agency.name, Agency.id)


def list_unkept(day: date, *, most: int) -> Sequence[Agency]:
    """Agencies with staff of their own whose ratio of a day is not kept yet, by number."""
    is_kept = exists().where(TeamDay.agency_id == Agency.id, TeamDay.day == day)
    query = select(Agency).where(Agency.organisation_id.is_not(None), ~is_kept)
    return db.session.scalars(query.order_by(Agency.id).limit(most)).all()


def list_last(agency_ids: Collection[int], *, before: date) -> dict[int, TeamDay]:
    """The last day kept of each agency before a day."""
    newest = (
        select(TeamDay.agency_id, func.max(TeamDay.day).label("day"))
        .where(TeamDay.agency_id.in_(agency_ids), TeamDay.day < before)
        .group_by(TeamDay.agency_id)
        .subquery()
    )
    query = select(TeamDay).join(
        newest, (TeamDay.agency_id == newest.c.agency_id) & (TeamDay.day == newest.c.day)
    )
    return {row.agency_id: row for row in db.session.scalars(query)}


def list_officers(agency_ids: Collection[int]) -> dict[int, set[int]]:
    """Who looks after the cases in incubation of each agency: the officer while they work in the base, else all who
    do. Five statements.
    """
    query = select(Case.agency_id, Case.id).where(
        Case.agency_id.in_(agency_ids), Case.stage.in_(RESIDENT)
    )
    cases = [(agency, case) for agency, case in db.session.execute(query)]
    around = list_audiences([case for _agency, case in cases])
    found: dict[int, set[int]] = {}
    for agency, case in cases:
        found.setdefault(agency, set()).update(around[case].list_for({Actor.OFFICER}))
    return found
