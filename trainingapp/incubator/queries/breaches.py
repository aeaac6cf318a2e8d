"""How the agencies in incubation of a base stand by all checks together, now and over the year behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, ComplianceResult, Waiver
from trainingapp.incubator.queries.compliance import select_wall
from trainingapp.rules.incubation.breaches import Breach, join
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.web.i18n import SHANGHAI

Counts = Mapping[str, Mapping[Status, int]]


def count_agencies(base_id: int) -> int:
    """How many agencies are in incubation in a base."""
    inside = select_wall(base_id).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(inside)) or 0


def count_statuses(base_id: int, *, on: date) -> Counts:
    """How many agencies stand how by each check, by code; a breach that is let stand is waived. Two statements."""
    found: dict[str, dict[Status, int]] = defaultdict(lambda: dict.fromkeys(Status, 0))
    query = select(ComplianceResult.code, ComplianceResult.status, func.count()).where(
        ComplianceResult.agency_id.in_(_inside(base_id)), ComplianceResult.replaced_at.is_(None)
    )
    for code, status, count in db.session.execute(
        query.group_by(ComplianceResult.code, ComplianceResult.status)
    ):
        found[code][Status(status)] += count
    waived = query.where(ComplianceResult.status == Status.BREACH, _is_waived(on))
    for code, status, count in db.session.execute(
        waived.group_by(ComplianceResult.code, ComplianceResult.status)
    ):
        found[code][Status(status)] -= count
        found[code][Status.WAIVED] += count
    return found


def _is_waived(on: date) -> ColumnElement[bool]:
    return exists().where(
        and_(
            Waiver.agency_id == ComplianceResult.agency_id,
            Waiver.code == ComplianceResult.code,
            Waiver.starts_on <= on,
            Waiver.ends_on > on,
            Waiver.ended_at.is_(None),
        )
    )


def list_breaches(base_id: int, *, since: date) -> Sequence[Breach]:
    """The breaches of the agencies in incubation that were open on a day or later; one statement."""
    start = datetime.combine(since, time(), SHANGHAI).astimezone(UTC)
    query = (
        select(
            ComplianceResult.agency_id,
            ComplianceResult.code,
            ComplianceResult.severity,
            ComplianceResult.since,
            ComplianceResult.replaced_at,
        )
        .where(
            ComplianceResult.agency_id.in_(_inside(base_id)),
            ComplianceResult.status == Status.BREACH,
            or_(ComplianceResult.replaced_at.is_(None), ComplianceResult.replaced_at >= start),
        )
        .order_by(ComplianceResult.found_at, ComplianceResult.id)
    )
    return join(
        Breach(agency_id, code, Severity(severity), first, day_of(ended) if ended else None)
        for agency_id, code, severity, first, ended in db.session.execute(query)
    )


def _inside(base_id: int) -> Select[int]:
    return select_wall(base_id).with_only_columns(Agency.id).order_by(None)
