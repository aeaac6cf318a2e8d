"""What happens to the ratio on which day when nobody renews anything."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, strategies as st

from tests.rules.incubation.test_staffing import (
    BEGAN,
    DAY,
    HEBEI,
    NATIONAL,
    STANDING,
    certificate,
    degree,
    worker,
)
from trainingapp.rules.incubation.staffing import count
from trainingapp.rules.incubation.staffing_facts import Registered, Span, Worker, WorkForm
from trainingapp.rules.incubation.staffing_forecast import Forecast, Happening, What, forecast

UNTIL = DAY + timedelta(days=730)


def look(*staff: Worker, rules: Any = HEBEI) -> Forecast:
    return forecast(staff, rules, today=DAY, until=UNTIL)


def test_a_team_in_which_nothing_changes_has_no_days() -> None:
    assert look(worker(1, degrees=(degree(),))) == Forecast((), None)


def test_the_ratio_breaks_on_the_day_a_registration_ends() -> None:
    found = look(worker(1, certificates=(certificate(STANDING),)), worker(2), worker(3))
    assert found.breaks_on == date(2027, 3, 1)
    (day,) = found.days
    assert day.happenings == (Happening(1, What.REGISTRATION_ENDS),)
    assert (day.ratio.qualified, day.ratio.full_time) == (0, 3)


def test_a_registration_that_is_renewed_already_breaks_nothing() -> None:
    renewed = certificate(STANDING, Registered(date(2027, 3, 1), date(2030, 3, 1)))
    found = look(worker(1, certificates=(renewed,)))
    assert found.breaks_on is None
    assert [one.what for one in found.days[0].happenings] == [
        What.REGISTRATION_BEGINS,
        What.REGISTRATION_ENDS,
    ]


def test_where_lapsed_registrations_count_their_end_changes_nothing() -> None:
    found = look(worker(1, certificates=(certificate(STANDING),)), rules=NATIONAL)
    assert found.breaks_on is None
    assert found.days[0].ratio.is_met is True


def test_a_contract_that_ends_is_taken_as_leaving_and_one_that_ended_is_not() -> None:
    qualified = worker(1, degrees=(degree(),), contract_ends_on=date(2027, 1, 1))
    over = worker(2, contract_ends_on=BEGAN)
    found = look(qualified, over)
    assert found.breaks_on == date(2027, 1, 1)
    assert (found.days[0].ratio.qualified, found.days[0].ratio.full_time) == (0, 1)


def test_who_still_works_the_day_after_the_contract_is_not_taken_as_gone() -> None:
    stays = worker(1, degrees=(degree(),), contract_ends_on=DAY)
    found = look(stays, worker(2, span=Span(BEGAN, date(2026, 12, 1))))
    assert [(one.ratio.qualified, one.ratio.full_time) for one in found.days] == [(1, 1)]


def test_whoever_leaves_before_the_contract_ends_leaves_on_their_own_day() -> None:
    leaving = worker(
        1,
        degrees=(degree(),),
        span=Span(BEGAN, date(2026, 12, 15)),
        contract_ends_on=date(2027, 1, 1),
    )
    found = look(leaving, worker(2))
    assert found.breaks_on == date(2026, 12, 15)
    assert [one.on for one in found.days] == [date(2026, 12, 15), date(2027, 1, 1)]


def test_a_team_that_has_too_few_already_breaks_on_no_day() -> None:
    found = look(worker(1), worker(2, span=Span(date(2026, 12, 1))))
    assert found.breaks_on is None
    assert found.days[0].ratio.is_met is False


def test_a_team_whose_last_member_leaves_has_no_ratio_and_breaks_nothing() -> None:
    found = look(worker(1, degrees=(degree(),), span=Span(BEGAN, date(2026, 12, 1))))
    assert found.breaks_on is None
    assert found.days[0].ratio.is_met is None


def test_what_happens_today_or_after_the_time_looked_at_is_left_out() -> None:
    begins_now = worker(1, span=Span(DAY))
    far = worker(2, span=Span(BEGAN, UNTIL + timedelta(days=1)))
    last = worker(3, span=Span(BEGAN, UNTIL))
    assert [one.on for one in look(begins_now, far, last).days] == [UNTIL]


def test_full_time_work_elsewhere_takes_somebody_away_and_gives_them_back() -> None:
    span = Span(date(2027, 1, 1), date(2027, 6, 1))
    found = look(worker(1, degrees=(degree(),), elsewhere=(span,)))
    assert [(one.on, one.ratio.full_time) for one in found.days] == [
        (date(2027, 1, 1), 0),
        (date(2027, 6, 1), 1),
    ]


def test_the_papers_of_who_has_not_agreed_stay_unsaid() -> None:
    assert look(worker(1, has_consented=False, certificates=(certificate(STANDING),))).days == ()


days = st.dates(DAY - timedelta(days=400), DAY + timedelta(days=900))
spans = st.builds(
    lambda first, length: (first, first + timedelta(days=length)), days, st.integers(1, 700)
)
registrations = st.builds(lambda pair: Registered(*pair), spans)
people = st.lists(
    st.builds(
        lambda number, span, held, ends, share, studied, agreed, away: Worker(
            number,
            Span(*span),
            WorkForm.FULL_TIME,
            share,
            has_consented=agreed,
            contract_ends_on=ends,
            certificates=(certificate(*held),),
            degrees=(degree(is_verified=studied),),
            elsewhere=tuple(Span(*one) for one in away),
        ),
        st.integers(1, 5),
        spans,
        st.lists(registrations, max_size=3),
        st.none() | days,
        st.sampled_from([Decimal("0.5"), Decimal(1)]),
        st.booleans(),
        st.booleans(),
        st.lists(spans, max_size=1),
    ),
    max_size=5,
)


def as_expected(one: Worker) -> Worker:
    """The worker as they will be when a contract to come is not renewed."""
    if one.contract_ends_on is None or one.contract_ends_on <= DAY:
        return one
    ends = min(one.contract_ends_on, one.span.ends_on or one.contract_ends_on)
    return Worker(
        one.person_id,
        Span(one.span.starts_on, ends),
        one.form,
        one.share,
        has_consented=one.has_consented,
        certificates=one.certificates,
        degrees=one.degrees,
        elsewhere=one.elsewhere,
    )


@given(people, st.integers(1, 730))
def test_on_every_day_the_forecast_says_what_counting_that_day_says(
    staff: list[Worker], ahead: int
) -> None:
    found = forecast(staff, HEBEI, today=DAY, until=UNTIL)
    expected = [as_expected(one) for one in staff]
    day = DAY + timedelta(days=ahead)
    told = [one.ratio for one in found.days if one.on <= day]
    said = told[-1] if told else count(expected, HEBEI, DAY)
    assert said == count(expected, HEBEI, day)


@given(people)
def test_the_day_it_breaks_is_the_first_day_of_too_few(staff: list[Worker]) -> None:
    found = forecast(staff, HEBEI, today=DAY, until=UNTIL)
    expected = [as_expected(one) for one in staff]
    if found.breaks_on is None:
        return
    assert count(expected, HEBEI, found.breaks_on).is_met is False
    before = found.breaks_on - timedelta(days=1)
    assert count(expected, HEBEI, before).is_met is not False
