"""Breaches that are open on a day, and how long they took."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.breaches import (
    Breach,
    count_open,
    days_to_clear,
    join,
    month_ends,
)
from trainingapp.rules.incubation.compliance.words import Severity
from trainingapp.rules.incubation.quartiles import Quartiles
from trainingapp.rules.intervals import Interval

SPAN = Interval(date(2026, 1, 1), date(2026, 7, 1))
RED, AMBER, INFO = Severity.RED, Severity.AMBER, Severity.INFO


def breach(
    since: str, cleared: str | None = None, severity: Severity = RED, code: str = "R12"
) -> Breach:
    end = date.fromisoformat(cleared) if cleared else None
    return Breach(1, code, severity, date.fromisoformat(since), end)


def test_what_was_found_again_with_other_words_is_the_same_breach() -> None:
    first, again = breach("2026-03-01", "2026-03-10"), breach("2026-03-01")
    other, next_time = breach("2026-03-01", code="R13"), breach("2026-04-01")
    assert join([first, again, other, next_time]) == [again, other, next_time]


@pytest.mark.parametrize(
    ("since", "cleared", "on", "is_open"),
    [
        pytest.param("2026-03-01", None, "2026-02-28", False, id="the-day-before"),
        pytest.param("2026-03-01", None, "2026-03-01", True, id="its-first-day"),
        pytest.param("2026-03-01", "2026-03-09", "2026-03-08", True, id="its-last-day"),
        pytest.param("2026-03-01", "2026-03-09", "2026-03-09", False, id="put-right"),
        pytest.param("2026-03-01", "2026-03-01", "2026-03-01", False, id="within-a-day"),
        pytest.param("2026-03-01", None, "2030-01-01", True, id="for-ever"),
    ],
)
def test_a_breach_is_open_from_its_day_until_it_is_put_right(
    since: str, cleared: str | None, on: str, is_open: bool
) -> None:
    found = count_open([breach(since, cleared)], date.fromisoformat(on))
    assert found == {RED: int(is_open), AMBER: 0, INFO: 0}


def test_each_severity_is_counted() -> None:
    rows = [breach("2026-03-01", severity=one) for one in (RED, RED, AMBER, INFO)]
    assert count_open(rows, date(2026, 3, 1)) == {RED: 2, AMBER: 1, INFO: 1}
    assert count_open([], date(2026, 3, 1)) == {RED: 0, AMBER: 0, INFO: 0}


@pytest.mark.parametrize(
    ("cleared", "days"),
    [
        pytest.param("2025-12-31", None, id="before-the-span"),
        pytest.param("2026-01-01", 62, id="its-first-day"),
        pytest.param("2026-06-30", 242, id="its-last-day"),
        pytest.param("2026-07-01", None, id="after-it"),
        pytest.param(None, None, id="still-open"),
    ],
)
def test_days_are_those_of_breaches_put_right_in_the_span(
    cleared: str | None, days: int | None
) -> None:
    found = days_to_clear([breach("2025-10-31", cleared)], SPAN)
    assert found == (None if days is None else Quartiles(1, *(Decimal(days),) * 3))


@pytest.mark.parametrize(
    ("on", "months", "ends"),
    [
        pytest.param("2026-03-15", 0, ["2026-03-15"], id="only-today"),
        pytest.param("2026-03-15", 2, ["2026-01-31", "2026-02-28", "2026-03-15"], id="two"),
        pytest.param("2028-03-01", 1, ["2028-02-29", "2028-03-01"], id="leap-day"),
        pytest.param("2026-01-31", 1, ["2025-12-31", "2026-01-31"], id="over-new-year"),
        pytest.param("2026-01-01", 1, ["2025-12-31", "2026-01-01"], id="new-years-day"),
    ],
)
def test_the_ends_of_months(on: str, months: int, ends: list[str]) -> None:
    found = month_ends(date.fromisoformat(on), months)
    assert [one.isoformat() for one in found] == ends


some = st.builds(
    Breach,
    st.integers(1, 3),
    st.sampled_from(["R1", "R2"]),
    st.sampled_from(Severity),
    st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    st.one_of(st.none(), st.dates(date(2026, 7, 1), date(2026, 12, 31))),
)


@given(st.lists(some, max_size=30))
def test_joined_breaches_are_each_of_their_own(rows: list[Breach]) -> None:
    found = join(rows)
    keys = [(one.agency_id, one.code, one.since) for one in found]
    assert len(keys) == len(set(keys))
    assert set(found) <= set(rows)
    assert join(found) == found


@given(st.lists(some, max_size=30))
def test_on_the_last_of_june_everything_is_open(rows: list[Breach]) -> None:
    assert sum(count_open(rows, date(2026, 6, 30)).values()) == len(rows)
    assert sum(count_open(rows, date(2025, 12, 31)).values()) == 0
