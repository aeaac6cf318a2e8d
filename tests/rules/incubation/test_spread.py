"""How teams are spread by the share of qualified staff, and days by month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.coverage import Reach, Target, reach_of
from trainingapp.rules.incubation.registry_words import CommunityKind
from trainingapp.rules.incubation.spread import Part, count_months, count_parts, part_of


@pytest.mark.parametrize(
    ("qualified", "full_time", "part"),
    [
        (0, 0, Part.NOBODY),
        (0, 1, Part.NONE),
        (1, 1, Part.ALL),
        (0, 3, Part.NONE),
        (1, 3, Part.BELOW_HALF),
        (2, 3, Part.BELOW_ALL),
        (3, 3, Part.ALL),
        (1, 4, Part.BELOW_THIRD),
        (2, 4, Part.BELOW_ALL),
        (3, 10, Part.BELOW_THIRD),
        (4, 12, Part.BELOW_HALF),
        (3332, 9999, Part.BELOW_THIRD),
        (3333, 9999, Part.BELOW_HALF),
        (4999, 9999, Part.BELOW_HALF),
        (5000, 10000, Part.BELOW_ALL),
        (9999, 10000, Part.BELOW_ALL),
    ],
)
def test_a_third_is_not_below_a_third(qualified: int, full_time: int, part: Part) -> None:
    assert part_of(qualified, full_time) is part


BOUNDS = {
    Part.NONE: (Fraction(0), Fraction(0)),
    Part.BELOW_THIRD: (Fraction(0), Fraction(1, 3)),
    Part.BELOW_HALF: (Fraction(1, 3), Fraction(1, 2)),
    Part.BELOW_ALL: (Fraction(1, 2), Fraction(1)),
    Part.ALL: (Fraction(1), Fraction(1)),
}


@given(st.integers(1, 5000), st.data())
def test_every_team_lies_in_the_part_of_its_share(full_time: int, data: st.DataObject) -> None:
    qualified = data.draw(st.integers(0, full_time))
    lowest, highest = BOUNDS[part_of(qualified, full_time)]
    assert lowest <= Fraction(qualified, full_time) <= highest


def test_every_part_is_counted() -> None:
    found = count_parts([(0, 0), (1, 3), (1, 3), (0, 2)])
    assert found == {
        Part.NOBODY: 1,
        Part.NONE: 1,
        Part.BELOW_THIRD: 0,
        Part.BELOW_HALF: 2,
        Part.BELOW_ALL: 0,
        Part.ALL: 0,
    }


# days by month

ON = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        pytest.param("2026-11-22", None, id="yesterday"),
        pytest.param("2026-11-23", "2026-11-01", id="today"),
        pytest.param("2026-11-30", "2026-11-01", id="the-end-of-this-month"),
        pytest.param("2026-12-01", "2026-12-01", id="the-next-month"),
        pytest.param("2027-02-28", "2027-02-01", id="over-new-year"),
        pytest.param("2027-10-31", "2027-10-01", id="the-last-of-twelve"),
        pytest.param("2027-11-01", None, id="beyond"),
    ],
)
def test_a_day_lies_in_its_month(day: str, month: str | None) -> None:
    found = count_months([date.fromisoformat(day)], on=ON, months=12)
    assert [one.isoformat() for one, count in found.items() if count] == ([month] if month else [])
    assert len(found) == 12


def test_months_are_in_order_over_new_year() -> None:
    found = [one.isoformat()[:7] for one in count_months([], on=ON, months=4)]
    assert found == ["2026-11", "2026-12", "2027-01", "2027-02"]


@given(st.lists(st.integers(0, 300)), st.integers(1, 24))
def test_nothing_is_counted_twice_and_what_lies_in_the_months_is_counted(
    days: list[int], months: int
) -> None:
    dates = [ON + timedelta(days=one) for one in days]
    found = count_months(dates, on=ON, months=months)
    last = max(found)
    end = (last + timedelta(days=32)).replace(day=1)
    assert sum(found.values()) == sum(one < end for one in dates)


# one community

URBAN = Target(2020, CommunityKind.URBAN, Decimal(10), "x", "B")


@pytest.mark.parametrize(
    ("filed", "registered", "target", "reach"),
    [
        pytest.param(None, None, URBAN, Reach.UNCOUNTED, id="nothing-known"),
        pytest.param(9, None, URBAN, Reach.UNCOUNTED, id="only-one-of-the-two-known"),
        pytest.param(None, 12, URBAN, Reach.UNCOUNTED, id="only-the-other-known"),
        pytest.param(0, 0, URBAN, Reach.EMPTY, id="none"),
        pytest.param(0, 0, None, Reach.EMPTY, id="none-without-a-target"),
        pytest.param(1, 0, URBAN, Reach.SHORT, id="one"),
        pytest.param(6, 3, URBAN, Reach.SHORT, id="one-short"),
        pytest.param(6, 4, URBAN, Reach.REACHED, id="exactly"),
        pytest.param(40, 4, URBAN, Reach.REACHED, id="far-above"),
        pytest.param(3, 1, None, Reach.COUNTED, id="no-target-known"),
    ],
)
def test_how_one_community_stands(
    filed: int | None, registered: int | None, target: Target | None, reach: Reach
) -> None:
    assert reach_of(filed, registered, target) is reach
