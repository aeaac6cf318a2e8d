"""Targets by year and kind, sums over communities and what is short of a target: whole numbers, never rounded away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.coverage import (
    Coverage,
    Target,
    Totals,
    area_prefix,
    measure,
    newest_target,
)
from trainingapp.rules.incubation.registry_words import CommunityKind

URBAN, RURAL = CommunityKind.URBAN, CommunityKind.RURAL


def target(year: int, value: str, kind: CommunityKind = URBAN) -> Target:
    return Target(year, kind, Decimal(value), f"文件{year}", "B")


KNOWN = [target(2020, "10"), target(2025, "12"), target(2030, "15"), target(2020, "5", RURAL)]


@pytest.mark.parametrize(
    ("year", "kind", "value"),
    [
        (2019, URBAN, None),
        (2020, URBAN, 10),
        (2024, URBAN, 10),
        (2025, URBAN, 12),
        (2026, URBAN, 12),
        (2029, URBAN, 12),
        (2030, URBAN, 15),
        (2099, URBAN, 15),
        (2019, RURAL, None),
        (2020, RURAL, 5),
        (2030, RURAL, 5),  # a newer target of the other kind says nothing
    ],
)
def test_which_target_holds_in_a_year(year: int, kind: CommunityKind, value: int | None) -> None:
    for order in (KNOWN, KNOWN[::-1]):
        found = newest_target(order, kind, year=year)
        assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("day", "value"),
    [(date(2024, 12, 31), 10), (date(2025, 1, 1), 12), (date(2029, 12, 31), 12)],
)
def test_a_target_holds_from_the_first_day_of_its_year(day: date, value: int) -> None:
    urban, _rural = measure([], KNOWN, on=day)
    assert urban.target is not None
    assert urban.target.value == value


# counted communities, organisations, target: the average to a tenth, and how many are missing.
FIGURES = [
    (1, 0, "10", "0.0", 10),
    (1, 9, "10", "9.0", 1),
    (1, 10, "10", "10.0", 0),
    (1, 11, "10", "11.0", 0),
    (3, 29, "10", "9.7", 1),
    (3, 30, "10", "10.0", 0),
    (3, 10, "10", "3.3", 20),
    (20, 199, "10", "10.0", 1),  # rounds to the target and is short of it
    (100, 999, "10", "10.0", 1),
    (7, 36, "5", "5.1", 0),
    (7, 34, "5", "4.9", 1),
    (2, 4, "2.5", "2.0", 1),
    (3, 7, "2.5", "2.3", 1),  # 7.5 are 8 whole ones
    (3, 8, "2.5", "2.7", 0),
    (1, 2, "2.5", "2.0", 1),
    (4, 9, "2.5", "2.3", 1),
    (8, 10, "1.25", "1.3", 0),  # half a tenth goes up
]


@pytest.mark.parametrize(("counted", "organisations", "value", "average", "missing"), FIGURES)
def test_average_and_what_is_short(
    counted: int, organisations: int, value: str, average: str, missing: int
) -> None:
    totals = Totals(URBAN, counted + 5, counted, organisations)
    found = Coverage(totals, target(2020, value))
    assert (str(found.average), found.missing) == (average, missing)


@pytest.mark.parametrize("communities", [0, 1, 500])
def test_what_nobody_counted_is_not_zero(communities: int) -> None:
    found = Coverage(Totals(RURAL, communities), target(2020, "5", RURAL))
    assert (found.average, found.missing) == (None, None)


def test_without_a_target_nothing_is_short() -> None:
    found = Coverage(Totals(URBAN, 3, 3, 0), None)
    assert (found.average, found.missing) == (Decimal("0.0"), None)


def test_both_kinds_are_measured_in_their_order_also_when_one_has_no_community() -> None:
    found = measure([Totals(RURAL, 2, 2, 8)], KNOWN, on=date(2026, 11, 23))
    assert [one.totals.kind for one in found] == [URBAN, RURAL]
    assert [one.totals.communities for one in found] == [0, 2]
    assert [one.missing for one in found] == [None, 2]


@given(st.integers(1, 2000), st.integers(0, 50_000), st.decimals(1, 100, places=2))
def test_what_is_missing_is_the_least_that_reaches_the_target(
    counted: int, organisations: int, value: Decimal
) -> None:
    found = Coverage(Totals(URBAN, counted, counted, organisations), target(2020, str(value)))
    missing = found.missing
    assert missing is not None
    assert Decimal(organisations + missing) >= value * counted
    if missing:
        assert Decimal(organisations + missing - 1) < value * counted


@given(st.integers(1, 500), st.integers(0, 5000), st.integers(0, 5000))
def test_more_organisations_are_never_worse(counted: int, fewer: int, more: int) -> None:
    one, two = sorted((fewer, more))
    short = [
        Coverage(Totals(URBAN, counted, counted, n), target(2020, "10")).missing for n in (one, two)
    ]
    assert short[0] is not None
    assert short[1] is not None
    assert short[0] >= short[1]


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("130102", "130102"),
        ("130100", "1301"),
        ("130000", "13"),
        ("110000", "11"),
        ("130102001001", "130102"),
        ("130100000000", "1301"),
        ("130000000000", "13"),
        ("130110", "130110"),  # one zero says something
        ("130101", "130101"),
        ("13", "13"),
        ("1301", "1301"),
        ("1300", "13"),
        ("", ""),
    ],
)
def test_what_the_codes_of_an_area_begin_with(code: str, prefix: str) -> None:
    assert area_prefix(code) == prefix


@given(st.integers(11, 82), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999_999))
def test_a_community_lies_in_its_county_its_city_and_its_province(
    province: int, city: int, county: int, rest: int
) -> None:
    code = f"{province:02}{city:02}{county:02}{rest:06}"
    for area in (f"{province:02}0000", f"{province:02}{city:02}00", code[:6], code):
        assert code.startswith(area_prefix(area))
