"""R04 in working days: where a place counts so, holidays and worked weekends move the last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from tests.rules.incubation.compliance.terms import DAY, FORMING, facts, terms
from trainingapp.rules.incubation.compliance.catalogue import check_one
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.words import AgencyStatus
from trainingapp.rules.incubation.working_days import Holidays, add_working_days

APPLIED = facts(FORMING, status=AgencyStatus.APPLIED)
WEEK_OFF = Holidays(
    days_off=frozenset(date(2026, 10, day) for day in range(1, 8)),
    worked=frozenset({date(2026, 10, 10)}),
    years=frozenset({2026}),
)
ONE = timedelta(days=1)
KEY = "registration_decision_working_days"


@pytest.mark.parametrize(
    ("applied_on", "count", "holidays", "due_on"),
    [
        pytest.param(date(2026, 11, 9), 10, Holidays(), date(2026, 11, 23), id="two weeks"),
        pytest.param(date(2026, 11, 13), 10, Holidays(), date(2026, 11, 27), id="from a friday"),
        pytest.param(date(2026, 11, 14), 10, Holidays(), date(2026, 11, 27), id="from a saturday"),
        pytest.param(date(2026, 9, 30), 10, Holidays(), date(2026, 10, 14), id="no notice known"),
        pytest.param(date(2026, 9, 30), 10, WEEK_OFF, date(2026, 10, 20), id="over the holidays"),
        pytest.param(date(2026, 12, 25), 10, Holidays(), date(2027, 1, 8), id="over the new year"),
        pytest.param(date(2028, 2, 28), 1, Holidays(), date(2028, 2, 29), id="to the leap day"),
        pytest.param(date(2026, 11, 20), 0, Holidays(), date(2026, 11, 20), id="at once"),
    ],
)
@pytest.mark.parametrize(
    ("days", "status"),
    [(-31, Status.OK), (-30, Status.DUE_SOON), (0, Status.DUE_SOON), (1, Status.BREACH)],
)
def test_the_days_of_the_authority_may_be_working_days(
    applied_on: date, count: int, holidays: Holidays, due_on: date, days: int, status: Status
) -> None:
    agency = facts(APPLIED, register__applied_on=applied_on, holidays=holidays)
    found = check_one("R04", agency, terms(**{KEY: count}), due_on + days * ONE)
    assert found.status is status
    assert found.due_on in {due_on, None}


def test_where_no_working_days_are_set_the_countrys_sixty_days_hold() -> None:
    agency = facts(APPLIED, register__applied_on=DAY, holidays=WEEK_OFF)
    assert check_one("R04", agency, terms(), DAY + 60 * ONE).status is Status.DUE_SOON
    assert check_one("R04", agency, terms(), DAY + 61 * ONE).status is Status.BREACH


def test_the_working_days_of_the_place_win_over_the_days_of_the_country() -> None:
    agency = facts(APPLIED, register__applied_on=date(2026, 11, 2))
    found = check_one("R04", agency, terms(**{KEY: 10}), DAY)
    assert (found.status, found.due_on) == (Status.BREACH, date(2026, 11, 16))
    assert check_one("R04", agency, terms(), DAY).status is Status.OK


def test_without_either_term_nobody_can_tell() -> None:
    agency = facts(APPLIED, register__applied_on=DAY)
    bare = terms()
    del bare.values["registration_decision_days"]
    assert check_one("R04", agency, bare, DAY).reason == "no_threshold"


def test_without_the_day_of_the_application_nobody_can_tell() -> None:
    agency = facts(APPLIED, register__applied_on=None)
    assert check_one("R04", agency, terms(**{KEY: 10}), DAY).status is Status.UNKNOWN


@pytest.mark.parametrize(
    "status",
    [one for one in AgencyStatus if one is not AgencyStatus.APPLIED],
)
def test_who_has_not_applied_waits_for_nobody(status: AgencyStatus) -> None:
    agency = facts(APPLIED, status=status, register__applied_on=DAY)
    assert check_one("R04", agency, terms(**{KEY: 10}), DAY).status is Status.NOT_APPLICABLE


@given(
    start=st.dates(date(2025, 1, 1), date(2027, 12, 1)),
    count=st.integers(0, 40),
    off=st.frozensets(st.dates(date(2025, 1, 1), date(2028, 3, 1)), max_size=12),
)
def test_a_holiday_never_makes_the_term_shorter(
    start: date, count: int, off: frozenset[date]
) -> None:
    agency = facts(APPLIED, register__applied_on=start, holidays=Holidays(days_off=off))
    last = add_working_days(start, count, Holidays())
    found = check_one("R04", agency, terms(**{KEY: count}), last)
    assert found.status is not Status.BREACH
