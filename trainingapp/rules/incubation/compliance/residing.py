"""R46–R50: personal data, the stay in a base, shared traces, papers of the stage, and when the law was last read."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.rules.incubation.compliance.clocks import stated, until
from trainingapp.rules.incubation.compliance.facts import AgencyFacts, Stay
from trainingapp.rules.incubation.compliance.words import (
    Finding,
    Terms,
    breach,
    not_applicable,
    ok,
    unknown,
)
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.registration import add_months


def check_personal_data(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R46: consents, impact assessment and guardians' consents are in order. Stated by the agency."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    return stated(facts, StatementKind.DATA_PROTECTION, terms=terms, today=today)


def check_stay(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R47: the agreement holds, a desk is assigned, reports are not very late, grants are accounted for in time."""
    stay = facts.stay
    if stay is None:
        return not_applicable("not_in_base")
    if stay.agreement_until is None:
        return unknown("no_agreement")
    if today > stay.agreement_until:
        return breach("agreement_ended", due_on=stay.agreement_until, due=stay.agreement_until)
    return _judge_stay(stay, terms, today) or until(
        stay.agreement_until, today=today, warn=terms.days("soon_days")
    )


def _judge_stay(stay: Stay, terms: Terms, today: date) -> Finding | None:
    if stay.needs_desk and not stay.has_desk:
        return breach("no_desk")
    if stay.latest_report_days > terms.days("report_very_late_days"):
        return breach("report_late", days=stay.latest_report_days)
    term = timedelta(days=terms.days("grant_account_days"))
    late = [day + term for day in stay.grants_ended if day + term < today]
    return breach("grant_open", due_on=min(late), count=len(late)) if late else None


def check_neighbours(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R48: no other agency has the same head, address or telephone."""
    if facts.shares_with is None:
        return unknown()
    return breach("shared", count=facts.shares_with) if facts.shares_with else ok()


def check_papers(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R49: the papers that its stage asks for are there; without a plan nobody can tell what it asks for."""
    if facts.stay is None:
        return not_applicable("not_in_base")
    missing = facts.stay.papers_missing
    if missing is None:
        return unknown()
    return breach("papers", count=missing) if missing else ok()


def check_reading(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R50: somebody read the law behind the checks in the last months. Told to administrators."""
    if facts.read_on is None:
        return unknown("never_read")
    good_until = add_months(facts.read_on, terms.integer("recheck_months"))
    return until(good_until, today=today, warn=terms.days("soon_days"))
