"""Which day takes a team below the line: expiries and ends on one day, leap days, renewals, people who come and go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from tests.rules.incubation.test_staffing import (
    BEGAN,
    CHENGDU,
    DAY,
    HEBEI,
    NATIONAL,
    STANDING,
    certificate,
    degree,
    worker,
)
from tests.rules.incubation.test_staffing_forecast import UNTIL, look, people
from trainingapp.rules.incubation.staffing_facts import (
    HeldCertificate,
    Registered,
    Span,
    Worker,
    WorkForm,
)
from trainingapp.rules.incubation.staffing_forecast import Happening, What, forecast

LEAP = date(2028, 2, 29)
MARCH = date(2027, 3, 1)
NEW_YEAR = date(2027, 1, 1)


def held(until: date, since: date = BEGAN, area: str = "130102") -> HeldCertificate:
    return certificate(Registered(since, until, area))


def registered(number: int, until: date = MARCH, **changes: Any) -> Worker:
    return worker(number, certificates=(held(until),), **changes)


def plain(*numbers: int, **changes: Any) -> list[Worker]:
    return [worker(number, **changes) for number in numbers]


def test_two_registrations_that_end_on_one_day_are_one_day() -> None:
    found = look(registered(1), registered(2), *plain(3, 4, 5))
    (day,) = found.days
    assert (day.on, day.ratio.qualified, day.ratio.full_time) == (MARCH, 0, 5)
    assert [one.person_id for one in day.happenings] == [1, 2]
    assert found.breaks_on == MARCH


def test_an_expiry_and_the_end_of_another_contract_on_one_day() -> None:
    found = look(registered(1), registered(2), *plain(3, 4, contract_ends_on=MARCH), *plain(5))
    (day,) = found.days
    assert (day.ratio.qualified, day.ratio.full_time) == (0, 3)
    assert {one.what for one in day.happenings} == {What.REGISTRATION_ENDS, What.CONTRACT_ENDS}


def test_a_contract_that_ends_with_the_registration_of_the_same_person() -> None:
    found = look(registered(1, contract_ends_on=MARCH), worker(2, degrees=(degree(),)))
    (day,) = found.days
    assert day.happenings == (
        Happening(1, What.CONTRACT_ENDS),
        Happening(1, What.REGISTRATION_ENDS),
    )
    assert (day.ratio.qualified, day.ratio.full_time) == (1, 1)
    assert found.breaks_on is None


def test_who_comes_on_the_day_another_goes_fills_the_place() -> None:
    goes = registered(1, until=date(2029, 1, 1), span=Span(BEGAN, MARCH))
    comes = registered(2, until=date(2029, 1, 1), span=Span(MARCH))
    found = look(goes, comes, *plain(3, 4))
    (day,) = found.days
    assert [one.what for one in day.happenings] == [What.LEAVES, What.BEGINS]
    assert (day.ratio.qualified, day.ratio.full_time) == (1, 3)
    assert found.breaks_on is None


def test_one_day_between_going_and_coming_breaks_it() -> None:
    goes = registered(1, until=date(2029, 1, 1), span=Span(BEGAN, MARCH))
    comes = registered(2, until=date(2029, 1, 1), span=Span(MARCH + timedelta(days=1)))
    found = look(goes, comes, *plain(3, 4))
    assert found.breaks_on == MARCH
    assert [one.ratio.is_met for one in found.days] == [False, True]


def test_who_goes_without_papers_makes_it_better() -> None:
    found = look(registered(1, until=date(2029, 1, 1)), *plain(2, 3), worker(4, span=Span(BEGAN)))
    assert found.breaks_on is None
    better = look(registered(1, until=date(2029, 1, 1)), *plain(2, 3, 4, span=Span(BEGAN, MARCH)))
    assert [one.ratio.is_met for one in better.days] == [True]


def test_unqualified_people_who_come_take_it_below_the_line() -> None:
    found = look(registered(1, until=date(2029, 1, 1)), *plain(2, 3), worker(4, span=Span(MARCH)))
    assert found.breaks_on == MARCH
    assert found.days[0].ratio.to_certify == 1


@pytest.mark.parametrize(
    ("until", "on"),
    [
        (LEAP, LEAP),
        (date(2028, 3, 1), date(2028, 3, 1)),
        (date(2028, 2, 28), date(2028, 2, 28)),
        (NEW_YEAR, NEW_YEAR),
        (date(2026, 12, 31), date(2026, 12, 31)),
        (DAY + timedelta(days=1), DAY + timedelta(days=1)),
        (UNTIL, UNTIL),
    ],
)
def test_the_first_day_without_is_the_day_it_breaks(until: date, on: date) -> None:
    assert look(registered(1, until), worker(2)).breaks_on == on


@pytest.mark.parametrize("until", [UNTIL + timedelta(days=1), date(2040, 1, 1)])
def test_what_lies_beyond_the_time_looked_at_breaks_nothing(until: date) -> None:
    assert look(registered(1, until), worker(2)).days == ()


@pytest.mark.parametrize(
    ("ends_on", "breaks"),
    [
        (DAY - timedelta(days=1), False),
        (DAY, False),  # over already, and the person still works here: a matter of its own
        (DAY + timedelta(days=1), True),
        (LEAP, True),
        (UNTIL, True),
        (UNTIL + timedelta(days=1), False),
        (None, False),
    ],
)
def test_which_end_of_a_contract_is_taken_as_leaving(ends_on: date | None, breaks: bool) -> None:
    staff = [worker(1, degrees=(degree(),), contract_ends_on=ends_on), *plain(2, 3)]
    assert look(*staff).breaks_on == (ends_on if breaks else None)


@pytest.mark.parametrize(
    ("second", "breaks_on"),
    [
        (Registered(MARCH, date(2030, 3, 1), "130102"), None),
        (Registered(date(2027, 2, 1), date(2030, 3, 1), "130102"), None),
        (Registered(MARCH + timedelta(days=1), date(2030, 3, 1), "130102"), MARCH),
        (Registered(MARCH, LEAP, "130102"), LEAP),
        (Registered(BEGAN, date(2027, 2, 1), "130102"), MARCH),
    ],
)
def test_a_renewal_without_a_gap_keeps_the_ratio(
    second: Registered, breaks_on: date | None
) -> None:
    one = worker(1, certificates=(certificate(Registered(BEGAN, MARCH, "130102"), second),))
    assert look(one, worker(2)).breaks_on == breaks_on


def test_a_renewal_in_another_city_does_not_keep_it_in_chengdu() -> None:
    kept = certificate(STANDING, Registered(MARCH, date(2030, 3, 1), "110101"))
    staff = [worker(1, certificates=(kept,)), worker(2)]
    assert look(*staff, rules=CHENGDU).breaks_on == MARCH
    assert look(*staff, rules=HEBEI).breaks_on is None


def test_a_second_certificate_keeps_it_when_the_first_lapses() -> None:
    both = (held(MARCH), held(date(2030, 1, 1)))
    assert look(worker(1, certificates=both), worker(2)).breaks_on is None


def test_a_degree_that_is_awarded_in_time_keeps_it() -> None:
    from_when = [date(2027, 2, 28), MARCH, MARCH + timedelta(days=1)]
    found = []
    for day in from_when:
        awarded = degree().__class__(degree().level, day)
        found.append(look(registered(1, degrees=(awarded,)), worker(2)).breaks_on)
    assert found == [None, None, MARCH]


def test_a_certificate_that_is_issued_later_counts_from_its_day() -> None:
    issued = certificate(Registered(NEW_YEAR, date(2030, 1, 1)), issued_on=NEW_YEAR)
    found = look(worker(1, certificates=(issued,)), *plain(2, 3))
    (day,) = found.days
    assert {one.what for one in day.happenings} == {
        What.CERTIFICATE_ISSUED,
        What.REGISTRATION_BEGINS,
    }
    assert day.ratio.is_met is True
    assert found.breaks_on is None  # it is below the line today: nothing is left to break


def test_work_elsewhere_from_a_day_on_takes_somebody_out_on_it() -> None:
    away = (Span(MARCH, LEAP),)
    found = look(worker(1, degrees=(degree(),), elsewhere=away), *plain(2, 3))
    assert found.breaks_on == MARCH
    assert [(one.on, one.happenings[0].what) for one in found.days] == [
        (MARCH, What.FULL_TIME_ELSEWHERE),
        (LEAP, What.BEGINS),
    ]


@pytest.mark.parametrize("form", [WorkForm.PART_TIME, WorkForm.INTERN, WorkForm.VOLUNTEER])
def test_days_of_part_timers_change_no_number(form: WorkForm) -> None:
    found = look(registered(1, until=date(2029, 1, 1)), registered(2, form=form), worker(3))
    (day,) = found.days
    assert (day.ratio.qualified, day.ratio.full_time) == (1, 2)


def test_today_is_not_a_day_to_come() -> None:
    staff = [registered(1, until=DAY), worker(2, span=Span(DAY)), worker(3, degrees=(degree(),))]
    assert look(*staff).days == ()


def test_an_empty_team_has_no_days() -> None:
    found = look()
    assert (found.days, found.breaks_on) == ((), None)


def test_it_breaks_once_on_the_first_of_several_days() -> None:
    staff = [registered(1, NEW_YEAR), registered(2, MARCH), *plain(3, 4, 5, 6)]
    found = look(*staff)
    assert [one.on for one in found.days] == [NEW_YEAR, MARCH]
    assert found.breaks_on == NEW_YEAR


def test_where_a_lapsed_registration_counts_only_people_break_it() -> None:
    staff = [registered(1, NEW_YEAR, contract_ends_on=MARCH), worker(2)]
    assert look(*staff, rules=NATIONAL).breaks_on == MARCH
    assert look(*staff, rules=HEBEI).breaks_on == NEW_YEAR


@given(people)
def test_days_are_in_order_each_once_and_within_the_time(staff: list[Worker]) -> None:
    days = [one.on for one in forecast(staff, HEBEI, today=DAY, until=UNTIL).days]
    assert days == sorted(set(days))
    assert all(DAY < day <= UNTIL for day in days)


@given(people)
def test_nothing_happens_on_a_day_without_somebody_of_the_team(staff: list[Worker]) -> None:
    known = {one.person_id for one in staff}
    for day in forecast(staff, HEBEI, today=DAY, until=UNTIL).days:
        assert day.happenings
        assert {one.person_id for one in day.happenings} <= known
        assert len(set(day.happenings)) == len(day.happenings)


@given(people)
def test_a_shorter_look_says_the_beginning_of_a_longer_one(staff: list[Worker]) -> None:
    short = forecast(staff, HEBEI, today=DAY, until=MARCH)
    long = forecast(staff, HEBEI, today=DAY, until=UNTIL)
    assert long.days[: len(short.days)] == short.days
    if short.breaks_on is not None:
        assert long.breaks_on == short.breaks_on


PAPERS = {
    What.REGISTRATION_BEGINS,
    What.REGISTRATION_ENDS,
    What.CERTIFICATE_ISSUED,
    What.DEGREE_AWARDED,
}


@given(people)
def test_papers_are_told_of_those_who_agreed_only(staff: list[Worker]) -> None:
    agreed = {one.person_id for one in staff if one.has_consented}
    for day in forecast(staff, HEBEI, today=DAY, until=UNTIL).days:
        assert {one.person_id for one in day.happenings if one.what in PAPERS} <= agreed
