"""Looking at agencies by the checks: findings are kept as history, red breaches open tasks and close them again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.check_files import CheckText, list_checks
from trainingapp.incubator.check_messages import TO_DO
from trainingapp.incubator.models import Agency, Case, ComplianceLook, ComplianceResult
from trainingapp.incubator.queries.compliance_facts import Known, list_known
from trainingapp.incubator.queries.compliance_stays import list_open_cases
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.rules.incubation.compliance.catalogue import check_all
from trainingapp.rules.incubation.compliance.words import Finding, Severity, Status
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor

ALIVE = frozenset({Status.BREACH, Status.DUE_SOON})


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
    query = select(Agency).where(Agency.id.in_(agency_ids)).order_by(Agency.id)
    for agency in db.session.scalars(query):
        look = _Look(agency, cases.get(agency.id), known[agency.id], today, now)
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
    if before is not None and _is_same(before, finding, severity, parameters):
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
    _follow(look, row)


def _is_same(
    row: ComplianceResult, finding: Finding, severity: Severity, parameters: Mapping[str, Any]
) -> bool:
    old = (row.status, row.reason, row.severity, row.due_on, row.parameters)
    return old == (finding.status, finding.reason, severity, finding.due_on, parameters)


def plain(parameters: Mapping[str, object]) -> dict[str, Any]:
    """Parameters as they are kept: dates and amounts as text."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
        for name, value in parameters.items()
    }


def terms_used(text: CheckText, terms: Parameters) -> dict[str, Any]:
    """The thresholds of a check as they hold in the place, each with what it rests on."""
    used = {}
    for key in text.parameters:
        if terms.has(key):
            source = terms.source(key)
            used[key] = {
                "value": terms.text(key),
                "area": source.area,
                "document": source.document,
                "article": source.article,
                "confidence": source.confidence,
            }
    return used


def _follow(look: _Look, row: ComplianceResult) -> None:
    """A red breach, or an amber one of an agency in a base, is a task for the agency until it is cleared."""
    key = f"rule:{row.code}:{look.agency.id}"
    is_open = row.status == Status.BREACH and row.severity != Severity.INFO
    if not is_open or (row.severity == Severity.AMBER and look.case is None):
        close_task(key, now=look.now)
        return
    todo = Todo(
        message=TO_DO[row.code],
        owner=Actor.AGENCY if look.agency.organisation_id else Actor.APPLICANT,
        source=TaskSource.RULE,
        due_on=_remedy_day(look, row),
        endpoint="incubator.show_check",
        arguments={"agency_id": look.agency.id, "code": row.code},
    )
    open_task(key, todo, agency=look.agency, case=look.case, now=look.now)


def _remedy_day(look: _Look, row: ComplianceResult) -> date:
    key = "remedy_days_red" if row.severity == Severity.RED else "remedy_days_amber"
    return row.since + timedelta(days=look.known.terms.days(key))
