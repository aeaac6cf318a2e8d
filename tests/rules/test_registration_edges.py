"""Registration at the edges of the calendar, and whatever order its records were entered in."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.registration import (
    Cycle,
    CyclesOverlap,
    Situation,
    Standing,
    StepBeforeLast,
    StepRefused,
    Terms,
    add_months,
    check_span,
    check_step,
    first_window,
    reminder_due,
    renewal_window,
    situation,
)
from trainingapp.rules.registration_hours import Entry, Span, Tally, forecast, place_entries
from trainingapp.rules.registration_words import RegistrationKind, Step

TERMS = Terms(first_within_years=1, cycle_years=3, renewal_months=3, reminder_days=(180, 90, 30))
FIRST, RENEWAL = RegistrationKind.FIRST, RegistrationKind.RENEWAL
PASSED = date(2020, 6, 11)
DAY = timedelta(days=1)


def registered(number: int, start: date, end: date, state: Step = Step.ISSUED) -> Cycle:
    return Cycle(number, FIRST if number == 1 else RENEWAL, state, start, end)


def applying(number: int, state: Step) -> Cycle:
    return Cycle(number, RENEWAL, state)


def look(today: date, *cycles: Cycle) -> Situation:
    return situation(PASSED, cycles, TERMS, today)


# days


@pytest.mark.parametrize(
    ("passed_on", "last_day"),
    [
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2023, 2, 28), date(2024, 2, 27)),
        (date(2023, 3, 1), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2026, 12, 30)),
        (date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_year_of_the_first_registration_ends_with_the_day_before(
    passed_on: date, last_day: date
) -> None:
    window = first_window(passed_on, TERMS)
    assert (window.opens_on, window.last_day) == (passed_on, last_day)
    assert window.has(passed_on)
    assert window.has(last_day)
    assert not window.has(last_day + DAY)
    assert not window.has(passed_on - DAY)


@pytest.mark.parametrize(
    ("ends_on", "opens_on"),
    [
        (date(2028, 2, 29), date(2027, 11, 29)),
        (date(2028, 5, 31), date(2028, 2, 29)),
        (date(2027, 5, 31), date(2027, 2, 28)),
        (date(2028, 5, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 9, 30)),
        (date(2027, 1, 1), date(2026, 10, 1)),
        (date(2027, 3, 31), date(2026, 12, 31)),
    ],
)
def test_the_time_to_renew_opens_on_a_day_that_the_month_has(ends_on: date, opens_on: date) -> None:
    window = renewal_window(ends_on, TERMS)
    assert (window.opens_on, window.closes_on) == (opens_on, ends_on)


def test_three_years_from_29_february_end_in_february() -> None:
    start = date(2024, 2, 29)
    end = add_months(start, 36)
    cycle = registered(1, start, end)
    assert look(end - DAY, cycle).is_in_force
    assert not look(end, cycle).is_in_force
    assert end == date(2027, 2, 28)


@pytest.mark.parametrize("ends_on", [date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])
def test_on_the_last_day_it_is_in_force_and_on_the_next_it_has_lapsed(ends_on: date) -> None:
    cycle = registered(1, add_months(ends_on, -36), ends_on)
    assert look(ends_on - DAY, cycle).standing is Standing.RENEWAL_OPEN
    assert look(ends_on, cycle).standing is Standing.LAPSED
    following = registered(2, ends_on, add_months(ends_on, 36))
    assert look(ends_on - DAY, cycle, following).cycle == cycle
    assert look(ends_on, cycle, following).cycle == following


def test_a_gap_of_a_day_between_two_registrations_is_a_day_without() -> None:
    first = registered(1, date(2021, 1, 1), date(2024, 1, 1))
    second = registered(2, date(2024, 1, 2), date(2027, 1, 2))
    found = look(date(2024, 1, 1), first, second)
    assert (found.is_in_force, found.standing) == (False, Standing.RENEWED)
    assert look(date(2024, 1, 2), first, second).standing is Standing.IN_FORCE


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        (date(2024, 1, 1), date(2027, 1, 1), False),
        (date(2023, 12, 31), date(2026, 12, 31), True),
        (date(2018, 1, 1), date(2021, 1, 1), False),
        (date(2018, 1, 2), date(2021, 1, 2), True),
        (date(2021, 1, 1), date(2024, 1, 1), True),
        (date(2022, 1, 1), date(2022, 1, 2), True),
        (date(2010, 1, 1), date(2040, 1, 1), True),
    ],
)
def test_a_registration_entered_twice_or_across_another_is_refused(
    start: date, end: date, overlaps: bool
) -> None:
    others = [registered(1, date(2021, 1, 1), date(2024, 1, 1)), applying(2, Step.PENDING)]
    if overlaps:
        with pytest.raises(CyclesOverlap):
            check_span(start, end, others)
    else:
        check_span(start, end, others)


# the order in which somebody entered it

OLD = registered(1, date(2021, 1, 1), date(2024, 1, 1))
NOW = registered(3, date(2024, 1, 1), date(2027, 1, 1))
TODAY = date(2025, 5, 1)


def test_an_application_that_was_turned_down_before_a_registration_is_forgotten() -> None:
    refused = applying(2, Step.FINAL_REFUSED)
    found = look(TODAY, OLD, refused, NOW)
    assert (found.standing, found.unfinished) == (Standing.IN_FORCE, None)
    assert found.missing == ()


def test_an_old_registration_entered_late_does_not_hide_a_refusal() -> None:
    current = registered(1, date(2024, 1, 1), date(2027, 1, 1))
    refused = applying(2, Step.FIRST_REFUSED)
    history = registered(3, date(2021, 1, 1), date(2024, 1, 1))
    found = look(date(2026, 12, 1), current, refused, history)
    assert found.standing is Standing.REFUSED
    assert found.unfinished == refused


def test_an_old_registration_entered_late_does_not_finish_the_one_in_force() -> None:
    current = registered(1, date(2024, 1, 1), date(2027, 1, 1), Step.REGISTERED)
    history = registered(2, date(2021, 1, 1), date(2024, 1, 1))
    found = look(TODAY, current, history)
    assert found.unfinished == current
    assert found.missing == (Step.ISSUED,)


@pytest.mark.parametrize("state", [Step.PENDING, Step.FIRST_PASSED, Step.FINAL_PASSED])
def test_an_application_under_way_stays_so_until_it_is_finished_or_removed(state: Step) -> None:
    found = look(TODAY, OLD, applying(2, state), NOW)
    assert found.standing is Standing.APPLIED
    assert found.is_in_force


def test_what_is_not_handed_in_yet_leaves_the_standing_and_is_unfinished() -> None:
    begun = applying(4, Step.NOT_APPLIED)
    found = look(TODAY, OLD, NOW, begun)
    assert (found.standing, found.unfinished) == (Standing.IN_FORCE, begun)


@pytest.mark.parametrize(
    "cycles",
    [
        (OLD, applying(2, Step.FINAL_REFUSED), NOW),
        (OLD, applying(2, Step.PENDING), NOW),
        (OLD, NOW, applying(4, Step.FIRST_REFUSED), applying(5, Step.NOT_APPLIED)),
    ],
)
def test_the_order_of_the_list_changes_nothing(cycles: tuple[Cycle, ...]) -> None:
    found = {
        (one.standing, one.unfinished, one.cycle)
        for order in permutations(cycles)
        for one in [look(TODAY, *order)]
    }
    assert len(found) == 1


# steps


@pytest.mark.parametrize("step", list(Step))
def test_no_step_is_taken_twice(step: Step) -> None:
    with pytest.raises(StepRefused):
        check_step(step, step, last_on=None, happened_on=TODAY)


def test_a_step_on_the_day_of_the_last_one_is_taken_and_one_of_the_day_before_is_not() -> None:
    check_step(Step.PENDING, Step.FIRST_PASSED, last_on=TODAY, happened_on=TODAY)
    with pytest.raises(StepBeforeLast):
        check_step(Step.PENDING, Step.FIRST_PASSED, last_on=TODAY, happened_on=TODAY - DAY)


# reminders


def test_a_clock_that_slept_for_a_year_gives_the_latest_or_nothing() -> None:
    end = date(2027, 3, 1)
    assert reminder_due(end, end - 200 * DAY, sent=(), terms=TERMS) is None
    assert reminder_due(end, end + 165 * DAY, sent=(), terms=TERMS) is None
    assert reminder_due(end, end - 25 * DAY, sent={180}, terms=TERMS) == 30
    assert reminder_due(end, end - 25 * DAY, sent={180, 30}, terms=TERMS) is None


@given(st.lists(st.integers(min_value=-400, max_value=400), max_size=30))
def test_whatever_days_the_worker_wakes_on_a_reminder_is_given_once_and_not_after_a_later_one(
    lefts: list[int],
) -> None:
    end, sent = date(2028, 2, 29), list[int]()
    for left in lefts:
        due = reminder_due(end, end - left * DAY, sent=sent, terms=TERMS)
        if due is not None:
            assert 0 < left <= due
            sent.append(due)
    assert sent == sorted(set(sent), reverse=True)


# hours


def test_an_entry_of_the_day_between_two_cycles_counts_in_the_second_alone() -> None:
    spans = [Span(1, date(2021, 1, 1), date(2024, 1, 1), 60), Span(2, date(2024, 1, 1), TODAY, 60)]
    rows = [
        Entry(1, date(2023, 12, 31), 600),
        Entry(2, date(2024, 1, 1), 600),
        Entry(3, date(2020, 12, 31), 600),
        Entry(4, TODAY, 600),
    ]
    assert place_entries(rows, spans, {}) == {1: 1, 2: 2}


def test_overlapping_cycles_of_two_certificates_never_share_an_entry() -> None:
    spans = [
        Span(1, date(2024, 1, 1), date(2027, 1, 1), 60),
        Span(2, date(2025, 1, 1), date(2028, 1, 1), 60),
    ]
    rows = [Entry(number, date(2026, 1, number), 40) for number in range(1, 6)]
    assert place_entries(rows, spans, {}) == {1: 1, 2: 1, 3: 2, 4: 2, 5: 1}
    assert place_entries(rows, spans, {5: 2}) == {1: 1, 2: 1, 3: 2, 4: 1, 5: 2}


def test_on_the_last_day_what_is_missing_is_named_for_that_day() -> None:
    span = Span(1, date(2024, 2, 29), date(2027, 2, 28), 4320)
    last = forecast(span, Tally(4320, 0, 4000), date(2027, 2, 27))
    assert (last.days_left, last.monthly, last.reached_on) == (1, 9600, None)
    before = forecast(span, Tally(4320, 0, 0), date(2024, 2, 28))
    assert before.days_left == (span.ends_on - span.starts_on).days
    assert (before.expected, before.reached_on) == (None, None)
