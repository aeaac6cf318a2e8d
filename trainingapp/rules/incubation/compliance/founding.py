"""R01–R06, R10–R12, R14: code, certificate, changes, seal and account, assets, premises, founders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from trainingapp.rules.incubation.compliance.clocks import until, within
from trainingapp.rules.incubation.compliance.facts import AgencyFacts, Right
from trainingapp.rules.incubation.compliance.words import (
    Finding,
    Severity,
    Status,
    Terms,
    breach,
    not_applicable,
    ok,
    unknown,
)
from trainingapp.rules.incubation.registry_words import CertificateLevel
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus
from trainingapp.rules.incubation.working_days import add_working_days
from trainingapp.rules.registration import add_months

HIGHER = frozenset({CertificateLevel.SOCIAL_WORKER, CertificateLevel.SENIOR})
UNREGISTERED = frozenset({AgencyStatus.IDEA, AgencyStatus.PREPARING})
CLOSED = frozenset({AgencyStatus.DEREGISTERED, AgencyStatus.REVOKED})


def check_code(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R01: a registered agency has a unified code with a right check character; a service agency's begins with 52."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    code = facts.credit_code
    if not code:
        return unknown()
    if facts.is_code_legacy:
        return breach("legacy", code=code)
    if not facts.is_code_valid:
        return breach("wrong", code=code)
    if facts.kind is AgencyKind.SERVICE and not code.startswith("52"):
        return breach("other_kind", code=code)
    return ok()


def check_licence(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R02: the certificate of registration is on file, names the agency as it is called, and has not ended."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    licence = facts.register.licence
    if licence is None:
        return unknown()
    if licence.name != facts.name:
        return breach("other_name", name=licence.name)
    if licence.last_day is None:
        return ok()
    return until(licence.last_day, today=today, warn=terms.days("soon_days"))


def check_name_before_registration(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R03: a team in a base applies for registration in time; until then it is no centre."""
    if facts.status not in UNREGISTERED or facts.kind is not AgencyKind.TEAM:
        return not_applicable("not_a_team")
    if facts.stay is None:
        return not_applicable("not_in_base")
    due_on = add_months(facts.stay.entered_on, terms.integer("register_within_months"))
    return within(None, due_on, today=today, warn=terms.days("soon_days"))


def check_decision_clock(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R04: the registration authority decides on full papers within its days, or its working days where the place has
    a term in these.
    """
    if facts.status is not AgencyStatus.APPLIED:
        return not_applicable("not_applied")
    applied_on = facts.register.applied_on
    if applied_on is None:
        return unknown()
    if terms.has("registration_decision_working_days"):
        count = terms.integer("registration_decision_working_days")
        due_on = add_working_days(applied_on, count, facts.holidays)
    else:
        due_on = applied_on + timedelta(days=terms.days("registration_decision_days"))
    return within(None, due_on, today=today, warn=terms.days("soon_days"))


def check_changes(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R05: a changed registered item is applied for within its days after the supervising unit's consent."""
    changes = facts.register.changes
    if not facts.is_registered or not changes:
        return not_applicable("no_change")
    term = timedelta(days=terms.days("change_filing_days"))
    open_ones = [one for one in changes if one.filed_on is None]
    dated = [one.consent_on + term for one in open_ones if one.consent_on is not None]
    found = within(None, min(dated), today=today, warn=terms.days("soon_days")) if dated else ok()
    if found.status is not Status.BREACH and len(dated) < len(open_ones):
        return unknown("no_consent_date")
    return found


def check_audit_of_change(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R06: when the legal representative changed, the accounts were audited."""
    changed = [one for one in facts.register.changes if one.is_head]
    if not facts.is_registered or not changed:
        return not_applicable("no_change")
    missing = [one for one in changed if one.audited_on is None]
    return breach("not_audited", count=len(missing)) if missing else ok()


def check_seal_and_account(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R10: seal and bank account are filed with the registration authority; the regulation names no term."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    filed = (facts.register.seal_filed_on, facts.register.account_filed_on)
    done = [day for day in filed if day is not None]
    if len(done) == len(filed):
        return ok("done", on=max(done))
    if facts.registered_on is None:
        return unknown()
    due_on = facts.registered_on + timedelta(days=terms.days("seal_filing_days"))
    return within(None, due_on, today=today, warn=terms.days("soon_days"))


def check_assets(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R11: net assets are not below the start capital, and the state's share is not above what the place allows."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    assets, capital = facts.money.net_assets, facts.start_capital
    if assets is None or capital is None:
        return unknown()
    if assets < capital:
        return breach("below_capital", assets=assets, capital=capital)
    if not terms.has("non_state_share_numerator"):
        return ok()
    share = facts.money.non_state_percent
    if share is None:
        return unknown("no_share")
    part = terms.integer("non_state_share_numerator")
    whole = terms.integer("non_state_share_denominator")
    if share * whole < Decimal(100) * part:
        return breach("state_share", share=share, part=part, whole=whole)
    return ok()


def check_premises(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R12: the right to the premises holds, ends not too soon, and runs as long as the place asks."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    rights = [one for one in facts.register.premises if one.starts_on <= today]
    if not rights:
        return unknown()
    right = max(rights, key=lambda one: one.last_day or date.max)
    if right.last_day is None:
        return ok()
    found = until(right.last_day, today=today, warn=terms.days("premises_warn_days"))
    if found.status is Status.OK and terms.has("premises_term_months"):
        return _term_of(right, terms.integer("premises_term_months")) or found
    return found


def _term_of(right: Right, months: int) -> Finding | None:
    needed_until = add_months(right.starts_on, months) - timedelta(days=1)
    if right.last_day is not None and right.last_day < needed_until:
        return breach("short_lease", severity=Severity.AMBER, months=months)
    return None


def check_founders(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R14: as many founders hold the certificate as the place asks, at the founding of a team."""
    if not terms.has("founders_middle"):
        return not_applicable("no_rule")
    if facts.is_registered or facts.status in CLOSED:
        return not_applicable("founded" if facts.is_registered else "not_registered")
    founders = facts.register.founders
    if founders is None:
        return unknown()
    return _judge_founders(founders, terms)


def _judge_founders(founders: Sequence[str], terms: Terms) -> Finding:
    higher = sum(1 for level in founders if level in HIGHER)
    holders = sum(1 for level in founders if level != CertificateLevel.NONE)
    needed = terms.integer("founders_middle")
    if higher >= needed:
        return ok()
    if terms.has("founders_junior_instead") and holders >= terms.integer("founders_junior_instead"):
        return ok()
    return breach("too_few", have=higher, need=needed)
