"""Guards of an agency's standing: open breaches and the hard gates of graduation, by the facts of the moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from trainingapp.education.days import day_of
from trainingapp.incubator.check_files import list_checks
from trainingapp.incubator.check_messages import TO_DO
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.compliance import list_waived
from trainingapp.incubator.queries.compliance_facts import Known, list_known
from trainingapp.incubator.queries.guarding import Guard, once
from trainingapp.rules.incubation.compliance.catalogue import check_all, check_one
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.incubation.words import AgencyStatus

UNMET = frozenset({Status.BREACH, Status.UNKNOWN})
PASSING = frozenset({Status.OK, Status.DUE_SOON})
GRADUATES = frozenset({AgencyStatus.REGISTERED, AgencyStatus.FILED})


def no_red_breach(case: Case, now: datetime) -> Sequence[Missing]:
    """No red check is in breach, unless the base lets it stand."""
    today = day_of(now)
    known, waived = _look(case, today)
    texts = list_checks().by_code
    return [
        _missing(case, code)
        for code, finding in check_all(known.facts, known.terms, today).items()
        if finding.status is Status.BREACH
        and (finding.severity or texts[code].severity) is Severity.RED
        and code not in waived
    ]


def gate_registered(case: Case, now: datetime) -> Sequence[Missing]:  # noqa: ARG001
    """G1: the agency is registered, or on file as a community group."""
    if case.agency.status in GRADUATES:
        return []
    message = "The agency is neither registered nor on file with the street."
    arguments = {"agency_id": case.agency_id}
    return [Missing("not_registered", message, {}, "incubator.show_agency", arguments)]


def gate_governed(case: Case, now: datetime) -> Sequence[Missing]:
    """G2: charter, council, executive and supervisors are in office."""
    return _gate(case, now, "R07", "R08")


def gate_accounts(case: Case, now: datetime) -> Sequence[Missing]:
    """G3: seal and account on file, accounts of the last period entered."""
    return _gate(case, now, "R10", "R11")


def gate_staff(case: Case, now: datetime) -> Sequence[Missing]:
    """G4: enough full-time staff, with contracts and insurance."""
    return _gate(case, now, "R15", "R19", "R20")


def gate_ratio(case: Case, now: datetime) -> Sequence[Missing]:
    """G5: the share of qualified staff. Nobody at all is no share."""
    today = day_of(now)
    known, waived = _look(case, today)
    finding = check_one("R13", known.facts, known.terms, today)
    if finding.status in PASSING or "R13" in waived:
        return []
    return [_missing(case, "R13")]


def gate_premises(case: Case, now: datetime) -> Sequence[Missing]:
    """G6: premises after the stay: the right to them holds."""
    return _gate(case, now, "R12")


def gate_clean(case: Case, now: datetime) -> Sequence[Missing]:
    """G7: no red breach, on no list, the last filing done."""
    named = {one.code for one in _gate(case, now, "R25", "R28")}
    red = [one for one in no_red_breach(case, now) if one.code not in named]
    return [*_gate(case, now, "R25", "R28"), *red]


def _look(case: Case, today: date) -> tuple[Known, frozenset[str]]:
    """The facts of an agency today and what is waived: all guards of this file look at the same."""

    def look() -> tuple[Known, frozenset[str]]:
        known = list_known([case.agency_id], on=today)[case.agency_id]
        return known, list_waived(case.agency_id, on=today)

    return once(("standing", case.agency_id, today), look)


def _gate(case: Case, now: datetime, *codes: str) -> Sequence[Missing]:
    """What is not well: a breach, or something that nobody can tell. What the base lets stand passes."""
    today = day_of(now)
    known, waived = _look(case, today)
    found = {code: check_one(code, known.facts, known.terms, today) for code in codes}
    return [
        _missing(case, code)
        for code, finding in found.items()
        if finding.status in UNMET and code not in waived
    ]


def _missing(case: Case, code: str) -> Missing:
    arguments = {"agency_id": case.agency_id, "code": code}
    return Missing(code, TO_DO[code], {}, "incubator.show_check", arguments)


GUARDS: dict[str, Guard] = {
    "no_red_breach": no_red_breach,
    "gate_registered": gate_registered,
    "gate_governed": gate_governed,
    "gate_accounts": gate_accounts,
    "gate_staff": gate_staff,
    "gate_ratio": gate_ratio,
    "gate_premises": gate_premises,
    "gate_clean": gate_clean,
}
