"""Coverage against targets: averages, what is missing, which target holds, areas by the beginning of their codes."""

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


def target(value: str = "10", kind: CommunityKind = URBAN, year: int = 2020) -> Target:
    return Target(year, kind, Decimal(value), "民发〔2017〕191号", "B")


def covered(counted: int, organisations: int, wanted: Target | None) -> Coverage:
    return Coverage(Totals(URBAN, 20, counted, organisations), wanted)


@pytest.mark.parametrize(
    ("counted", "organisations", "wanted", "average", "missing"),
    [
        (10, 100, target(), Decimal("10.0"), 0),
        (10, 99, target(), Decimal("9.9"), 1),
        (1000, 9999, target(), Decimal("10.0"), 1),  # rounds to ten and is short of it
        (10, 120, target(), Decimal("12.0"), 0),
        (3, 7, target("2.5"), Decimal("2.3"), 1),
        (1, 2, target("2.3"), Decimal("2.0"), 1),  # a third of an organisation is one
        (0, 0, target(), None, None),
        (10, 0, target(), Decimal("0.0"), 100),
        (10, 50, None, Decimal("5.0"), None),
    ],
)
def test_how_communities_stand_to_a_target(
    counted: int,
    organisations: int,
    wanted: Target | None,
    average: Decimal | None,
    missing: int | None,
) -> None:
    found = covered(counted, organisations, wanted)
    assert (found.average, found.missing) == (average, missing)


@given(st.integers(1, 500), st.integers(0, 5000), st.integers(1, 400))
def test_with_what_is_missing_the_target_is_just_reached(
    counted: int, organisations: int, tenths: int
) -> None:
    wanted = target(str(Decimal(tenths) / 10))
    missing = covered(counted, organisations, wanted).missing
    assert missing is not None
    assert covered(counted, organisations + missing, wanted).missing == 0
    if missing:
        assert covered(counted, organisations + missing - 1, wanted).missing == 1


@pytest.mark.parametrize(
    ("year", "value"), [(2019, None), (2020, "10"), (2024, "10"), (2025, "12"), (2030, "12")]
)
def test_the_newest_target_that_is_not_ahead_holds(year: int, value: str | None) -> None:
    known = [target("12", year=2025), target("10"), target("5", RURAL)]
    found = newest_target(known, URBAN, year=year)
    assert (found.value if found else None) == (Decimal(value) if value else None)


def test_both_kinds_are_measured_even_where_there_are_none() -> None:
    totals = [Totals(RURAL, 4, 2, 9)]
    urban, rural = measure(totals, [target(), target("5", RURAL)], on=date(2026, 11, 23))
    assert (urban.totals, urban.missing) == (Totals(URBAN), None)
    assert (rural.average, rural.missing) == (Decimal("4.5"), 1)


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("130102", "130102"),
        ("130100", "1301"),
        ("130000", "13"),
        ("310000", "31"),
        ("130102001001", "130102"),
        ("110100", "1101"),
        ("13", "13"),
        ("", ""),
    ],
)
def test_an_area_is_what_its_codes_begin_with(code: str, prefix: str) -> None:
    assert area_prefix(code) == prefix
