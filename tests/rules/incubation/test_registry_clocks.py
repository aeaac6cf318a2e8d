"""The days of registers: 30 days at every end of a month, the audit, terms on their first and last days; who may."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.document_words import Audience, may_keep, may_open
from trainingapp.rules.incubation.registry import (
    ChangeClock,
    ChangeState,
    Validity,
    capacity_of_entry,
    change_clock,
    may_enter,
    may_strike,
    validity,
)
from trainingapp.rules.incubation.registry_words import ChangedItem, Register
from trainingapp.rules.incubation.words import Actor

NAME, CHIEF = ChangedItem.NAME, ChangedItem.LEGAL_REPRESENTATIVE
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def clock(
    item: ChangedItem = NAME,
    *,
    consent: date | None = None,
    applied: date | None = None,
    approved: date | None = None,
    audited: date | None = None,
    today: date = date(2026, 11, 23),
    days: int = 30,
) -> ChangeClock:
    return change_clock(
        item,
        consent_on=consent,
        applied_on=applied,
        approved_on=approved,
        audited_on=audited,
        today=today,
        days=days,
    )


# Consent, and the last of 30 days after it: the day of the consent is not counted (条例 art. 15).
LAST_DAYS = [
    ((2024, 1, 1), (2024, 1, 31)),
    ((2024, 1, 30), (2024, 2, 29)),  # leap year
    ((2024, 1, 31), (2024, 3, 1)),
    ((2024, 2, 28), (2024, 3, 29)),
    ((2024, 2, 29), (2024, 3, 30)),
    ((2024, 12, 1), (2024, 12, 31)),
    ((2024, 12, 2), (2025, 1, 1)),
    ((2024, 12, 31), (2025, 1, 30)),
    ((2025, 1, 29), (2025, 2, 28)),
    ((2025, 1, 30), (2025, 3, 1)),
    ((2025, 1, 31), (2025, 3, 2)),
    ((2025, 2, 28), (2025, 3, 30)),
    ((2025, 3, 31), (2025, 4, 30)),
    ((2025, 4, 30), (2025, 5, 30)),
    ((2025, 5, 31), (2025, 6, 30)),
    ((2025, 6, 30), (2025, 7, 30)),
    ((2025, 7, 31), (2025, 8, 30)),
    ((2025, 8, 31), (2025, 9, 30)),
    ((2025, 9, 30), (2025, 10, 30)),
    ((2025, 10, 31), (2025, 11, 30)),
    ((2025, 11, 30), (2025, 12, 30)),
    ((2025, 12, 31), (2026, 1, 30)),
    ((2027, 12, 31), (2028, 1, 30)),
    ((2028, 1, 30), (2028, 2, 29)),
]


@pytest.mark.parametrize(("consent", "last"), LAST_DAYS)
def test_the_last_of_thirty_days(consent: tuple[int, ...], last: tuple[int, ...]) -> None:
    begun, end = date(*consent), date(*last)
    assert clock(consent=begun).last_day == end
    before, after = end - timedelta(days=1), end + timedelta(days=1)
    assert clock(consent=begun, today=begun).state is ChangeState.DUE
    assert clock(consent=begun, today=before).state is ChangeState.DUE
    assert clock(consent=begun, today=end).state is ChangeState.DUE
    assert clock(consent=begun, today=after).state is ChangeState.LATE
    assert clock(consent=begun, applied=end, today=after).state is ChangeState.APPLIED
    assert clock(consent=begun, applied=after, today=after).state is ChangeState.LATE


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2024, 2025, 2028])
def test_thirty_days_from_the_last_day_of_any_month(year: int, month: int) -> None:
    end = date(year, month, monthrange(year, month)[1])
    found = clock(consent=end).last_day
    assert found is not None
    assert (found - end).days == 30


@given(DAYS, st.integers(0, 400), st.integers(1, 90))
def test_a_change_is_late_exactly_when_its_days_are_over(
    begun: date, passed: int, days: int
) -> None:
    today = begun + timedelta(days=passed)
    found = clock(consent=begun, today=today, days=days)
    assert (found.state is ChangeState.LATE) is (passed > days)
    assert clock(consent=begun, applied=today, today=today, days=days).state is (
        ChangeState.LATE if passed > days else ChangeState.APPLIED
    )


@given(DAYS, st.integers(0, 60), st.integers(0, 400))
def test_time_never_makes_a_timely_application_late(begun: date, after: int, later: int) -> None:
    applied = begun + timedelta(days=after)
    then = clock(consent=begun, applied=applied, today=applied).state
    now = clock(consent=begun, applied=applied, today=applied + timedelta(days=later)).state
    assert then is now


@given(st.none() | DAYS, st.none() | DAYS, DAYS, st.sampled_from(list(ChangedItem)))
def test_what_is_approved_is_approved_whatever_came_before(
    consent: date | None, applied: date | None, approved: date, item: ChangedItem
) -> None:
    found = clock(item, consent=consent, applied=applied, approved=approved)
    assert found.state is ChangeState.APPROVED


@pytest.mark.parametrize(
    ("consent", "applied", "approved", "state"),
    [
        (None, None, None, ChangeState.DECIDED),
        (None, date(2026, 1, 1), None, ChangeState.APPLIED),
        (None, None, date(2026, 1, 1), ChangeState.APPROVED),
        (date(2026, 11, 23), None, None, ChangeState.DUE),
        (date(2026, 11, 23), date(2026, 11, 23), None, ChangeState.APPLIED),
        (date(2025, 11, 23), None, None, ChangeState.LATE),
        (date(2025, 11, 23), date(2026, 11, 23), None, ChangeState.LATE),
        (date(2025, 11, 23), date(2026, 11, 23), date(2026, 11, 23), ChangeState.APPROVED),
    ],
)
def test_how_a_change_stands(
    consent: date | None, applied: date | None, approved: date | None, state: ChangeState
) -> None:
    found = clock(consent=consent, applied=applied, approved=approved)
    assert found.state is state
    assert (found.last_day is None) is (consent is None)


@pytest.mark.parametrize("item", list(ChangedItem))
@pytest.mark.parametrize("approved", [None, date(2026, 11, 1)])
@pytest.mark.parametrize("audited", [None, date(2026, 10, 1)])
def test_the_audit_is_missing_only_at_the_legal_representative_and_also_after_the_approval(
    item: ChangedItem, approved: date | None, audited: date | None
) -> None:
    found = clock(item, approved=approved, audited=audited)
    assert found.needs_audit is (item is CHIEF and audited is None)


@pytest.mark.parametrize(
    ("starts", "ends", "today", "warn", "state"),
    [
        # a term of one day
        (date(2026, 2, 28), date(2026, 3, 1), date(2026, 2, 27), 0, Validity.AHEAD),
        (date(2026, 2, 28), date(2026, 3, 1), date(2026, 2, 28), 0, Validity.VALID),
        (date(2026, 2, 28), date(2026, 3, 1), date(2026, 2, 28), 1, Validity.ENDING),
        (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 1), 1, Validity.OVER),
        # a leap day as the last day
        (date(2023, 3, 1), date(2024, 3, 1), date(2024, 2, 29), 0, Validity.VALID),
        (date(2023, 3, 1), date(2024, 3, 1), date(2024, 2, 29), 1, Validity.ENDING),
        (date(2023, 3, 1), date(2024, 3, 1), date(2024, 3, 1), 1, Validity.OVER),
        # the end of a year
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31), 0, Validity.VALID),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31), 30, Validity.ENDING),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 1), 30, Validity.VALID),
        (date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 2), 30, Validity.ENDING),
        (date(2026, 1, 1), date(2027, 1, 1), date(2027, 1, 1), 30, Validity.OVER),
        # without a beginning, without an end
        (None, date(2027, 1, 1), date(1999, 1, 1), 30, Validity.VALID),
        (None, date(2027, 1, 1), date(2027, 1, 1), 30, Validity.OVER),
        (date(2026, 1, 1), None, date(2099, 1, 1), 9999, Validity.VALID),
        (date(2026, 1, 1), None, date(2025, 12, 31), 9999, Validity.AHEAD),
        # what is ahead is not warned of, however short
        (date(2026, 1, 1), date(2026, 1, 2), date(2025, 12, 31), 99, Validity.AHEAD),
    ],
)
def test_a_term_on_a_day(
    starts: date | None, ends: date | None, today: date, warn: int, state: Validity
) -> None:
    assert validity(starts, ends, today=today, warn_days=warn) is state


@given(DAYS, st.integers(1, 2000), st.integers(-50, 2100), st.integers(0, 100))
def test_a_term_holds_on_exactly_its_days(
    starts: date, length: int, passed: int, warn: int
) -> None:
    state = validity(
        starts,
        starts + timedelta(days=length),
        today=starts + timedelta(days=passed),
        warn_days=warn,
    )
    assert (state in {Validity.VALID, Validity.ENDING}) is (0 <= passed < length)
    assert (state is Validity.ENDING) is (0 <= passed < length <= passed + warn)


@given(DAYS, st.integers(1, 500), st.integers(1, 500), st.integers(0, 2000))
def test_terms_that_follow_one_another_never_hold_on_one_day(
    starts: date, one: int, two: int, passed: int
) -> None:
    middle = starts + timedelta(days=one)
    end, today = middle + timedelta(days=two), starts + timedelta(days=passed)
    holds = {Validity.VALID, Validity.ENDING}
    terms = ((starts, middle), (middle, end))
    states = [validity(begin, stop, today=today, warn_days=30) in holds for begin, stop in terms]
    assert sum(states) == (1 if passed < one + two else 0)


# Who adds to which register. b: of the base only. Capacities alone; a team has no organisation.
ENTERING = {
    Actor.OFFICER: (True, True, True, True),
    Actor.HEAD: (True, True, True, True),
    Actor.AGENCY: (True, True, False, False),
    Actor.APPLICANT: (False, True, False, False),
    Actor.FINANCE: (False, False, False, False),
    Actor.AUTHORITY: (False, False, False, False),
    Actor.AUDITOR: (False, False, False, False),
    Actor.REVIEWER: (False, False, False, False),
    Actor.MENTOR: (False, False, False, False),
    Actor.ASSESSOR: (False, False, False, False),
}


@pytest.mark.parametrize("register", list(Register))
@pytest.mark.parametrize("actor", list(ENTERING))
def test_who_adds_to_which_register(register: Register, actor: Actor) -> None:
    is_of_base = register in {Register.CREDIT, Register.CONTACTS}
    for is_team in (False, True):
        expected = ENTERING[actor][2 * is_of_base + is_team]
        assert may_enter(register, {actor}, is_team=is_team) is expected


@pytest.mark.parametrize("register", list(Register))
@pytest.mark.parametrize("actor", list(ENTERING))
@pytest.mark.parametrize("by", [Actor.OFFICER, Actor.HEAD, Actor.AGENCY, Actor.APPLICANT])
def test_who_strikes_whose_entry(register: Register, actor: Actor, by: Actor) -> None:
    for is_team in (False, True):
        adds = may_enter(register, {actor}, is_team=is_team)
        is_office = actor in {Actor.OFFICER, Actor.HEAD}
        own_side = by in {Actor.AGENCY, Actor.APPLICANT}
        found = may_strike(register, by, {actor}, is_team=is_team)
        assert found is (adds and (is_office or own_side))


@pytest.mark.parametrize("register", list(Register))
def test_who_has_no_capacity_adds_and_strikes_nothing(register: Register) -> None:
    for is_team in (False, True):
        assert not may_enter(register, set(), is_team=is_team)
        assert not may_strike(register, Actor.AGENCY, set(), is_team=is_team)


@pytest.mark.parametrize(("one", "two"), list(combinations(ENTERING, 2)))
def test_two_capacities_open_what_either_opens(one: Actor, two: Actor) -> None:
    for register in Register:
        for is_team in (False, True):
            either = may_enter(register, {one}, is_team=is_team) or may_enter(
                register, {two}, is_team=is_team
            )
            assert may_enter(register, {one, two}, is_team=is_team) is either


@pytest.mark.parametrize(
    ("actors", "found"),
    [
        ({Actor.HEAD, Actor.OFFICER, Actor.AGENCY, Actor.APPLICANT}, Actor.HEAD),
        ({Actor.OFFICER, Actor.AGENCY, Actor.APPLICANT}, Actor.OFFICER),
        ({Actor.AGENCY, Actor.APPLICANT}, Actor.AGENCY),
        ({Actor.APPLICANT}, Actor.APPLICANT),
        ({Actor.OFFICER, Actor.MENTOR}, Actor.OFFICER),
        ({Actor.AGENCY, Actor.MENTOR}, Actor.AGENCY),
    ],
)
def test_an_entry_is_made_in_the_capacity_that_weighs_most(
    actors: set[Actor], found: Actor
) -> None:
    assert capacity_of_entry(actors) is found


# Who opens a paper: experts, parties, base, restricted; and who keeps papers.
OPENING = {
    Actor.OFFICER: (True, True, True, True, True),
    Actor.HEAD: (True, True, True, True, True),
    Actor.FINANCE: (True, True, True, False, True),
    Actor.AUTHORITY: (True, True, True, False, False),
    Actor.AUDITOR: (True, True, True, False, False),
    Actor.AGENCY: (True, True, False, False, True),
    Actor.APPLICANT: (True, True, False, False, True),
    Actor.REVIEWER: (True, False, False, False, False),
    Actor.MENTOR: (True, False, False, False, False),
    Actor.ASSESSOR: (True, False, False, False, False),
}


@pytest.mark.parametrize("actor", list(OPENING))
def test_who_opens_and_who_keeps_a_paper(actor: Actor) -> None:
    audiences = (Audience.EXPERTS, Audience.PARTIES, Audience.BASE, Audience.RESTRICTED)
    assert tuple(may_open(one, {actor}) for one in audiences) == OPENING[actor][:4]
    assert may_keep({actor}) is OPENING[actor][4]


@pytest.mark.parametrize(("one", "two"), list(combinations(OPENING, 2)))
def test_two_capacities_open_a_paper_that_either_opens(one: Actor, two: Actor) -> None:
    for audience in Audience:
        either = may_open(audience, {one}) or may_open(audience, {two})
        assert may_open(audience, {one, two}) is either
    assert may_keep({one, two}) is (may_keep({one}) or may_keep({two}))


def test_nobody_opens_without_a_capacity_and_a_narrower_audience_opens_to_fewer() -> None:
    order = (Audience.EXPERTS, Audience.PARTIES, Audience.BASE, Audience.RESTRICTED)
    readers = [{actor for actor in OPENING if may_open(one, {actor})} for one in order]
    assert all(narrow < wide for wide, narrow in pairwise(readers))
    assert not any(may_open(one, set()) for one in order)
    assert not may_keep(set())
