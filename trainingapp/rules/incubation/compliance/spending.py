"""R33–R43, R45: pay, accounts, donations, purchased services, volunteers."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.rules.incubation.compliance.clocks import stated, until, within
from trainingapp.rules.incubation.compliance.facts import AgencyFacts
from trainingapp.rules.incubation.compliance.words import (
    Finding,
    Status,
    Terms,
    breach,
    not_applicable,
    ok,
    unknown,
)
from trainingapp.rules.incubation.registry_words import StatementKind
from trainingapp.rules.incubation.words import Field
from trainingapp.rules.registration import add_months


def check_pay_of_exempt(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R33: the average pay of an exempt agency is at most so many times that of like organisations."""
    if not _is_exempt(facts, today):
        return not_applicable("no_exemption")
    pay = facts.team.average_pay if facts.team else None
    if pay is None or not terms.has("like_average_pay"):
        return unknown()
    limit = terms.number("pay_ratio_exempt") * terms.number("like_average_pay")
    return ok() if pay <= limit else breach("above", pay=pay, limit=limit)


def check_separate_accounts(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R34: taxable and exempt income are kept apart. Stated by the agency."""
    if not _is_exempt(facts, today):
        return not_applicable("no_exemption")
    return stated(facts, StatementKind.SEPARATE_ACCOUNTS, terms=terms, today=today)


def _is_exempt(facts: AgencyFacts, today: date) -> bool:
    last_day, is_endless = facts.register.exempt_until, facts.register.has_endless_exemption
    holds = today <= last_day if last_day is not None else is_endless
    return facts.is_registered and holds


def check_accounting_system(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R35: the books follow the accounting system in force. Stated by the agency."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    begins = terms.day("accounting_system_from")
    if today < begins:
        return not_applicable("not_yet", on=begins)
    return stated(facts, StatementKind.ACCOUNTING_2026, terms=terms, today=today)


def check_donations(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R36: donations have receipts and a register, are used as agreed and published yearly. Stated by the agency."""
    if facts.money.takes_donations is False:
        return not_applicable("no_donations")
    return stated(facts, StatementKind.DONATIONS, terms=terms, today=today)


def check_fundraising(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R37: money is raised from the public only with the qualification; without it, as it was stated."""
    if not facts.is_registered or facts.money.takes_donations is False:
        return not_applicable("no_donations" if facts.is_registered else "not_registered")
    licence = facts.register.fundraising
    if licence is None:
        return stated(facts, StatementKind.FUNDRAISING, terms=terms, today=today)
    if licence.last_day is None:
        return ok()
    return until(licence.last_day, today=today, warn=terms.days("soon_days"))


def check_charity(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R38: a charity files its yearly report and publishes. Stated by the agency."""
    if facts.register.is_charity is None:
        return unknown()
    if not facts.register.is_charity:
        return not_applicable("no_charity")
    return stated(facts, StatementKind.CHARITY_REPORT, terms=terms, today=today)


def check_signing(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R39: a contract is signed within the days after its award; no labour is dispatched under it."""
    contracts = facts.money.contracts
    if not contracts:
        return not_applicable("no_contract")
    if any(one.has_dispatch for one in contracts):
        return breach("dispatch")
    awarded = [one for one in contracts if one.award_on is not None]
    if not awarded:
        return unknown("no_award_date")
    term = timedelta(days=terms.days("purchase_contract_days"))
    waiting = [one.award_on + term for one in awarded if one.award_on and not one.signed_on]
    found = (
        within(None, min(waiting), today=today, warn=terms.days("soon_days")) if waiting else None
    )
    if found is not None and (found.status is not Status.OK or len(awarded) == len(contracts)):
        return found
    if len(awarded) < len(contracts):
        return unknown("no_award_date")
    late = [one for one in awarded if one.award_on and one.signed_on]
    count = sum(
        1 for one in late if one.signed_on and one.award_on and one.signed_on > one.award_on + term
    )
    return ok("signed_late", count=count) if count else ok()


def check_supplier_file(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R40: records of tax and insurance, and of clean years, are at hand. Stated by the agency."""
    if not facts.is_registered or not facts.money.contracts:
        return not_applicable("no_contract")
    return stated(facts, StatementKind.SUPPLIER_FILE, terms=terms, today=today)


def check_contract_terms(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R41: a contract runs at most the years of the rule, and is not passed on as a whole."""
    contracts = facts.money.contracts
    if not contracts:
        return not_applicable("no_contract")
    if any(one.is_passed_on for one in contracts):
        return breach("passed_on")
    dated = [one for one in contracts if one.starts_on and one.last_day]
    years = terms.integer("purchase_years")
    for one in dated:
        if one.starts_on and one.last_day and one.last_day >= add_months(one.starts_on, 12 * years):
            return breach("too_long", years=years)
    return ok() if len(dated) == len(contracts) else unknown()


def check_staff_share(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R42: at least so much of a purchased project goes to staff, where the place says so."""
    if not terms.has("staff_cost_percent"):
        return not_applicable("no_rule")
    if not facts.money.contracts:
        return not_applicable("no_contract")
    shares = [one.staff_percent for one in facts.money.contracts if one.staff_percent is not None]
    need = terms.integer("staff_cost_percent")
    if shares and min(shares) < need:
        return breach("below", have=min(shares), need=need)
    return ok() if len(shares) == len(facts.money.contracts) else unknown()


def check_pay_floor(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R43: average pay reaches last year's local average, where the place says so."""
    if not terms.flag("pay_floor_is_local_average"):
        return not_applicable("no_rule")
    pay = facts.team.average_pay if facts.team else None
    if pay is None or not terms.has("local_average_pay"):
        return unknown()
    need = terms.number("local_average_pay")
    return ok() if pay >= need else breach("below", have=pay, need=need)


def check_volunteers(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R45: volunteers are recorded in the national system. Stated by the agency."""
    if Field.VOLUNTEERS not in facts.fields and StatementKind.VOLUNTEERS not in facts.statements:
        return not_applicable("no_volunteers")
    return stated(facts, StatementKind.VOLUNTEERS, terms=terms, today=today)
