"""Looking at agencies by the checks: findings are kept as history, red breaches open tasks and close them again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.check_tasks import follow, key_of, list_open_keys
from trainingapp.incubator.actions.findings import is_same, plain, terms_used
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.models import Agency, Case, ComplianceLook, ComplianceResult
from trainingapp.incubator.queries.compliance import list_holding_waivers
from trainingapp.incubator.queries.compliance_facts import Known, list_known
from trainingapp.incubator.queries.compliance_stays import list_open_cases
from trainingapp.rules.incubation.compliance.catalogue import check_all
from trainingapp.rules.incubation.compliance.words import Finding, Status


def check_agency(agency: Agency, *, now: datetime) -> None:
    """Look at one agency now."""
    check_agencies([agency.id], now=now)


def check_agencies(agency_ids: Collection[int], *, now: datetime) -> None:
    """Look at these agencies: a finding that differs from the one kept replaces it, and tasks follow. Run again on the
    same day it changes nothing. Reading takes a fixed number of statements, however many agencies.
    """
    today = day_of(now)
    db.session.flush()
    known = list_known(agency_ids, on=today)
    cases = list_open_cases(agency_ids)
    kept = _list_kept(agency_ids)
    looks = _list_looks(agency_ids)
    waivers = list_holding_waivers(agency_ids, on=today)
    waived = frozenset(key_of(one.agency_id, one.code) for one in waivers)
    open_keys = list_open_keys(agency_ids)
    query = select(Agency).where(Agency.id.in_(agency_ids)).order_by(Agency.id)
    for agency in db.session.scalars(query):
        look = _Look(agency, cases.get(agency.id), known[agency.id], today, now, open_keys, waived)
        before = kept.get(agency.id, {})
        for code, finding in check_all(look.known.facts, look.known.terms, today).items():
            _keep(look, code, finding, before.get(code))
        if agency.id in looks:
            looks[agency.id].looked_at = now
        else:
            db.session.add(ComplianceLook(agency_id=agency.id, looked_at=now))
    db.session.flush()


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at one agency."""

    agency: Agency
    case: Case | None
    known: Known
    today: date
    now: datetime
    open_keys: frozenset[str]  # of tasks
    waived: frozenset[str]  # keys of tasks that a waiver makes needless


def _list_kept(agency_ids: Collection[int]) -> dict[int, dict[str, ComplianceResult]]:
    query = select(ComplianceResult).where(
        ComplianceResult.agency_id.in_(agency_ids), ComplianceResult.replaced_at.is_(None)
    )
    found: dict[int, dict[str, ComplianceResult]] = {}
    for row in db.session.scalars(query.with_for_update()):
        found.setdefault(row.agency_id, {})[row.code] = row
    return found


def _list_looks(agency_ids: Collection[int]) -> dict[int, ComplianceLook]:
    query = select(ComplianceLook).where(ComplianceLook.agency_id.in_(agency_ids))
    return {row.agency_id: row for row in db.session.scalars(query)}


def _keep(look: _Look, code: str, finding: Finding, before: ComplianceResult | None) -> None:
    text = list_checks().by_code[code]
    severity = finding.severity or text.severity
    parameters = plain(finding.parameters)
    key = key_of(look.agency.id, code)
    if before is not None and is_same(before, finding, severity, parameters):
        if before.status == Status.BREACH and key not in look.open_keys | look.waived:
            follow(look.agency, look.case, before, look.known.terms)
        return
    since = look.today
    if before is not None:
        before.replaced_at = look.now
        db.session.flush()
        since = before.since if before.status == finding.status else look.today
    row = ComplianceResult(
        agency_id=look.agency.id,
        code=code,
        status=finding.status,
        severity=severity,
        reason=finding.reason,
        parameters=parameters,
        terms=terms_used(text, look.known.terms),
        due_on=finding.due_on,
        since=since,
        found_at=look.now,
    )
    db.session.add(row)
    is_followed = row.status == Status.BREACH or key in look.open_keys
    if is_followed and key not in look.waived:
        follow(look.agency, look.case, row, look.known.terms)
