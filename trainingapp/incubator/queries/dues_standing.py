"""Days that follow from checks: what falls due by law, what has turned red, what is let stand only for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from trainingapp.incubator.models import Agency, Case, ComplianceResult, IncubationBase, Waiver
from trainingapp.incubator.queries.dues import OFFICE, OWN, Due, DueKind, about_case, near, take
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.reminders import Rhythm
from trainingapp.rules.incubation.words import RESIDENT, Actor

ONE_DAY = timedelta(days=1)
NEWS = timedelta(days=7)  # what has stood longer is no news
BY_TEAMS = ("R13", "R16")  # the ratio and registrations: the night of teams tells of them
BY_WORK = ("R47", "R49")  # agreement, plan and reports of a stay: told of by themselves
BY_NOBODY = ("R50",)  # the law behind a check is the site's matter


def list_checks(today: date, after: int, most: int) -> Sequence[Due]:
    """Checks that are near their last day. Once it is over they are breaches, which have tasks."""
    query = _of_agencies(ComplianceResult, ComplianceResult.code, ComplianceResult.due_on).where(
        ComplianceResult.replaced_at.is_(None),
        ComplianceResult.status == Status.DUE_SOON,
        ComplianceResult.code.not_in((*BY_TEAMS, *BY_WORK, *BY_NOBODY)),
        near(ComplianceResult.due_on, today),
    )
    return [
        Due(
            DueKind.CHECK,
            day=row.due_on,
            rhythm=Rhythm.ONLY_AHEAD,
            actors=OWN,
            **_check(row, DueKind.CHECK),
        )
        for row in take(query, ComplianceResult.id, after=after, most=most)
    ]


def list_red(today: date, after: int, most: int) -> Sequence[Due]:
    """Checks that have turned red in the last days and that nobody lets stand."""
    holds = select(Waiver.id).where(
        Waiver.agency_id == ComplianceResult.agency_id,
        Waiver.code == ComplianceResult.code,
        Waiver.starts_on <= today,
        Waiver.ends_on > today,
        Waiver.ended_at.is_(None),
    )
    query = _of_agencies(ComplianceResult, ComplianceResult.code, ComplianceResult.since).where(
        ComplianceResult.replaced_at.is_(None),
        ComplianceResult.status == Status.BREACH,
        ComplianceResult.severity == Severity.RED,
        ComplianceResult.since > today - NEWS,
        ComplianceResult.code.not_in((*BY_TEAMS, *BY_NOBODY)),
        ~holds.exists(),
    )
    return [
        Due(
            DueKind.RED,
            day=row.since,
            rhythm=Rhythm.ONCE,
            actors=OWN | OFFICE,
            **_check(row, DueKind.RED),
        )
        for row in take(query, ComplianceResult.id, after=after, most=most)
    ]


def list_waivers(today: date, after: int, most: int) -> Sequence[Due]:
    """Waivers that end; without a new one the check is a breach again."""
    query = _of_agencies(Waiver, Waiver.code, Waiver.ends_on).where(
        Waiver.ended_at.is_(None), near(Waiver.ends_on, today)
    )
    return [
        Due(
            DueKind.WAIVER,
            day=row.ends_on - ONE_DAY,
            rhythm=Rhythm.ONLY_AHEAD,
            actors=OWN | OFFICE | {Actor.HEAD},
            **_check(row, DueKind.WAIVER, is_replaced=False),
        )
        for row in take(query, Waiver.id, after=after, most=most)
    ]


def _of_agencies(row: type[ComplianceResult | Waiver], *columns: Any) -> Select[Any]:
    """Rows with their agency, and its newest case in a base if it has one."""
    newest = (
        select(func.max(Case.id))
        .where(Case.agency_id == Agency.id, Case.stage.in_(RESIDENT))
        .correlate(Agency)
        .scalar_subquery()
    )
    return (
        select(
            row.id.label("row_id"),
            *columns,
            Agency.id.label("agency_id"),
            Agency.name.label("agency"),
            Case.id.label("case_id"),
            func.coalesce(IncubationBase.area_code, Agency.area_code).label("area_code"),
        )
        .join(Agency, Agency.id == row.agency_id)
        .outerjoin(Case, Case.id == newest)
        .outerjoin(IncubationBase, IncubationBase.id == Case.base_id)
        .where(or_(Case.id.is_not(None), Agency.organisation_id.is_not(None)))
    )


def _check(row: Any, kind: DueKind, *, is_replaced: bool = True) -> dict[str, Any]:
    """A finding is replaced by an equal one with other figures: it is known by its agency and check."""
    return {
        "text": row.code,
        "url": f"/incubation/agencies/{row.agency_id}/checks/{row.code}",
        "about": f"{kind}:{row.agency_id}:{row.code}" if is_replaced else "",
        **about_case(row),
    }
