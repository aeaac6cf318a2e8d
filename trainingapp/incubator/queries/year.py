"""The year of a base: the days of the law in its place, and what its agencies have to do by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, ComplianceResult
from trainingapp.incubator.queries.compliance import select_wall
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.places import Source

MOST = 400


@dataclass(frozen=True, slots=True)
class Day:
    """Something that falls on a day: a day of the law (`key`, with its source), or a check of an agency."""

    on: date
    key: str = ""
    source: Source | None = None
    result: ComplianceResult | None = None
    agency: Agency | None = None


def list_days(base_id: int, terms: Parameters, *, year: int) -> Sequence[Day]:
    """What falls in a year, by day; one statement for all agencies."""
    days = [
        Day(terms.day_of_year(key, year), key=key, source=terms.source(key))
        for key in ("filing_supervisor_date", "filing_registry_date")
    ]
    agencies = select_wall(base_id).with_only_columns(Agency.id).order_by(None)
    query = (
        select(ComplianceResult, Agency)
        .join(Agency, Agency.id == ComplianceResult.agency_id)
        .where(
            ComplianceResult.agency_id.in_(agencies),
            ComplianceResult.replaced_at.is_(None),
            ComplianceResult.status.in_([Status.DUE_SOON, Status.BREACH]),
            ComplianceResult.due_on >= date(year, 1, 1),
            ComplianceResult.due_on <= date(year, 12, 31),
        )
    )
    for result, agency in db.session.execute(query.order_by(ComplianceResult.due_on).limit(MOST)):
        if result.due_on is not None:
            days.append(Day(result.due_on, result=result, agency=agency))
    return sorted(days, key=lambda one: (one.on, one.result is not None))
