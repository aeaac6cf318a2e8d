"""Registration by its dates and steps: windows, standings, what is missing, reminders once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.certificate_numbers import is_certificate_number, is_usual
from trainingapp.rules.registration import (
    NEXT,
    PATH,
    Cycle,
    CyclesOverlap,
    NothingToApplyFor,
    Situation,
    Standing,
    StepBeforeLast,
    StepRefused,
    Terms,
    Window,
    add_months,
    check_span,
    check_step,
    first_window,
    missing_steps,
    next_kind,
    reminder_due,
    reminder_windows,
    renewal_window,
    situation,
)
from trainingapp.rules.registration_words import RegistrationKind, Step

TERMS = Terms(first_within_years=1, cycle_years=3, renewal_months=3, reminder_days=(180, 90, 30))
FIRST, RENEWAL = RegistrationKind.FIRST, RegistrationKind.RENEWAL
PASSED = date(2023, 6, 11)
START, END = date(2024, 3, 1), date(2027, 3, 1)
days = st.dates(date(2008, 1, 1), date(2090, 12, 31))


def cycle(
    state: Step = Step.ISSUED,
    starts_on: date | None = START,
    ends_on: date | None = END,
    kind: RegistrationKind = FIRST,
) -> Cycle:
    return Cycle(1, kind, state, starts_on, ends_on)


def applying(state: Step, kind: RegistrationKind = RENEWAL) -> Cycle:
    return cycle(state, None, None, kind)


def look(today: date, *cycles: Cycle) -> Situation:
    numbered = [replace(one, id=number) for number, one in enumerate(cycles, start=1)]
    return situation(PASSED, numbered, TERMS, today)


# months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 3, 1), 36, date(2027, 3, 1)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2027, 5, 31), -3, date(2027, 2, 28)),
        (date(2028, 5, 31), -3, date(2028, 2, 29)),
        (date(2027, 1, 15), -3, date(2026, 10, 15)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(days, st.integers(-60, 60))
def test_months_there_and_back_never_go_beyond_where_they_began(day: date, months: int) -> None:
    there = add_months(day, months)
    back = add_months(there, -months)
    assert back <= day
    assert (day - back).days <= 3
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months


# windows


def test_the_first_registration_is_applied_for_within_a_year_of_passing() -> None:
    window = first_window(PASSED, TERMS)
    assert window == Window(FIRST, PASSED, date(2024, 6, 11))
    assert window.last_day == date(2024, 6, 10)
    assert window.has(PASSED)
    assert window.has(date(2024, 6, 10))
    assert not window.has(date(2024, 6, 11))


def test_a_registration_is_renewed_in_its_last_three_months() -> None:
    window = renewal_window(END, TERMS)
    assert window == Window(RENEWAL, date(2026, 12, 1), END)
    assert not window.has(date(2026, 11, 30))
    assert window.has(date(2027, 2, 28))


@given(days)
def test_the_time_to_renew_lies_within_the_cycle_and_ends_with_it(start: date) -> None:
    end = add_months(start, 36)
    window = renewal_window(end, TERMS)
    assert start < window.opens_on < window.closes_on == end
    assert 88 <= (end - window.opens_on).days <= 92


# standings


@pytest.mark.parametrize(
    ("today", "cycles", "standing", "is_in_force"),
    [
        (PASSED, (), Standing.FIRST_OPEN, False),
        (date(2024, 6, 10), (), Standing.FIRST_OPEN, False),
        (date(2024, 6, 11), (), Standing.FIRST_MISSED, False),
        (date(2023, 7, 1), (applying(Step.NOT_APPLIED),), Standing.FIRST_OPEN, False),
        (date(2023, 7, 1), (applying(Step.PENDING),), Standing.APPLIED, False),
        (date(2023, 7, 1), (applying(Step.FIRST_PASSED),), Standing.APPLIED, False),
        (date(2023, 7, 1), (applying(Step.FINAL_PASSED),), Standing.APPLIED, False),
        (date(2023, 7, 1), (applying(Step.FIRST_REFUSED),), Standing.REFUSED, False),
        (date(2023, 7, 1), (applying(Step.FINAL_REFUSED),), Standing.REFUSED, False),
        (START, (cycle(),), Standing.IN_FORCE, True),
        (START, (cycle(Step.REGISTERED),), Standing.IN_FORCE, True),
        (date(2026, 11, 30), (cycle(),), Standing.IN_FORCE, True),
        (date(2026, 12, 1), (cycle(),), Standing.RENEWAL_OPEN, True),
        (date(2027, 2, 28), (cycle(),), Standing.RENEWAL_OPEN, True),
        (END, (cycle(),), Standing.LAPSED, False),
        (date(2027, 1, 5), (cycle(), applying(Step.PENDING)), Standing.APPLIED, True),
        (END, (cycle(), applying(Step.PENDING)), Standing.APPLIED, False),
        (date(2027, 1, 5), (cycle(), applying(Step.FINAL_REFUSED)), Standing.REFUSED, True),
        (
            date(2027, 2, 1),
            (cycle(), cycle(Step.ISSUED, END, date(2030, 3, 1), RENEWAL)),
            Standing.RENEWED,
            True,
        ),
        (
            date(2027, 3, 1),
            (cycle(), cycle(Step.ISSUED, END, date(2030, 3, 1), RENEWAL)),
            Standing.IN_FORCE,
            True,
        ),
        (START - timedelta(days=1), (cycle(),), Standing.RENEWED, False),
    ],
)
def test_a_registration_stands_as_its_days_and_steps_say(
    today: date, cycles: tuple[Cycle, ...], standing: Standing, is_in_force: bool
) -> None:
    found = look(today, *cycles)
    assert found.standing is standing
    assert found.is_in_force is is_in_force


@given(days)
def test_it_is_in_force_exactly_on_the_days_of_its_cycle(today: date) -> None:
    assert look(today, cycle()).is_in_force is (START <= today < END)


@given(days, st.lists(days, max_size=4))
def test_on_every_day_there_is_one_standing_and_a_time_to_apply(
    today: date, starts: list[date]
) -> None:
    cycles = [cycle(Step.ISSUED, one, add_months(one, 36)) for one in sorted(starts)]
    found = look(today, *cycles)
    assert found.standing in set(Standing)
    assert found.window is not None
    assert found.window.opens_on < found.window.closes_on
    assert (found.standing is Standing.LAPSED) <= (not found.is_in_force)


# what is missing


def test_nobody_is_finished_before_the_registration_certificate_is_shown() -> None:
    found = look(START, cycle(Step.REGISTERED))
    assert found.unfinished is not None
    assert found.missing == (Step.ISSUED,)
    assert look(START, cycle(Step.ISSUED)).missing == ()
    assert look(START, cycle(Step.ISSUED)).unfinished is None
    assert look(PASSED).missing == ()


def test_every_step_shortens_what_is_missing_by_itself() -> None:
    for done, step in enumerate(PATH):
        assert missing_steps(step) == PATH[done + 1 :]


@pytest.mark.parametrize("state", [Step.NOT_APPLIED, Step.FIRST_REFUSED, Step.FINAL_REFUSED])
def test_before_applying_and_after_a_refusal_every_step_is_missing(state: Step) -> None:
    assert missing_steps(state) == PATH


# steps


@pytest.mark.parametrize("state", Step)
@pytest.mark.parametrize("step", Step)
def test_a_step_follows_only_the_one_before_it(state: Step, step: Step) -> None:
    if step in NEXT[state]:
        check_step(state, step, last_on=None, happened_on=START)
    else:
        with pytest.raises(StepRefused):
            check_step(state, step, last_on=None, happened_on=START)


def test_from_every_state_but_the_last_there_is_a_way_to_the_last() -> None:
    reached = {Step.ISSUED}
    for _round in Step:
        reached |= {state for state in Step if reached & set(NEXT[state])}
    assert reached == set(Step)


def test_a_step_is_not_earlier_than_the_one_before() -> None:
    check_step(Step.PENDING, Step.FIRST_PASSED, last_on=START, happened_on=START)
    with pytest.raises(StepBeforeLast):
        check_step(
            Step.PENDING,
            Step.FIRST_PASSED,
            last_on=START,
            happened_on=START - timedelta(days=1),
        )


def test_cycles_lie_side_by_side() -> None:
    check_span(END, date(2030, 3, 1), [cycle(), applying(Step.PENDING)])
    check_span(date(2021, 3, 1), START, [cycle()])
    for first, last in [
        (START, END),
        (date(2027, 2, 28), date(2030, 2, 28)),
        (date(2023, 1, 1), date(2024, 3, 2)),
        (date(2025, 1, 1), date(2025, 2, 1)),
    ]:
        with pytest.raises(CyclesOverlap):
            check_span(first, last, [applying(Step.PENDING), cycle()])


@given(days, st.integers(1, 2000), days, st.integers(1, 2000))
def test_two_cycles_are_refused_exactly_when_they_share_a_day(
    first: date, length: int, second: date, other_length: int
) -> None:
    one = (first, first + timedelta(days=length))
    other = (second, second + timedelta(days=other_length))
    shares = max(one[0], other[0]) < min(one[1], other[1])
    try:
        check_span(*one, [cycle(Step.ISSUED, *other)])
    except CyclesOverlap:
        assert shares
    else:
        assert not shares


def test_half_known_days_are_no_cycle() -> None:
    half = cycle(Step.PENDING, START, None)
    check_span(START, END, [half])
    assert look(START, half).cycle is None


def test_the_first_registration_comes_before_renewals() -> None:
    assert next_kind([]) is FIRST
    assert next_kind([applying(Step.FINAL_REFUSED, FIRST)]) is FIRST
    assert next_kind([cycle()]) is RENEWAL


@pytest.mark.parametrize(
    "state", [Step.NOT_APPLIED, Step.PENDING, Step.FIRST_PASSED, Step.FINAL_PASSED]
)
def test_nobody_applies_twice_at_once(state: Step) -> None:
    with pytest.raises(NothingToApplyFor):
        next_kind([cycle(), applying(state)])


# reminders


@pytest.mark.parametrize(
    ("left", "sent", "due"),
    [
        (181, set(), None),
        (180, set(), 180),
        (179, {180}, None),
        (91, {180}, None),
        (90, {180}, 90),
        (90, set(), 90),  # the worker slept through the first
        (31, {180, 90}, None),
        (30, {180, 90}, 30),
        (30, {30}, None),
        (1, {180, 90}, 30),
        (1, set(), 30),
        (0, set(), None),  # the end has come
        (-5, set(), None),
        (150, {90}, None),  # the clock jumped back
        (40, {30}, None),
    ],
)
def test_a_reminder_is_due_once_at_its_days(left: int, sent: set[int], due: int | None) -> None:
    today = END - timedelta(days=left)
    assert reminder_due(END, today, sent=sent, terms=TERMS) == due


@given(st.lists(st.integers(-400, 400), max_size=40))
def test_whatever_the_clock_does_each_reminder_is_given_once_and_never_an_older_one(
    jumps: list[int],
) -> None:
    sent: list[int] = []
    today = END - timedelta(days=400)
    for jump in jumps:
        today += timedelta(days=jump)
        due = reminder_due(END, today, sent=set(sent), terms=TERMS)
        if due is not None:
            sent.append(due)
    assert sent == sorted(set(sent), reverse=True)
    assert set(sent) <= set(TERMS.reminder_days)


def test_a_worker_that_runs_daily_gives_all_three() -> None:
    sent: set[int] = set()
    for left in range(400, -10, -1):
        due = reminder_due(END, END - timedelta(days=left), sent=sent, terms=TERMS)
        sent |= {due} if due else set()
    assert sent == {180, 90, 30}


def test_somebody_is_reminded_of_the_end_of_the_last_registration() -> None:
    assert reminder_windows(PASSED, [cycle()], TERMS) == [renewal_window(END, TERMS)]
    assert reminder_windows(PASSED, [], TERMS) == [first_window(PASSED, TERMS)]


def test_an_application_that_is_under_way_does_not_end_reminders() -> None:
    cycles = [cycle(), applying(Step.FINAL_PASSED)]
    assert reminder_windows(PASSED, cycles, TERMS) == [renewal_window(END, TERMS)]


def test_a_renewal_whose_certificate_is_not_shown_is_still_reminded_of() -> None:
    renewed = cycle(Step.REGISTERED, END, date(2030, 3, 1), RENEWAL)
    assert reminder_windows(PASSED, [cycle(), renewed], TERMS) == [
        renewal_window(END, TERMS),
        renewal_window(date(2030, 3, 1), TERMS),
    ]


# the number of a certificate


@pytest.mark.parametrize(
    ("text", "is_number", "usual"),
    [
        ("1" * 18, True, True),
        ("1" * 15, True, False),
        ("1" * 30, True, False),
        ("1" * 14, False, False),
        ("1" * 31, False, False),
        ("1" * 17 + "X", False, True),
        ("１" * 18, False, True),  # other digits than ours
        ("٣" * 18, False, True),
        ("1" * 18 + "\n", False, False),
        ("", False, False),
    ],
)
def test_a_certificate_number_has_15_to_30_digits_and_usually_18(
    text: str, is_number: bool, usual: bool
) -> None:
    assert is_certificate_number(text) is is_number
    assert is_usual(text) is usual
