"""R07–R09, R25–R32: charter, organs, branches, yearly filing, credit lists, address, grade, Party, tax exemption."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.rules.incubation.compliance.clocks import stated, until, within
from trainingapp.rules.incubation.compliance.facts import AgencyFacts, Filing, Grade, Listed
from trainingapp.rules.incubation.compliance.words import (
    Finding,
    Status,
    Terms,
    breach,
    not_applicable,
    ok,
    soon,
    unknown,
)
from trainingapp.rules.incubation.registry_words import (
    CharterItem,
    FilingResult,
    Organ,
    StatementKind,
)
from trainingapp.rules.registration import add_months

CHARTER_ITEMS = len(CharterItem)


def check_charter(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R07: the charter has the eight items of article 10, and was approved; without the charter, as it was stated."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    charter = facts.register.charter
    if charter is None:
        return stated(facts, StatementKind.CHARTER_COMPLETE, terms=terms, today=today)
    if charter.items < CHARTER_ITEMS:
        return breach("items", have=charter.items, need=CHARTER_ITEMS)
    if charter.approved_on is None:
        return breach("not_approved")
    return ok("done", on=charter.approved_on)


def check_organs(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R08: council, executive and supervisors are in office, and no term is over."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    organs = facts.register.organs
    if not organs:
        return unknown()
    for kind in Organ:
        if not any(one.kind == kind for one in organs):
            return breach(f"no_{kind.value}")
    ends = [one.last_day for one in organs if one.last_day is not None]
    if not ends:
        return ok()
    return until(min(ends), today=today, warn=terms.days("premises_warn_days"))


def check_branches(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R09: no branch is set up or advertised: none is on record, and it was stated."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    if facts.register.has_branch:
        return breach("branch")
    return stated(facts, StatementKind.NO_BRANCH, terms=terms, today=today)


def check_filing(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R25: this year's filing reaches the supervising unit and the registration authority by their days.

    Exempt: registered for less than the months of the rule on 31 December of the year reported on. The days do not
    move for holidays. Nobody has to file with a supervising unit that there is none of. What is missing from the year
    before stays a breach in the new year, until it is filed or this year's filing is.
    """
    if not facts.is_registered or facts.registered_on is None:
        return not_applicable("not_registered") if not facts.is_registered else unknown()
    months, last = terms.integer("filing_exempt_months"), today.year - 1
    if is_exempt(facts.registered_on, last, months=months):
        return not_applicable("too_young")
    filing = facts.register.filings.get(last)
    before = facts.register.filings.get(last - 1)
    was_due = not is_exempt(facts.registered_on, last - 1, months=months)
    is_missing = before is None and (filing is None or not (filing.registry_on or filing.is_exempt))
    is_open = before is not None and not (before.is_exempt or before.registry_on)
    if filing is not None and filing.is_exempt and not (was_due and is_open):
        return not_applicable("exempted")
    found = _judge_filing(facts, filing or Filing(), terms, today)
    if was_due and (is_open or (is_missing and found.status is not Status.BREACH)):
        return breach("last_year", year=last - 1)
    return found


def is_exempt(registered_on: date, year: int, *, months: int) -> bool:
    """Whether an agency had been registered for less than so many months on 31 December of the year reported on."""
    return add_months(registered_on, months) > date(year, 12, 31)


def _judge_filing(facts: AgencyFacts, filing: Filing, terms: Terms, today: date) -> Finding:
    warn = terms.days("filing_warn_days")
    registry_by = terms.day_of_year("filing_registry_date", today.year)
    at_registry = within(filing.registry_on, registry_by, today=today, warn=warn)
    if not facts.register.has_supervising_unit or filing.registry_on is not None:
        return at_registry
    supervisor_by = terms.day_of_year("filing_supervisor_date", today.year)
    if filing.supervisor_on is not None:
        return at_registry
    return within(None, supervisor_by, today=today, warn=warn)


def check_correction(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R26: what a filing that only just passed, or failed, asks for is put right by the day that was set."""
    poor = {
        year: one
        for year, one in facts.register.filings.items()
        if one.result in {FilingResult.BASIC, FilingResult.FAILED}
    }
    if not poor:
        return not_applicable("no_poor_result")
    open_ones = {year: one for year, one in poor.items() if one.corrected_on is None}
    if not open_ones:
        return ok("done", on=max(one.corrected_on for one in poor.values() if one.corrected_on))
    dated = [one.correct_by for one in open_ones.values() if one.correct_by is not None]
    found = within(None, min(dated), today=today, warn=terms.days("soon_days")) if dated else None
    if found is not None and (len(dated) == len(open_ones) or found.status is Status.BREACH):
        return found
    undated = max(year for year, one in open_ones.items() if one.correct_by is None)
    return unknown("no_correction_date", year=undated)


def check_missed_filings(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R27: so many years in a row without a filing, or failed, may end the registration."""
    if not facts.is_registered or facts.registered_on is None:
        return not_applicable("not_registered") if not facts.is_registered else unknown()
    last_year = _last_year_over(terms, today)
    if not facts.register.filings:
        return unknown()
    poor, limit = 0, terms.integer("filing_failures")
    for year in range(last_year, last_year - limit, -1):
        if is_exempt(facts.registered_on, year, months=terms.integer("filing_exempt_months")):
            break
        filing = facts.register.filings.get(year, Filing())
        if not (filing.is_exempt or (filing.registry_on and filing.result != FilingResult.FAILED)):
            poor += 1
    if poor >= limit:
        return breach("years_missed", count=poor)
    return ok("one_missed", count=poor) if poor else ok()


def _last_year_over(terms: Terms, today: date) -> int:
    """The last year whose filing was due before today."""
    is_over = today > terms.day_of_year("filing_registry_date", today.year)
    return today.year - 1 if is_over else today.year - 2


def check_lists(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R28: on no list of abnormal or seriously dishonest bodies; two years on the first lead to the second."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    on_list = [one for one in facts.register.listed if _is_listed(one, today)]
    if any(one.kind == "serious" for one in on_list):
        return breach("serious")
    if on_list:
        begun = min(one.starts_on for one in on_list)
        limit = add_months(begun, 12 * terms.integer("abnormal_list_years"))
        return breach("abnormal", due_on=limit, since=begun, limit=limit)
    if facts.register.lists_read_on is None:
        return unknown("lists_not_read")
    return ok("lists_read", on=facts.register.lists_read_on)


def _is_listed(one: Listed, today: date) -> bool:
    is_on = one.starts_on <= today and (one.ends_on is None or today < one.ends_on)
    return is_on and one.kind in {"abnormal", "serious"}


def check_address(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R29: the agency was found at its address, by a visit or a letter, in the last months."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    reached_on = facts.register.reached_on
    if reached_on is None:
        return unknown()
    good_until = add_months(reached_on, terms.integer("address_check_months"))
    return until(good_until, today=today, warn=terms.days("soon_days"))


def check_grade(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R30: a grade that ends soon, or one that may be asked for."""
    if not facts.is_registered or facts.registered_on is None:
        return not_applicable("not_registered") if not facts.is_registered else unknown()
    grade = facts.register.grade
    if grade is not None:
        return _judge_grade(grade, terms, today)
    from_on = add_months(facts.registered_on, 12 * terms.integer("grade_registered_years"))
    if today < from_on:
        return not_applicable("grade_later", on=from_on)
    return not_applicable("barred") if _is_barred(facts, today) else ok("may_apply")


def _is_barred(facts: AgencyFacts, today: date) -> bool:
    """Whether what is on record keeps it from a grade: a list today, or a penalty or a poor filing of the last year."""
    penalties = [one.starts_on for one in facts.register.listed if one.kind == "penalty"]
    is_penalised = any(add_months(day, 12) > today >= day for day in penalties)
    years = facts.register.filings
    newest = years[max(years)].result if years else ""
    before = years[max(years) - 1].result if years and max(years) - 1 in years else ""
    is_poor = newest == FilingResult.FAILED or newest == before == FilingResult.BASIC
    is_listed = any(_is_listed(one, today) for one in facts.register.listed)
    return is_penalised or is_poor or is_listed


def _judge_grade(grade: Grade, terms: Terms, today: date) -> Finding:
    last_day = grade.last_day or (
        add_months(grade.awarded_on, 12 * terms.integer("grade_years")) - timedelta(days=1)
    )
    found = until(last_day, today=today, warn=terms.days("grade_warn_days"))
    if terms.has("grade_early_years"):
        early_on = add_months(grade.awarded_on, 12 * terms.integer("grade_early_years"))
        if early_on <= today <= last_day - timedelta(days=terms.days("grade_warn_days") + 1):
            return ok("may_rise", until=last_day)
    return found


def check_party(facts: AgencyFacts, terms: Terms, _today: date) -> Finding:
    """R31: with enough full members there is a branch; with fewer a joint one does."""
    if not facts.is_registered:
        return not_applicable("not_registered")
    party = facts.register.party
    if party is None:
        return unknown()
    if party.members == 0:
        return not_applicable("no_members")
    if party.members < terms.integer("party_branch_members"):
        is_led = party.is_joint or party.has_branch
        return ok() if is_led else ok("joint_possible", members=party.members)
    return ok() if party.has_branch else breach("no_branch", members=party.members)


def check_exemption(facts: AgencyFacts, terms: Terms, today: date) -> Finding:
    """R32: the tax exemption holds; its review is asked for within the months after it has ended."""
    last_day = facts.register.exempt_until
    if facts.is_registered and last_day is None and facts.register.has_endless_exemption:
        return unknown("no_last_day")
    if not facts.is_registered or last_day is None:
        return not_applicable("no_exemption")
    if today <= last_day:
        return until(last_day, today=today, warn=terms.days("tax_warn_days"))
    review_by = add_months(last_day, terms.integer("tax_review_months"))
    if today <= review_by:
        return soon("review", due_on=review_by)
    return breach("lapsed", due_on=review_by, due=review_by)
