"""Pauses, undoing and ends at the edges of the calendar: leap days, ends of months and years; one case per line."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, strategies as st

from trainingapp.rules.incubation.outcomes import BY_ACT, GONE, outcome_of
from trainingapp.rules.incubation.pausing import days_paused, find_undated, latest_end, moved_on
from trainingapp.rules.incubation.undoing import find_too_old
from trainingapp.rules.incubation.words import AgencyStatus, Outcome

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("today", "months", "last"),
    [
        (date(2027, 11, 29), 3, date(2028, 2, 29)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 11, 28), 3, date(2027, 2, 28)),
        (date(2026, 11, 29), 3, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2028, 2, 29), 3, date(2028, 5, 29)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2026, 10, 1), 3, date(2027, 1, 1)),
        (date(2026, 9, 30), 3, date(2026, 12, 30)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
    ],
)
def test_a_pause_ends_on_the_same_day_of_a_later_month_or_its_last(
    today: date, months: int, last: date
) -> None:
    assert latest_end(today, months=months) == last
    assert find_undated(last, today, months=months) == []
    (missing,) = find_undated(last + timedelta(days=1), today, months=months)
    assert missing.code == "suspension_too_long"
    assert missing.parameters == {"day": last.isoformat(), "months": months}


@pytest.mark.parametrize(
    ("planned", "code"),
    [
        (None, "suspension_undated"),
        (date(2027, 12, 30), "suspension_undated"),
        (date(2027, 12, 31), "suspension_undated"),
        (date(2028, 1, 1), None),
        (date(2028, 2, 29), None),
        (date(2028, 3, 31), None),
        (date(2028, 4, 1), "suspension_too_long"),
        (date(2030, 1, 1), "suspension_too_long"),
    ],
)
def test_a_pause_that_begins_on_the_last_day_of_a_year(
    planned: date | None, code: str | None
) -> None:
    found = find_undated(planned, date(2027, 12, 31), months=3)
    assert [one.code for one in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("due", "starts", "resumed", "moved"),
    [
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 1, 11), date(2028, 3, 10)),
        (date(2028, 2, 28), date(2028, 1, 1), date(2028, 1, 2), date(2028, 2, 29)),
        (date(2027, 2, 28), date(2027, 1, 1), date(2027, 1, 2), date(2027, 3, 1)),
        (date(2027, 12, 31), date(2027, 12, 30), date(2027, 12, 31), date(2028, 1, 1)),
        (date(2028, 5, 1), date(2028, 2, 28), date(2028, 3, 1), date(2028, 5, 3)),
        (date(2027, 5, 1), date(2027, 2, 28), date(2027, 3, 1), date(2027, 5, 2)),
        (date(2027, 5, 25), date(2026, 11, 23), date(2027, 2, 23), date(2027, 8, 25)),
        (date(2027, 5, 25), date(2026, 11, 23), date(2026, 11, 23), date(2027, 5, 25)),
    ],
)
def test_a_date_is_later_by_every_day_of_the_pause(
    due: date, starts: date, resumed: date, moved: date
) -> None:
    assert moved_on(due, starts_on=starts, resumed_on=resumed) == moved
    assert moved_on(moved, starts_on=resumed, resumed_on=starts) == due


@pytest.mark.parametrize(
    ("starts", "resumed", "today", "days"),
    [
        (date(2028, 2, 28), date(2028, 3, 1), date(2028, 4, 1), 2),
        (date(2027, 2, 28), date(2027, 3, 1), date(2027, 4, 1), 1),
        (date(2027, 12, 1), None, date(2028, 3, 1), 91),
        (date(2026, 12, 1), None, date(2027, 3, 1), 90),
        (date(2026, 11, 23), None, date(2026, 11, 23), 0),
        (date(2026, 11, 23), None, date(2026, 11, 22), 0),
        (date(2026, 11, 23), date(2026, 12, 23), date(2026, 12, 1), 8),
        (date(2026, 11, 23), date(2026, 11, 23), date(2027, 12, 1), 0),
    ],
)
def test_days_that_do_not_count_are_whole_days(
    starts: date, resumed: date | None, today: date, days: int
) -> None:
    assert days_paused(starts, resumed, today) == days


@given(DAYS, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_two_pauses_one_after_the_other_move_as_one_of_both_lengths(
    due: date, start: date, one: int, other: int
) -> None:
    first = moved_on(due, starts_on=start, resumed_on=start + timedelta(days=one))
    then = start + timedelta(days=one + 30)
    both = moved_on(first, starts_on=then, resumed_on=then + timedelta(days=other))
    assert both == due + timedelta(days=one + other)


@given(DAYS, st.integers(1, 24))
def test_the_longest_pause_is_always_one_that_may_be_planned(today: date, months: int) -> None:
    last = latest_end(today, months=months)
    assert last > today
    assert find_undated(last, today, months=months) == []
    assert find_undated(today, today, months=months) != []
    assert last.day == today.day or (last + timedelta(days=1)).day == 1


@given(DAYS, st.integers(0, 400), st.integers(0, 800))
def test_days_of_a_pause_never_shrink_as_time_goes_on(start: date, days: int, later: int) -> None:
    resumed, today = start + timedelta(days=days), start + timedelta(days=later)
    found = days_paused(start, resumed, today)
    assert found == min(days, later)
    assert days_paused(start, resumed, today + timedelta(days=1)) in {found, found + 1}


@pytest.mark.parametrize(
    ("made", "days", "last"),
    [
        (date(2028, 1, 30), 30, date(2028, 2, 29)),
        (date(2027, 1, 30), 30, date(2027, 3, 1)),
        (date(2027, 12, 31), 30, date(2028, 1, 30)),
        (date(2026, 12, 2), 30, date(2027, 1, 1)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2028, 2, 29), 365, date(2029, 2, 28)),
        (date(2028, 2, 29), 366, date(2029, 3, 1)),
    ],
)
def test_a_step_may_be_undone_to_the_end_of_its_last_day(made: date, days: int, last: date) -> None:
    assert find_too_old(made, last, days=days) == []
    (missing,) = find_too_old(made, last + timedelta(days=1), days=days)
    assert (missing.code, missing.parameters["day"]) == ("too_old_to_undo", made.isoformat())


@given(DAYS, st.integers(0, 60), st.integers(-5, 90))
def test_a_step_is_young_exactly_for_its_days(made: date, days: int, age: int) -> None:
    assume(age >= 0)
    assert bool(find_too_old(made, made + timedelta(days=age), days=days)) is (age > days)


def test_without_a_step_there_is_nothing_to_undo() -> None:
    assert [one.code for one in find_too_old(None, date(2026, 11, 23), days=30)] == [
        "nothing_to_undo"
    ]


ENDS = [
    ("graduate", AgencyStatus.REGISTERED, Outcome.GRADUATED_REGISTERED),
    ("graduate", AgencyStatus.FILED, Outcome.GRADUATED_FILED),
    ("graduate", AgencyStatus.PREPARING, None),
    ("graduate", AgencyStatus.DEREGISTERED, None),
    ("graduate", AgencyStatus.REVOKED, None),
    ("leave", AgencyStatus.REGISTERED, Outcome.EARLY_VOLUNTARY),
    ("leave", AgencyStatus.PREPARING, Outcome.EARLY_VOLUNTARY),
    ("leave", AgencyStatus.DEREGISTERED, Outcome.DISSOLVED),
    ("leave", AgencyStatus.REVOKED, Outcome.DISSOLVED),
    ("dismiss", AgencyStatus.REGISTERED, Outcome.DISMISSED),
    ("dismiss", AgencyStatus.FILED, Outcome.DISMISSED),
    ("dismiss", AgencyStatus.REVOKED, Outcome.DISSOLVED),
    ("fail_graduation", AgencyStatus.REGISTERED, Outcome.FAILED_GRADUATION),
    ("fail_graduation", AgencyStatus.DEREGISTERED, Outcome.DISSOLVED),
    ("suspend", AgencyStatus.REGISTERED, None),
    ("suspend", AgencyStatus.REVOKED, None),
    ("close_exit", AgencyStatus.REVOKED, None),
    ("", AgencyStatus.REGISTERED, None),
]


@pytest.mark.parametrize(("act", "status", "outcome"), ENDS)
def test_how_a_case_has_ended(act: str, status: AgencyStatus, outcome: Outcome | None) -> None:
    assert outcome_of(act, status) is outcome


@given(st.sampled_from(sorted(BY_ACT)), st.sampled_from(list(AgencyStatus)))
def test_an_agency_that_is_no_more_was_dissolved_whatever_the_act(
    act: str, status: AgencyStatus
) -> None:
    assert (outcome_of(act, status) is Outcome.DISSOLVED) is (status in GONE)
