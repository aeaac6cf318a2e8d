"""What formulas ask of standing: open breaches, annual filings, grades and Party units of agencies, and by base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    AnnualFiling,
    Case,
    ComplianceLook,
    ComplianceResult,
    Grade,
    IncubationBase,
    PartyUnit,
)
from trainingapp.incubator.queries.figures_staff import end_of
from trainingapp.incubator.queries.parameters import read_parameters_of
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.registry_words import FilingResult, PartyKind
from trainingapp.rules.intervals import Interval, add_years
from trainingapp.web.i18n import SHANGHAI

Facts = Mapping[int, Mapping[str, Decimal | None]]
AFTER = timedelta(days=731)  # graduates are looked after for two years
THREE_A = 3
UNITS = frozenset({PartyKind.JOINT, PartyKind.BRANCH, PartyKind.COMMITTEE})


def count_checks(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Red and amber breaches that were open at the end of the span; nothing of agencies that were never looked at."""
    last = end_of(span)
    looked = select(ComplianceLook.agency_id).where(ComplianceLook.agency_id.in_(agency_ids))
    found = {one: {"checks_red": 0, "checks_amber": 0} for one in db.session.scalars(looked)}
    query = select(ComplianceResult.agency_id, ComplianceResult.severity).where(
        ComplianceResult.agency_id.in_(agency_ids),
        ComplianceResult.status == Status.BREACH,
        ComplianceResult.found_at < last,
        or_(ComplianceResult.replaced_at.is_(None), ComplianceResult.replaced_at >= last),
    )
    for agency_id, severity in db.session.execute(query):
        name = f"checks_{severity}"
        if name in found.get(agency_id, {}):
            found[agency_id][name] += 1
    return _decimals(found)


def _decimals(found: Mapping[int, Mapping[str, int]]) -> Facts:
    return {
        one: {name: Decimal(value) for name, value in facts.items()} for one, facts in found.items()
    }


def _residents(base_ids: Sequence[int], span: Interval, *, after: timedelta) -> dict[int, set[int]]:
    """The agencies of each base that were in incubation in the span or left so long before its end."""
    query = select(Case.base_id, Case.agency_id).where(
        Case.base_id.in_(base_ids),
        Case.entered_on < span.end,
        or_(Case.exit_on.is_(None), Case.exit_on >= span.end - after),
    )
    found: dict[int, set[int]] = {one: set() for one in base_ids}
    for base_id, agency_id in db.session.execute(query):
        found[base_id].add(agency_id)
    return found


def _all(found: Mapping[int, Iterable[int]]) -> set[int]:
    return {one for agencies in found.values() for one in agencies}


def count_breaches(base_ids: Sequence[int], span: Interval) -> Facts:
    """Agencies of the base with a red breach at the end of the span; red breaches put right in it, and their days.

    A breach that was only found again, with other words, is the same and not put right.
    """
    residents = _residents(base_ids, span, after=span.end - span.start)
    last = end_of(span)
    query = select(ComplianceResult).where(
        ComplianceResult.agency_id.in_(_all(residents)),
        ComplianceResult.status == Status.BREACH,
        ComplianceResult.severity == Severity.RED,
        ComplianceResult.found_at < last,
    )
    is_open: set[int] = set()
    days: dict[int, list[int]] = defaultdict(list)
    rows = db.session.scalars(query.order_by(ComplianceResult.found_at, ComplianceResult.id))
    for one in {(one.agency_id, one.code, one.since): one for one in rows}.values():
        cleared = one.replaced_at.astimezone(SHANGHAI).date() if one.replaced_at else None
        if cleared is None or cleared >= span.end:
            is_open.add(one.agency_id)
        elif cleared >= span.start:
            days[one.agency_id].append((cleared - one.since).days)
    return _decimals(
        {
            base_id: {
                "agencies_in_breach": len(agencies & is_open),
                "breaches_cleared": sum(len(days[one]) for one in agencies),
                "breach_days": sum(sum(days[one]) for one in agencies),
            }
            for base_id, agencies in residents.items()
        }
    )


def count_filings(base_ids: Sequence[int], span: Interval) -> Facts:
    """Filings of the span's years of agencies in incubation or up to two years after, without those exempt."""
    residents = _residents(base_ids, span, after=AFTER)
    query = select(AnnualFiling.agency_id, AnnualFiling.result).where(
        AnnualFiling.agency_id.in_(_all(residents)),
        AnnualFiling.struck_at.is_(None),
        AnnualFiling.exempt_reason == "",
        AnnualFiling.year >= span.start.year,
        AnnualFiling.year < span.end.year,
    )
    rows = db.session.execute(query).all()
    return _decimals(
        {
            base_id: {
                "filings_due": sum(agency_id in agencies for agency_id, _result in rows),
                "filings_passed": sum(
                    agency_id in agencies and result == FilingResult.PASSED
                    for agency_id, result in rows
                ),
            }
            for base_id, agencies in residents.items()
        }
    )


def count_grades(base_ids: Sequence[int], span: Interval) -> Facts:
    """Agencies registered for two years at the end of the span, and those with a valid grade of 3A or better."""
    residents = _residents(base_ids, span, after=AFTER)
    old = select(Agency.id).where(
        Agency.id.in_(_all(residents)), Agency.registered_on <= add_years(span.end, -2)
    )
    registered = set(db.session.scalars(old))
    query = select(Grade.agency_id).where(
        Grade.agency_id.in_(registered),
        Grade.struck_at.is_(None),
        Grade.level >= THREE_A,
        Grade.awarded_on < span.end,
        or_(Grade.ends_on.is_(None), Grade.ends_on >= span.end),
    )
    graded = set(db.session.scalars(query))
    return _decimals(
        {
            base_id: {
                "registered_two_years": len(agencies & registered),
                "graded_3a": len(agencies & graded),
            }
            for base_id, agencies in residents.items()
        }
    )


def count_party_units(base_ids: Sequence[int], span: Interval) -> Facts:
    """Agencies that said how many Party members they have, those with enough for a unit, and those with one."""
    residents = _residents(base_ids, span, after=timedelta(0))
    query = (
        select(PartyUnit)
        .where(
            PartyUnit.agency_id.in_(_all(residents)),
            PartyUnit.struck_at.is_(None),
            PartyUnit.as_of < span.end,
        )
        .order_by(PartyUnit.as_of, PartyUnit.id)
    )
    newest = {one.agency_id: one for one in db.session.scalars(query)}
    bases = select(IncubationBase.id, IncubationBase.area_code).where(
        IncubationBase.id.in_(base_ids)
    )
    areas = {base_id: area for base_id, area in db.session.execute(bases)}
    places = read_parameters_of(areas.values(), span.start)
    found = {}
    for base_id, agencies in residents.items():
        known = [newest[one] for one in agencies if one in newest]
        least = places[areas[base_id]].integer("party_branch_members")
        due = [one for one in known if one.full_members >= least]
        found[base_id] = {
            "party_agencies": len(known),
            "party_units": sum(one.kind in UNITS for one in known),
            "party_due": len(due),
            "party_units_due": sum(one.kind in UNITS for one in due),
        }
    return _decimals(found)


OF_AGENCIES = ((frozenset({"checks_red", "checks_amber"}), count_checks),)
OF_BASES = (
    (frozenset({"agencies_in_breach", "breaches_cleared", "breach_days"}), count_breaches),
    (frozenset({"filings_due", "filings_passed"}), count_filings),
    (frozenset({"registered_two_years", "graded_3a"}), count_grades),
    (
        frozenset({"party_agencies", "party_units", "party_due", "party_units_due"}),
        count_party_units,
    ),
)
