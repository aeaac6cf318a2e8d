"""Months as calendars turn them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as some

from trainingapp.rules.incubation.months import FAR, Month, read_month

TODAY = date(2026, 11, 23)
NOVEMBER = Month(date(2026, 11, 1))
days = some.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-11", date(2026, 11, 1)),
        ("2026-01", date(2026, 1, 1)),
        ("2026-12", date(2026, 12, 1)),
        ("2024-02", date(2024, 2, 1)),
        ("2016-01", date(2016, 1, 1)),
        ("2036-12", date(2036, 12, 1)),
    ],
)
def test_a_month_is_read_from_the_address(text: str, first: date) -> None:
    assert read_month(text, TODAY) == Month(first)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "2026",
        "2026-00",
        "2026-13",
        "2026-1",
        "2026-11-23",
        " 2026-11",
        "2026-11 ",
        "11-2026",
        "２０２６-１１",
        "2015-12",
        "2037-01",
        "0000-01",
        "9999-12",
        "-2026-11",
        "2026-11\n",
        "<script>",
    ],
)
def test_anything_else_is_this_month(text: str | None) -> None:
    assert read_month(text, TODAY) == NOVEMBER


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2026-02", date(2026, 2, 28)),
        ("2024-02", date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 31)),
        ("2026-11", date(2026, 11, 30)),
        ("2026-01", date(2026, 1, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(text: str, last: date) -> None:
    assert read_month(text, TODAY).last == last


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("2026-01", "2025-12", "2026-02"),
        ("2026-12", "2026-11", "2027-01"),
        ("2024-02", "2024-01", "2024-03"),
        ("2026-03", "2026-02", "2026-04"),
    ],
)
def test_months_follow_each_other_over_the_year(text: str, before: str, after: str) -> None:
    month = read_month(text, TODAY)
    assert (str(month.before), str(month), str(month.after)) == (before, text, after)


@given(days)
def test_every_day_lies_in_its_month_and_in_no_other(day: date) -> None:
    month = Month(day.replace(day=1))
    assert month.first <= day <= month.last
    assert month.before.last == month.first - timedelta(days=1)
    assert month.after.first == month.last + timedelta(days=1)
    assert month.before.after == month == month.after.before


@given(days)
def test_what_is_written_is_read_again(day: date) -> None:
    month = Month(day.replace(day=1))
    assert read_month(str(month), day) == month


@given(some.text(max_size=12), days)
def test_no_words_of_an_address_break_it(text: str, today: date) -> None:
    assert abs(read_month(text, today).first.year - today.year) <= FAR
