"""What holds of every check whatever the registers say: no error, no day without a date, no better by knowing less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.rules.incubation.compliance.terms import DAY, VALUES, WELL, PlainTerms, terms
from trainingapp.incubator.check_files import PLACES, list_checks
from trainingapp.rules.incubation.compliance import facts as of
from trainingapp.rules.incubation.compliance.catalogue import CHECKS, OF_SITE, check_all
from trainingapp.rules.incubation.compliance.clocks import until, within
from trainingapp.rules.incubation.compliance.words import Finding, Status
from trainingapp.rules.incubation.registry_words import CertificateLevel, StatementKind
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus, Field

WELL_OR_SOON = {Status.OK, Status.DUE_SOON}
days = st.dates(date(2015, 1, 1), date(2040, 12, 31))
maybe = st.none() | days
few = st.integers(0, 9)
money = st.none() | st.decimals(0, 10**6, places=2)
filings = st.builds(
    of.Filing,
    supervisor_on=maybe,
    registry_on=maybe,
    result=st.sampled_from(["", "pass", "basic", "fail"]),
    correct_by=maybe,
    corrected_on=maybe,
    is_exempt=st.booleans(),
)
listed = st.builds(
    of.Listed,
    kind=st.sampled_from(["abnormal", "serious", "penalty"]),
    starts_on=days,
    ends_on=maybe,
)


def several(one: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Up to three of something."""
    return st.lists(one, max_size=3).map(tuple)


registers = st.builds(
    of.Register,
    licence=st.none() | st.builds(of.Licence, name=st.just(WELL.name), last_day=maybe),
    changes=several(st.builds(of.Change, st.booleans(), maybe, maybe, maybe)),
    charter=st.none() | st.builds(of.Charter, st.integers(0, 8), maybe),
    has_branch=st.booleans(),
    organs=several(
        st.builds(of.Organ, st.sampled_from(["council", "executive", "supervisors"]), maybe)
    ),
    premises=several(st.builds(of.Right, days, maybe)),
    founders=st.none() | st.lists(st.sampled_from(list(CertificateLevel)), max_size=3).map(tuple),
    applied_on=maybe,
    seal_filed_on=maybe,
    account_filed_on=maybe,
    insured_on=maybe,
    has_supervising_unit=st.booleans(),
    filings=st.dictionaries(st.integers(2018, 2030), filings, max_size=4),
    listed=several(listed),
    lists_read_on=maybe,
    reached_on=maybe,
    grade=st.none() | st.builds(of.Grade, days, maybe),
    party=st.none() | st.builds(of.Party, few, st.booleans(), st.booleans()),
    exempt_until=maybe,
    has_endless_exemption=st.booleans(),
    fundraising=st.none() | st.builds(of.Licence, st.text(max_size=3), maybe),
    is_charity=st.none() | st.booleans(),
)
teams = st.builds(
    of.Team,
    full_time=few,
    qualified=few,
    falls_on=maybe,
    registrations_end=several(days),
    registered=few,
    behind_hours=few,
    unregistered_since=several(days),
    uncontracted_since=st.none() | several(days),
    uninsured_since=st.none() | several(days),
    incomplete=st.none() | few,
    unrecorded=few,
    queries=several(maybe),
    contact=few,
    unsigned=few,
    supervised=st.none() | several(st.booleans()),
    per_supervisor=st.none() | few,
    average_pay=money,
)
contracts = st.builds(of.Contract, maybe, maybe, maybe, maybe, st.booleans(), st.booleans(), money)
agencies = st.builds(
    of.AgencyFacts,
    kind=st.sampled_from(list(AgencyKind)),
    status=st.sampled_from(list(AgencyStatus)),
    name=st.just(WELL.name),
    credit_code=st.none() | st.sampled_from(["52130102MJ0000000X", "51", "x"]),
    is_code_valid=st.booleans(),
    is_code_legacy=st.booleans(),
    registered_on=maybe,
    start_capital=money,
    fields=st.frozensets(st.sampled_from(list(Field)), max_size=3),
    register=registers,
    team=st.none() | teams,
    money=st.builds(of.Money, money, money, several(contracts), st.none() | st.booleans()),
    stay=st.none()
    | st.builds(
        of.Stay, days, maybe, st.booleans(), st.booleans(), few, several(days), st.none() | few
    ),
    shares_with=st.none() | few,
    statements=st.dictionaries(
        st.sampled_from(list(StatementKind)), st.builds(of.Statement, st.booleans(), days, maybe)
    ),
    read_on=maybe,
)
PLACE = terms(
    founders_middle=1,
    founders_junior_instead=2,
    staff_cost_percent=60,
    non_state_share_numerator=2,
    non_state_share_denominator=3,
    premises_term_months=12,
    grade_early_years=3,
    like_average_pay=100,
    local_average_pay=100,
    pay_floor_is_local_average=True,
)


@settings(max_examples=30, deadline=None)
@given(agency=agencies, today=days)
def test_whatever_the_registers_say_every_check_has_a_sentence(
    agency: of.AgencyFacts, today: date
) -> None:
    reasons = list_checks().reasons
    for code, found in check_all(agency, PLACE, today).items():
        words = reasons[found.reason]
        for text in (words.zh, words.en):
            assert set(PLACES.findall(text)) <= set(found.parameters), (code, found)
            assert "%(" not in text % found.parameters


@settings(max_examples=40, deadline=None)
@given(agency=agencies, today=days)
def test_what_falls_due_soon_has_its_day_and_it_is_not_over(
    agency: of.AgencyFacts, today: date
) -> None:
    for found in check_all(agency, PLACE, today).values():
        if found.status is Status.DUE_SOON:
            assert found.due_on is not None
        if found.status in {Status.OK, Status.UNKNOWN, Status.NOT_APPLICABLE}:
            assert found.due_on is None


@settings(max_examples=40, deadline=None)
@given(agency=agencies, today=days, key=st.sampled_from(sorted(VALUES)))
def test_settling_less_never_makes_a_check_better(
    agency: of.AgencyFacts, today: date, key: str
) -> None:
    known = check_all(agency, terms(), today)
    poorer = PlainTerms({name: one for name, one in VALUES.items() if name != key})
    for code, found in check_all(agency, poorer, today).items():
        assert found == known[code] or found == Finding(Status.UNKNOWN, "no_threshold")


@settings(max_examples=40, deadline=None)
@given(agency=agencies, today=days)
def test_looking_is_the_same_twice(agency: of.AgencyFacts, today: date) -> None:
    assert check_all(agency, PLACE, today) == check_all(agency, PLACE, today)


@settings(max_examples=30, deadline=None)
@given(agency=agencies, today=days)
def test_who_is_struck_off_is_in_breach_of_nothing_that_asks_for_a_legal_person(
    agency: of.AgencyFacts, today: date
) -> None:
    closed = replace(agency, status=AgencyStatus.DEREGISTERED)
    found = check_all(closed, PLACE, today)
    for code in (
        "R01",
        "R02",
        "R05",
        "R06",
        "R07",
        "R08",
        "R09",
        "R10",
        "R11",
        "R12",
        "R14",
        "R25",
    ):
        assert found[code].status is Status.NOT_APPLICABLE


@settings(max_examples=60, deadline=None)
@given(last=days, today=days, warn=st.integers(0, 400))
def test_a_term_goes_from_well_to_soon_to_breach_and_never_back(
    last: date, today: date, warn: int
) -> None:
    order = [Status.OK, Status.DUE_SOON, Status.BREACH]
    next_day = today + timedelta(days=1)
    for now, then in (
        (until(last, today=today, warn=warn), until(last, today=next_day, warn=warn)),
        (within(None, last, today=today, warn=warn), within(None, last, today=next_day, warn=warn)),
    ):
        assert order.index(now.status) <= order.index(then.status)
        assert (now.status is Status.BREACH) == (today > last)


# What a sound agency loses when one thing is not on record: never well by knowing less.
LESS = {
    "licence": "R02",
    "charter": "R07",
    "organs": "R08",
    "premises": "R12",
    "lists_read_on": "R28",
    "reached_on": "R29",
    "is_charity": "R38",
    "insured_on": "R20",
}


@pytest.mark.parametrize(("field", "code"), LESS.items())
def test_taking_an_entry_away_leaves_its_check_open(field: str, code: str) -> None:
    change: dict[str, Any] = {field: () if field in {"organs", "premises"} else None}
    register = replace(WELL.register, **change)
    agency = replace(WELL, register=register, statements={})
    assert CHECKS[code](agency, terms(), DAY).status is Status.UNKNOWN


@pytest.mark.parametrize("status", list(AgencyStatus))
@pytest.mark.parametrize("kind", list(AgencyKind))
def test_an_agency_in_any_state_of_which_nothing_is_known_is_called_well_by_nothing(
    kind: AgencyKind, status: AgencyStatus
) -> None:
    found = check_all(of.AgencyFacts(kind=kind, status=status), terms(), DAY)
    assert {code for code, one in found.items() if one.status in WELL_OR_SOON} == set()
    assert set(found) == set(CHECKS) - OF_SITE


@settings(max_examples=40, deadline=None)
@given(share=st.integers(0, 10_000), part=st.integers(1, 5), more=st.integers(0, 5))
def test_the_share_that_is_not_the_states_is_compared_without_rounding(
    share: int, part: int, more: int
) -> None:
    whole = part + more
    percent = Decimal(share) / 100
    agency = replace(WELL, money=replace(WELL.money, non_state_percent=percent))
    place = terms(non_state_share_numerator=part, non_state_share_denominator=whole)
    is_met = share * whole >= 10_000 * part
    assert (CHECKS["R11"](agency, place, DAY).status is Status.OK) is is_met
