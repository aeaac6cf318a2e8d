"""R13, R15–R24: qualified staff, registrations, hours, contracts, insurance, record queries, supervision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from trainingapp.rules.incubation.compliance.clocks import stated, until, within
from trainingapp.rules.incubation.compliance.facts import AgencyFacts
from trainingapp.rules.incubation.compliance.words import (
    Finding,
    Severity,
    Status,
    Terms,
    breach,
    not_applicable,
    ok,
    soon,
    unknown,
)
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.incubation.words import WITH_MINORS, Field
from trainingapp.rules.registration import add_months


def check_ratio(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R13: qualified ÷ full-time staff reaches the share of the place, exactly; and when it will fall below."""
    team = facts.team
    if team is None or team.full_time == 0:
        return not_applicable("no_staff") if team else unknown()
    part = terms.integer("qualified_ratio_numerator")
    whole = terms.integer("qualified_ratio_denominator")
    numbers: dict[str, Any] = {
        "have": team.qualified,
        "all": team.full_time,
        "part": part,
        "whole": whole,
    }
    if whole * team.qualified < part * team.full_time:
        return breach("below", **numbers)
    is_near = team.falls_on is not None and team.falls_on <= today + timedelta(
        days=terms.days("expiry_warn_days")
    )
    if team.falls_on is not None and is_near:
        return soon("falls", due_on=team.falls_on, **numbers)
    return ok("reached", **numbers)


def check_headcount(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R15: as many full-time staff as the place asks."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    if facts.team is None:
        return unknown()
    need, have = terms.integer("min_full_time_staff"), facts.team.full_time
    return ok("staffed", have=have, need=need) if have >= need else breach(have=have, need=need)


def check_registrations(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R16: no registration of a social worker has ended (red), and none ends within its days."""
    if facts.team is None:
        return unknown()
    ends = facts.team.registrations_end
    if not ends:
        return not_applicable("nobody_registered")
    ended = [day for day in ends if day < today]
    if ended:
        return breach("ended_for", severity=Severity.RED, due_on=min(ended), count=len(ended))
    limit = today + timedelta(days=terms.days("expiry_warn_days"))
    near = [day for day in ends if day <= limit]
    return soon("ends_for", due_on=min(near), count=len(near)) if near else ok()


def check_hours(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R17: everybody with a registration is on pace with their hours of continuing education."""
    if facts.team is None:
        return unknown()
    if facts.team.registered == 0:
        return not_applicable("nobody_registered")
    behind, registered = facts.team.behind_hours, facts.team.registered
    return breach("behind", count=behind, all=registered) if behind else ok()


def check_first_registration(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R18: who passed registers for the first time within the months."""
    if facts.team is None:
        return unknown()
    passed = facts.team.unregistered_since
    if not passed:
        return not_applicable("nobody_waits")
    due_on = add_months(min(passed), terms.integer("first_registration_months"))
    return within(None, due_on, today=today, warn=terms.days("expiry_warn_days"))


def check_labour_contracts(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R19: a written contract within the months from the first day of work."""
    if facts.team is None or facts.team.uncontracted_since is None:
        return unknown()
    since = facts.team.uncontracted_since
    term = terms.integer("labour_contract_months")
    found = _for_each([add_months(day, term) for day in since], facts, today=today)
    return _of_everybody(found, facts)


def check_insurance(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R20: staff are insured within the days of their start, the agency registers within those of its founding."""
    is_own_known = not facts.is_registered or facts.register.insured_on is not None
    if not is_own_known and facts.registered_on is not None:
        last_day = facts.registered_on + timedelta(days=terms.days("agency_insurance_days"))
        is_own_known = today <= last_day  # it still may
    if facts.team is None or facts.team.uninsured_since is None:
        return unknown() if is_own_known else unknown("own_not_recorded")
    days = timedelta(days=terms.days("insurance_days"))
    found = _for_each([day + days for day in facts.team.uninsured_since], facts, today=today)
    if not is_own_known and found.status is not Status.BREACH:
        return unknown("own_not_recorded")
    return _of_everybody(found, facts)


def _of_everybody(found: Finding, facts: AgencyFacts) -> Finding:
    """The finding, if nothing is known of some of the staff: only a breach is sure then."""
    count = facts.team.unrecorded if facts.team else 0
    if count == 0 or found.status is Status.BREACH:
        return found
    return unknown("staff_not_recorded", count=count)


def _for_each(due: Sequence[date], facts: AgencyFacts, *, today: date) -> Finding:
    if facts.team is not None and facts.team.full_time == 0 and not due:
        return not_applicable("no_staff")
    late = [day for day in due if day < today]
    if late:
        return breach("late_for", due_on=min(late), count=len(late))
    return soon("to_do_for", due_on=min(due), count=len(due)) if due else ok()


def check_roster(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R21: every row of the roster has what the regulation asks for."""
    if facts.team is None or facts.team.incomplete is None:
        return unknown()
    count = facts.team.incomplete
    if facts.team.full_time == 0 and count == 0:
        return not_applicable("no_staff")
    return breach("incomplete", count=count) if count else ok()


def check_record_queries(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R22: who works closely with minors is looked up before hiring and again within the months."""
    if facts.team is None:
        return unknown()
    queries = facts.team.queries
    if not queries:
        serves = facts.fields & WITH_MINORS
        return unknown("nobody_marked") if serves else not_applicable("no_minors")
    never = sum(1 for day in queries if day is None)
    if never:
        return breach("never_queried", count=never)
    oldest = min(day for day in queries if day is not None)
    due_on = add_months(oldest, terms.integer("record_query_months"))
    return _of_everybody(until(due_on, today=today, warn=terms.days("soon_days")), facts)


def check_protocol(facts: AgencyFacts, _terms: Terms, _today: date) -> Finding:
    """R23: all staff in contact with minors or domestic violence signed the protocol of mandatory reporting."""
    concerned = WITH_MINORS | {Field.DOMESTIC_VIOLENCE}
    if facts.team is None:
        return unknown() if facts.fields & concerned else not_applicable("no_minors")
    if facts.team.contact == 0:
        return unknown("nobody_marked") if facts.fields & concerned else not_applicable("no_minors")
    count = facts.team.unsigned
    return _of_everybody(breach("unsigned", count=count) if count else ok(), facts)


def check_counselling(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R24: counsellors are not called therapists, and there is an agreement where to refer. Stated by the agency."""
    if Field.MENTAL_HEALTH not in facts.fields:
        return not_applicable("no_counselling")
    return stated(facts, StatementKind.REFERRAL_AGREEMENT, terms=terms, today=today)


def check_supervision(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R44: front-line workers have their hours of supervision, and a supervisor not too many of them."""
    if facts.team is None or facts.team.full_time == 0:
        return not_applicable("no_staff") if facts.team else unknown()
    supervised = facts.team.supervised
    if supervised is None:
        return unknown()
    short = supervised.count(False)
    if short:
        return breach("too_few_hours", count=short, need=terms.number("supervision_hours"))
    most, share = terms.integer("supervision_ratio"), facts.team.per_supervisor
    if share is not None and share > most:
        return breach("too_many", have=share, need=most)
    return ok()
