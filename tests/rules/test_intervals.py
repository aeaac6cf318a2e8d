"""Half-open intervals of dates against plain sets of days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, strategies as st

from trainingapp.rules.intervals import (
    ALWAYS,
    FOREVER,
    NEVER,
    Interval,
    Intervals,
    add_years,
    complement,
    count_days,
    covers,
    difference,
    find_day,
    intersection,
    tidy,
    union,
    year_of,
)

FIRST = date(2024, 2, 20)
DAYS = [FIRST + timedelta(days=number) for number in range(24)]
some_intervals = st.lists(
    st.tuples(st.integers(0, 23), st.integers(0, 23)).map(
        lambda pair: Interval(DAYS[pair[0]], DAYS[pair[1]])
    ),
    max_size=5,
).map(tidy)


def days(intervals: Intervals) -> set[date]:
    return {day for day in DAYS if covers(intervals, day)}


def is_tidy(intervals: Intervals) -> bool:
    return all(start < end for start, end in intervals) and all(
        one.end < other.start for one, other in pairwise(intervals)
    )


@given(some_intervals, some_intervals)
def test_union_intersection_and_difference_are_those_of_the_sets(
    one: Intervals, other: Intervals
) -> None:
    assert days(union(one, other)) == days(one) | days(other)
    assert days(intersection(one, other)) == days(one) & days(other)
    assert days(difference(one, other)) == days(one) - days(other)
    assert is_tidy(union(one, other))
    assert is_tidy(intersection(one, other))
    assert is_tidy(difference(one, other))


@given(some_intervals, some_intervals, some_intervals)
def test_intersection_distributes_over_union(a: Intervals, b: Intervals, c: Intervals) -> None:
    assert intersection(a, union(b, c)) == union(intersection(a, b), intersection(a, c))


@given(some_intervals)
def test_every_day_is_inside_or_in_the_complement(one: Intervals) -> None:
    assert union(one, complement(one)) == ALWAYS
    assert intersection(one, complement(one)) == NEVER
    assert complement(complement(one)) == one


@given(some_intervals)
def test_days_are_counted_one_by_one(one: Intervals) -> None:
    inside = sorted(days(one))
    assert count_days(one) == len(inside)
    assert [find_day(one, number) for number in range(1, len(inside) + 1)] == inside
    assert find_day(one, len(inside) + 1) is None


def test_intervals_that_touch_are_one() -> None:
    touching = [Interval(DAYS[3], DAYS[5]), Interval(DAYS[1], DAYS[3])]
    assert tidy(touching) == (Interval(DAYS[1], DAYS[5]),)


def test_an_interval_has_its_first_day_and_not_its_end() -> None:
    one = (Interval(DAYS[1], DAYS[2]),)
    assert (covers(one, DAYS[0]), covers(one, DAYS[1]), covers(one, DAYS[2])) == (
        False,
        True,
        False,
    )


def test_nothing_in_common_is_always_and_nothing_at_all_is_never() -> None:
    assert intersection() == ALWAYS
    assert union() == NEVER


def test_an_open_end_lasts() -> None:
    assert find_day((Interval(date(2025, 1, 1)),), 365) == date(2025, 12, 31)
    assert intersection((Interval(DAYS[0]),), (Interval(DAYS[1]),)) == (Interval(DAYS[1], FOREVER),)


def test_a_year_has_all_its_days() -> None:
    assert count_days((year_of(2024),)) == 366
    assert count_days((year_of(2026),)) == 365


def test_the_29th_of_february_becomes_the_1st_of_march() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_years(date(2023, 8, 1), 3) == date(2026, 8, 1)
