"""Terms on a day, the clock of a change, and who may strike what, as tables."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.document_words import (
    KEEPERS,
    READERS,
    Audience,
    may_keep,
    may_open,
)
from trainingapp.rules.incubation.registry import (
    OF_THE_BASE,
    ChangeState,
    Validity,
    capacity_of_entry,
    change_clock,
    fits,
    may_enter,
    may_strike,
    read_capital,
    validity,
)
from trainingapp.rules.incubation.registry_words import (
    CHECKS_BY_STATEMENT,
    ChangedItem,
    Register,
    StatementKind,
)
from trainingapp.rules.incubation.words import Actor

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (None, None, Validity.VALID),
        (date(2026, 11, 24), None, Validity.AHEAD),
        (date(2026, 11, 23), None, Validity.VALID),
        (date(2020, 1, 1), date(2026, 11, 23), Validity.OVER),  # its last day was yesterday
        (date(2020, 1, 1), date(2026, 11, 24), Validity.ENDING),  # today is its last day
        (date(2020, 1, 1), date(2027, 1, 22), Validity.ENDING),
        (date(2020, 1, 1), date(2027, 1, 23), Validity.VALID),
        (date(2027, 1, 1), date(2028, 1, 1), Validity.AHEAD),
    ],
)
def test_how_a_term_stands_today(starts: date | None, ends: date | None, state: Validity) -> None:
    assert validity(starts, ends, today=TODAY, warn_days=60) is state


@given(st.integers(-4000, 4000), st.integers(1, 4000), st.integers(0, 400))
def test_a_term_only_goes_from_ahead_to_valid_to_ending_to_over(
    begins: int, length: int, warn: int
) -> None:
    starts = date(2026, 1, 1) + timedelta(days=begins)
    ends = starts + timedelta(days=length)
    order = list(Validity)
    days = [starts - timedelta(days=1), starts, ends - timedelta(days=1), ends]
    states = [order.index(validity(starts, ends, today=day, warn_days=warn)) for day in days]
    assert states == sorted(states)
    assert (states[0], states[-1]) == (0, 3)


def clock(**dates: date | None) -> ChangeState:
    known: dict[str, date | None] = {
        "consent_on": None,
        "applied_on": None,
        "approved_on": None,
        "audited_on": None,
        **dates,
    }
    return change_clock(ChangedItem.NAME, **known, today=TODAY, days=30).state


@pytest.mark.parametrize(
    ("dates", "state"),
    [
        ({}, ChangeState.DECIDED),
        ({"applied_on": date(2026, 11, 1)}, ChangeState.APPLIED),
        ({"consent_on": date(2026, 10, 24)}, ChangeState.DUE),  # today is the 30th day
        ({"consent_on": date(2026, 10, 23)}, ChangeState.LATE),
        ({"consent_on": date(2026, 1, 1), "applied_on": date(2026, 1, 31)}, ChangeState.APPLIED),
        ({"consent_on": date(2026, 1, 1), "applied_on": date(2026, 2, 1)}, ChangeState.LATE),
        ({"consent_on": date(2025, 12, 15), "applied_on": date(2026, 1, 14)}, ChangeState.APPLIED),
        ({"consent_on": date(2024, 2, 1), "applied_on": date(2024, 3, 2)}, ChangeState.APPLIED),
        ({"consent_on": date(2024, 2, 1), "applied_on": date(2024, 3, 3)}, ChangeState.LATE),
        ({"consent_on": date(2023, 2, 1), "applied_on": date(2023, 3, 3)}, ChangeState.APPLIED),
        ({"approved_on": date(2026, 3, 1)}, ChangeState.APPROVED),
    ],
)
def test_the_clock_of_a_change(dates: dict[str, date | None], state: ChangeState) -> None:
    assert clock(**dates) is state


@pytest.mark.parametrize("item", list(ChangedItem))
def test_only_a_change_of_the_legal_representative_needs_an_audit(item: ChangedItem) -> None:
    found = change_clock(
        item,
        consent_on=date(2026, 11, 1),
        applied_on=None,
        approved_on=None,
        audited_on=None,
        today=TODAY,
        days=30,
    )
    assert found.needs_audit is (item is ChangedItem.LEGAL_REPRESENTATIVE)
    assert found.last_day == date(2026, 12, 1)


def test_an_audit_that_is_there_is_not_missing() -> None:
    found = change_clock(
        ChangedItem.LEGAL_REPRESENTATIVE,
        consent_on=None,
        applied_on=None,
        approved_on=None,
        audited_on=date(2026, 11, 1),
        today=TODAY,
        days=30,
    )
    assert (found.needs_audit, found.last_day) == (False, None)


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize("register", list(Register))
def test_who_enters_what(actor: Actor, register: Register) -> None:
    of_base = actor in {Actor.OFFICER, Actor.HEAD}
    of_agency = register not in OF_THE_BASE
    assert may_enter(register, {actor}, is_team=False) is (
        of_base or (of_agency and actor is Actor.AGENCY)
    )
    assert may_enter(register, {actor}, is_team=True) is (
        of_base or (of_agency and actor in {Actor.AGENCY, Actor.APPLICANT})
    )


@pytest.mark.parametrize(
    ("entered_as", "actor", "may"),
    [
        (Actor.AGENCY, Actor.AGENCY, True),
        (Actor.APPLICANT, Actor.AGENCY, True),
        (Actor.OFFICER, Actor.AGENCY, False),
        (Actor.HEAD, Actor.AGENCY, False),
        (Actor.AGENCY, Actor.OFFICER, True),
        (Actor.HEAD, Actor.OFFICER, True),
        (Actor.AGENCY, Actor.AUTHORITY, False),
        (Actor.AGENCY, Actor.APPLICANT, False),
    ],
)
def test_an_agency_strikes_only_what_its_own_side_has_entered(
    entered_as: Actor, actor: Actor, may: bool
) -> None:
    assert may_strike(Register.ORGANS, entered_as, {actor}, is_team=False) is may


@pytest.mark.parametrize(
    ("actors", "capacity"),
    [
        ({Actor.HEAD, Actor.AGENCY}, Actor.HEAD),
        ({Actor.OFFICER, Actor.APPLICANT}, Actor.OFFICER),
        ({Actor.AGENCY, Actor.APPLICANT}, Actor.AGENCY),
        ({Actor.APPLICANT}, Actor.APPLICANT),
    ],
)
def test_an_entry_carries_the_capacity_of_the_base_first(
    actors: set[Actor], capacity: Actor
) -> None:
    assert capacity_of_entry(actors) is capacity


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("actor", list(Actor))
def test_a_paper_opens_for_the_capacities_of_its_audience(audience: Audience, actor: Actor) -> None:
    assert may_open(audience, [actor]) is (actor in READERS[audience])
    assert not may_open(audience, [])


def test_each_audience_holds_those_of_the_narrower_ones() -> None:
    widths = [READERS[one] for one in Audience]
    assert all(narrow < wide for wide, narrow in pairwise(widths))
    assert Actor.AUTHORITY not in KEEPERS
    assert may_keep([Actor.AGENCY])
    assert not may_keep([Actor.REVIEWER, Actor.AUDITOR])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30000", "30000"),
        (" 30000.50 ", "30000.50"),
        ("0", "0"),
        ("999999999999.99", "999999999999.99"),
        ("1000000000000", None),
        ("-1", None),
        ("30000.005", None),
        ("NaN", None),
        ("sNaN", None),
        ("Infinity", None),
        ("三万", None),
        ("", None),
    ],
)
def test_a_capital_is_a_sum_of_yuan_and_cents(text: str, value: str | None) -> None:
    assert read_capital(text) == (None if value is None else Decimal(value))
    assert fits(ChangedItem.CAPITAL, text) is (value is not None)


@pytest.mark.parametrize(
    ("item", "most"),
    [(ChangedItem.NAME, 120), (ChangedItem.ADDRESS, 200), (ChangedItem.SCOPE, 2000)],
)
def test_an_item_is_something_and_not_too_long(item: ChangedItem, most: int) -> None:
    assert fits(item, "名" * most)
    assert not fits(item, "名" * (most + 1))
    assert not fits(item, " \u3000 ")


def test_every_statement_names_its_check_but_house_rules() -> None:
    assert set(StatementKind) - set(CHECKS_BY_STATEMENT) == {StatementKind.HOUSE_RULES}
    assert len(set(CHECKS_BY_STATEMENT.values())) == len(CHECKS_BY_STATEMENT)
