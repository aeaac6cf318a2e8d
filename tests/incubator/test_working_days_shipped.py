"""Terms in working days as people meet them, counted with the notices of days off that ship with the program."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.incubator.holidays import list_holidays
from trainingapp.rules.incubation.residence import Due, Unit, due_from
from trainingapp.rules.incubation.working_days import (
    add_working_days,
    count_working_days,
    is_working_day,
    next_working_day,
)

DAY = timedelta(days=1)
KNOWN = st.dates(date(2023, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        ("2022-12-30", True),  # a Friday; the year itself has no notice here
        ("2022-12-31", False),
        ("2023-01-02", False),  # New Year's Monday
        ("2023-01-03", True),
        ("2023-01-20", True),
        ("2023-01-21", False),
        ("2023-01-27", False),
        ("2023-01-28", True),  # Saturday, worked for the Spring Festival
        ("2023-01-29", True),  # Sunday, worked for it
        ("2023-01-30", True),
        ("2023-04-05", False),
        ("2023-04-23", True),  # Sunday, worked for Labour Day
        ("2023-05-03", False),
        ("2023-05-04", True),
        ("2023-05-06", True),  # Saturday
        ("2023-06-22", False),
        ("2023-06-25", True),  # Sunday
        ("2023-09-29", False),
        ("2023-10-07", True),  # Saturday
        ("2023-10-08", True),  # Sunday
        ("2023-10-09", True),
        ("2024-01-01", False),
        ("2024-02-04", True),  # Sunday
        ("2024-02-10", False),
        ("2024-02-16", False),
        ("2024-02-18", True),  # Sunday
        ("2024-04-04", False),
        ("2024-04-05", False),
        ("2024-04-07", True),  # Sunday
        ("2024-04-28", True),  # Sunday
        ("2024-05-01", False),
        ("2024-05-11", True),  # Saturday
        ("2024-06-10", False),
        ("2024-09-14", True),  # Saturday
        ("2024-09-17", False),
        ("2024-09-29", True),  # Sunday
        ("2024-10-07", False),
        ("2024-10-08", True),
        ("2024-10-12", True),  # Saturday
        ("2024-10-13", False),
        ("2025-01-26", True),  # Sunday
        ("2025-01-27", True),
        ("2025-01-28", False),  # the eve is off from this year on
        ("2025-02-04", False),
        ("2025-02-05", True),
        ("2025-02-08", True),  # Saturday
        ("2025-04-27", True),  # Sunday
        ("2025-05-05", False),
        ("2025-06-02", False),
        ("2025-09-28", True),  # Sunday
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-11", True),  # Saturday
        ("2025-12-31", True),
        ("2026-01-01", False),
        ("2026-01-03", False),
        ("2026-01-04", True),  # Sunday
        ("2026-02-13", True),
        ("2026-02-14", True),  # Saturday
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday
        ("2026-04-06", False),
        ("2026-05-09", True),  # Saturday
        ("2026-06-19", False),
        ("2026-06-22", True),
        ("2026-09-20", True),  # Sunday
        ("2026-09-25", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday
        ("2027-02-08", True),  # no notice of 2027 yet: a Monday like any other
    ],
)
def test_a_day_is_worked_or_off_as_its_notice_says(day: str, is_worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day), list_holidays()) is is_worked


# A dismissal is heard for 5 working days, a first check takes 5, a hand-over 15, a baseline 20.
@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-27", 5, "2026-12-04"),  # told on a Friday
        ("2026-11-28", 5, "2026-12-04"),  # told on a Saturday: Monday is the first day
        ("2026-11-29", 5, "2026-12-04"),
        ("2026-02-06", 5, "2026-02-13"),
        ("2026-02-09", 5, "2026-02-14"),  # ends on a Saturday that is worked
        ("2026-02-10", 5, "2026-02-24"),  # over the whole Spring Festival
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-14", 5, "2026-02-28"),
        ("2026-02-18", 5, "2026-02-28"),  # told in the middle of it
        ("2026-02-23", 5, "2026-02-28"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-30", 5, "2026-10-13"),
        ("2026-09-18", 5, "2026-09-24"),  # the Sunday of the 20th is worked
        ("2025-12-31", 5, "2026-01-08"),  # over New Year: the 1st to the 3rd off, the 4th worked
        ("2025-09-26", 5, "2025-10-10"),
        ("2025-01-24", 5, "2025-02-07"),
        ("2024-02-02", 5, "2024-02-08"),
        ("2024-02-08", 5, "2024-02-21"),
        ("2024-02-28", 1, "2024-02-29"),  # the leap day is a Thursday
        ("2024-02-29", 1, "2024-03-01"),
        ("2023-01-18", 5, "2023-01-30"),
        ("2023-09-28", 5, "2023-10-11"),
        ("2026-01-30", 15, "2026-02-27"),
        ("2026-02-02", 15, "2026-02-28"),
        ("2026-09-24", 15, "2026-10-22"),
        ("2025-09-30", 15, "2025-10-28"),
        ("2026-11-23", 15, "2026-12-14"),
        ("2026-11-23", 20, "2026-12-21"),
        ("2026-01-15", 20, "2026-02-12"),
        ("2026-01-19", 20, "2026-02-14"),
        ("2026-01-20", 20, "2026-02-24"),
        ("2024-02-29", 20, "2024-03-28"),
        ("2023-12-29", 20, "2024-01-29"),
    ],
)
def test_a_term_ends_where_people_count_it_to(start: str, days: int, last: str) -> None:
    begin, end = date.fromisoformat(start), date.fromisoformat(last)
    assert add_working_days(begin, days, list_holidays()) == end
    assert count_working_days(begin, end, list_holidays()) == days


@pytest.mark.parametrize(
    ("anchor", "days", "last", "is_sure"),
    [
        ("2026-11-23", 15, "2026-12-14", True),
        ("2026-12-10", 15, "2026-12-31", True),  # the very last day that is known
        ("2026-12-11", 15, "2027-01-01", False),  # surely a day off, but no notice says so yet
        ("2026-12-31", 0, "2026-12-31", True),
        ("2026-12-31", 1, "2027-01-01", False),
        ("2027-03-01", 5, "2027-03-08", False),
        ("2026-01-05", -1, "2026-01-04", True),
        ("2023-01-03", -1, "2022-12-30", False),  # back into a year without a notice
        ("2022-12-30", 1, "2023-01-03", False),
    ],
)
def test_a_term_is_sure_as_far_as_the_notices_reach(
    anchor: str, days: int, last: str, is_sure: bool
) -> None:
    found = due_from(date.fromisoformat(anchor), days, Unit.WORKDAY, list_holidays())
    assert found == Due(date.fromisoformat(last), is_sure)


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        ("2026-02-15", "2026-02-24"),
        ("2026-02-14", "2026-02-14"),
        ("2026-02-28", "2026-02-28"),
        ("2026-03-01", "2026-03-02"),
        ("2026-05-31", "2026-06-01"),  # the yearly filing: 31 May 2026 is a Sunday
        ("2026-10-01", "2026-10-08"),
        ("2025-10-01", "2025-10-09"),
        ("2025-05-31", "2025-06-03"),  # the Dragon Boat Festival
        ("2024-03-31", "2024-04-01"),
        ("2023-12-31", "2024-01-02"),  # New Year's Day of the next year's notice
        ("2026-01-01", "2026-01-04"),
    ],
)
def test_a_last_day_that_is_off_moves_to_the_next_that_is_worked(day: str, moved: str) -> None:
    found = next_working_day(date.fromisoformat(day), list_holidays())
    assert found == date.fromisoformat(moved)


@pytest.mark.parametrize(
    ("year", "month", "count"),
    [
        (2023, 1, 18),
        (2023, 10, 19),
        (2024, 2, 18),
        (2024, 10, 19),
        (2025, 1, 19),
        (2025, 10, 18),
        (2026, 2, 16),
        (2026, 3, 22),
        (2026, 5, 19),
        (2026, 10, 18),
    ],
)
def test_a_month_has_as_many_working_days_as_its_calendar(
    year: int, month: int, count: int
) -> None:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    assert count_working_days(first - DAY, following - DAY, list_holidays()) == count


@given(KNOWN, st.integers(1, 60))
def test_a_term_ends_on_a_worked_day_and_no_worked_day_is_left_out(start: date, days: int) -> None:
    end = add_working_days(start, days, list_holidays())
    assert is_working_day(end, list_holidays())
    assert count_working_days(start, end, list_holidays()) == days
    assert count_working_days(start, end - DAY, list_holidays()) == days - 1


@given(KNOWN, st.integers(0, 40), st.integers(0, 40))
def test_two_terms_one_after_the_other_are_one_term(start: date, first: int, second: int) -> None:
    middle = add_working_days(start, first, list_holidays())
    whole = add_working_days(start, first + second, list_holidays())
    assert add_working_days(middle, second, list_holidays()) == whole


@given(KNOWN, st.integers(1, 40))
def test_a_term_told_on_a_day_off_is_as_if_told_on_the_worked_day_before(
    start: date, days: int
) -> None:
    before = start
    while not is_working_day(before, list_holidays()):
        before -= DAY
    found = add_working_days(before, days, list_holidays())
    assert add_working_days(start, days, list_holidays()) == found


@given(KNOWN, st.integers(1, 40))
def test_forward_and_back_leads_to_a_worked_start(start: date, days: int) -> None:
    begin = next_working_day(start, list_holidays())
    end = add_working_days(begin, days, list_holidays())
    assert add_working_days(end, -days, list_holidays()) == begin


@given(KNOWN, KNOWN)
def test_no_more_days_are_worked_than_there_are(first: date, second: date) -> None:
    start, end = min(first, second), max(first, second)
    assert 0 <= count_working_days(start, end, list_holidays()) <= (end - start).days
    assert count_working_days(end, start, list_holidays()) == 0


@given(KNOWN, KNOWN, KNOWN)
def test_spans_add_up(first: date, second: date, third: date) -> None:
    a, b, c = sorted((first, second, third))
    whole = count_working_days(a, c, list_holidays())
    parts = [count_working_days(a, b, list_holidays()), count_working_days(b, c, list_holidays())]
    assert whole == sum(parts)
