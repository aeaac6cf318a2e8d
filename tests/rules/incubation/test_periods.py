"""Periods, last days, lateness, targets and values that stand, as tables; year ends and leap days among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.accounting_words import (
    Every,
    Lateness,
    ReportState,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.formulas import parse
from trainingapp.rules.incubation.indicators import (
    LARGEST,
    Figure,
    Goal,
    attainment,
    compute,
    list_periods,
    needs_note,
    open_value,
    period_of,
    reached,
    standing_value,
    tidy,
)
from trainingapp.rules.incubation.reporting import due_on, lateness
from trainingapp.rules.intervals import Interval

D = Decimal


def day(text: str) -> date:
    return date.fromisoformat(text)


def number(text: str | None) -> Decimal | None:
    return None if text is None else D(text)


@pytest.mark.parametrize(
    ("on", "month", "quarter", "year"),
    [
        ("2026-01-01", "2026-01-01 2026-02-01", "2026-01-01 2026-04-01", "2026-01-01 2027-01-01"),
        ("2026-12-31", "2026-12-01 2027-01-01", "2026-10-01 2027-01-01", "2026-01-01 2027-01-01"),
        ("2027-01-01", "2027-01-01 2027-02-01", "2027-01-01 2027-04-01", "2027-01-01 2028-01-01"),
        ("2028-02-29", "2028-02-01 2028-03-01", "2028-01-01 2028-04-01", "2028-01-01 2029-01-01"),
        ("2026-02-28", "2026-02-01 2026-03-01", "2026-01-01 2026-04-01", "2026-01-01 2027-01-01"),
        ("2026-03-31", "2026-03-01 2026-04-01", "2026-01-01 2026-04-01", "2026-01-01 2027-01-01"),
        ("2026-04-01", "2026-04-01 2026-05-01", "2026-04-01 2026-07-01", "2026-01-01 2027-01-01"),
        ("2026-06-30", "2026-06-01 2026-07-01", "2026-04-01 2026-07-01", "2026-01-01 2027-01-01"),
        ("2026-09-30", "2026-09-01 2026-10-01", "2026-07-01 2026-10-01", "2026-01-01 2027-01-01"),
        ("2026-10-01", "2026-10-01 2026-11-01", "2026-10-01 2027-01-01", "2026-01-01 2027-01-01"),
        ("2100-02-28", "2100-02-01 2100-03-01", "2100-01-01 2100-04-01", "2100-01-01 2101-01-01"),
    ],
)
def test_a_day_lies_in_one_month_quarter_and_year(
    on: str, month: str, quarter: str, year: str
) -> None:
    for every, span in ((Every.MONTH, month), (Every.QUARTER, quarter), (Every.YEAR, year)):
        first, after = span.split()
        assert period_of(every, day(on)) == Interval(day(first), day(after))


@pytest.mark.parametrize(
    ("every", "start", "end", "count"),
    [
        (Every.MONTH, "2026-05-25", "2026-05-25", 0),
        (Every.MONTH, "2026-05-25", "2026-05-26", 1),
        (Every.MONTH, "2026-05-31", "2026-06-01", 1),
        (Every.MONTH, "2026-05-31", "2026-06-02", 2),
        (Every.MONTH, "2026-05-25", "2027-05-25", 13),
        (Every.MONTH, "2026-05-01", "2027-05-01", 12),
        (Every.QUARTER, "2026-05-25", "2027-05-25", 5),
        (Every.QUARTER, "2026-12-31", "2027-01-02", 2),
        (Every.QUARTER, "2026-10-01", "2027-01-01", 1),
        (Every.YEAR, "2026-05-25", "2027-05-25", 2),
        (Every.YEAR, "2026-12-31", "2027-01-01", 1),
        (Every.YEAR, "2027-01-01", "2026-01-01", 0),
    ],
)
def test_the_periods_of_a_stay_are_counted(every: Every, start: str, end: str, count: int) -> None:
    found = list_periods(every, day(start), day(end))
    assert len(found) == count
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(one.start < day(end) and one.end > day(start) for one in found)


@pytest.mark.parametrize(
    ("first", "after", "days", "due"),
    [
        ("2026-07-01", "2026-10-01", 10, "2026-10-10"),
        ("2026-07-01", "2026-10-01", 1, "2026-10-01"),
        ("2026-07-01", "2026-10-01", 0, "2026-09-30"),
        ("2026-12-01", "2027-01-01", 10, "2027-01-10"),
        ("2028-02-01", "2028-03-01", 10, "2028-03-10"),
        ("2028-01-01", "2028-02-01", 29, "2028-02-29"),
        ("2026-01-01", "2027-01-01", 90, "2027-03-31"),
        ("2027-01-01", "2028-01-01", 90, "2028-03-30"),
    ],
)
def test_the_last_day_is_counted_from_the_last_day_of_the_period(
    first: str, after: str, days: int, due: str
) -> None:
    assert due_on(Interval(day(first), day(after)), days=days) == day(due)


# due on 10 October; handed in on, looked at on | how it stands
LATENESS = [
    (None, "2026-10-01", "not_due"),
    (None, "2026-10-10", "not_due"),
    (None, "2026-10-11", "overdue"),
    (None, "2026-10-24", "overdue"),
    (None, "2026-10-25", "very_late"),
    (None, "2027-10-10", "very_late"),
    ("2026-10-01", "2026-10-01", "on_time"),
    ("2026-10-10", "2027-01-01", "on_time"),
    ("2026-10-11", "2026-10-11", "late"),
    ("2026-10-24", "2026-10-24", "late"),
    ("2026-10-25", "2026-10-25", "very_late"),
    ("2026-10-11", "2027-01-01", "late"),
]


@pytest.mark.parametrize(("handed_in", "on", "stands"), LATENESS)
@pytest.mark.parametrize("state", list(ReportState))
def test_lateness_counts_from_the_first_time_it_was_handed_in(
    state: ReportState, handed_in: str | None, on: str, stands: str
) -> None:
    found = lateness(
        day("2026-10-10"),
        state,
        handed_in=None if handed_in is None else day(handed_in),
        on=day(on),
        very_late_days=14,
    )
    assert found == (Lateness.EXCUSED if state is ReportState.SKIPPED else Lateness(stands))


@pytest.mark.parametrize(
    ("value", "before", "needed"),
    [
        (None, "5", False),
        ("5", None, False),
        (None, None, False),
        ("0", "0", False),
        ("1", "0", True),
        ("0.0001", "0", True),
        ("0", "100", True),
        ("120", "100", False),
        ("120.0001", "100", True),
        ("80", "100", False),
        ("79.9999", "100", True),
        ("-120", "-100", False),
        ("-121", "-100", True),
        ("100", "-100", True),
    ],
)
def test_a_value_is_explained_when_it_moves_more_than_a_fifth(
    value: str | None, before: str | None, needed: bool
) -> None:
    assert needs_note(number(value), number(before), percent=D(20)) is needed


@pytest.mark.parametrize(
    ("actual", "target", "rising", "falling"),
    [
        (None, "10", None, None),
        ("10", None, None, None),
        (None, None, None, None),
        ("0", "10", "0", "1"),
        ("5", "10", "0.5", "1"),
        ("10", "10", "1", "1"),
        ("20", "10", "1", "0.5"),
        ("0", "0", "1", "1"),
        ("5", "0", "1", "0"),
        ("-5", "10", "0", "1"),
        ("5", "-10", "1", "0"),
        ("40", "10", "1", "0.25"),
    ],
)
def test_a_target_is_reached_as_far_as_the_table_says(
    actual: str | None, target: str | None, rising: str | None, falling: str | None
) -> None:
    for is_falling, share in ((False, rising), (True, falling)):
        goal = Goal(D(1), number(actual), number(target), is_falling)
        assert reached(goal) == number(share)


@pytest.mark.parametrize(
    ("goals", "figure"),
    [
        ([], Figure(None)),
        ([("1", None, "10")], Figure(None)),
        ([("1", "10", None)], Figure(None)),
        ([("1", "0", "10")], Figure(D(0), D(0), D(1))),
        ([("1", "5", "10"), ("1", "10", "10")], Figure(D(75), D("1.5"), D(2))),
        ([("3", "5", "10"), ("1", "10", "10")], Figure(D("62.5"), D("2.5"), D(4))),
        ([("3", None, "10"), ("1", "10", "10")], Figure(D(100), D(1), D(1))),
        ([("1", "30", "10"), ("1", "0", "10")], Figure(D(50), D(1), D(2))),
        ([("1", "1", "3")], Figure(D("33.3333"), D("0.3333"), D(1))),
    ],
)
def test_what_is_reached_of_all_targets_weighs_those_with_data(
    goals: list[tuple[str, str | None, str | None]], figure: Figure
) -> None:
    rows = [Goal(D(weight), number(actual), number(target)) for weight, actual, target in goals]
    assert attainment(rows) == figure


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("1.00005", "1.0000"),
        ("1.00015", "1.0002"),
        ("-1.23456", "-1.2346"),
        ("0.00004", "0.0000"),
        ("999999999999", "999999999999"),
        ("999999999999.1", None),
        ("-1000000000000", None),
    ],
)
def test_a_value_is_kept_to_four_places_and_within_bounds(value: str, kept: str | None) -> None:
    assert tidy(D(value)) == number(kept)
    assert abs(tidy(D(value)) or D(0)) <= LARGEST


@pytest.mark.parametrize(
    ("formula", "is_percent", "figure"),
    [
        ("a / b", True, Figure(D("66.6667"), D(2), D(3))),
        ("a / b", False, Figure(D("0.6667"), D(2), D(3))),
        ("a", True, Figure(D(200))),
        ("a", False, Figure(D(2))),
        ("a / zero", True, Figure(None, D(2), D(0))),
        ("zero / b", True, Figure(D(0), D(0), D(3))),
        ("lost / b", True, Figure(None, None, D(3))),
        ("a / lost", True, Figure(None, D(2), None)),
        ("lost", False, Figure(None)),
        ("huge * a", False, Figure(None)),
        ("huge / a", True, Figure(None, D(999999999999), D(2))),
    ],
)
def test_a_figure_keeps_its_parts_even_without_a_value(
    formula: str, is_percent: bool, figure: Figure
) -> None:
    values = {"a": D(2), "b": D(3), "zero": D(0), "lost": None, "huge": LARGEST}
    assert compute(parse(formula), values, is_percent=is_percent) == figure


# values that stand


@dataclass
class Kept:
    """A value of a period."""

    id: int
    kind: str = ValueKind.ENTRY
    state: str = ValueState.APPROVED
    reverses_id: int | None = None


def back(number: int, reverses: int) -> Kept:
    return Kept(number, ValueKind.REVERSAL, ValueState.APPROVED, reverses)


@pytest.mark.parametrize(
    ("rows", "standing", "open_one"),
    [
        ([], None, None),
        ([Kept(1, state=ValueState.DRAFT)], None, 1),
        ([Kept(1, state=ValueState.SUBMITTED)], None, 1),
        ([Kept(1, state=ValueState.RETURNED)], None, 1),
        ([Kept(1)], 1, None),
        ([Kept(1), back(2, 1)], None, None),
        ([Kept(1), back(2, 1), Kept(3)], 3, None),
        ([Kept(1), back(2, 1), Kept(3), back(4, 3), Kept(5)], 5, None),
        ([Kept(1), back(2, 1), Kept(3), back(4, 3)], None, None),
        ([Kept(1), Kept(2, state=ValueState.DRAFT)], 1, 2),
        ([Kept(1), Kept(2)], 2, None),
    ],
)
def test_the_value_that_stands_and_the_one_that_is_open(
    rows: list[Kept], standing: int | None, open_one: int | None
) -> None:
    found, waiting = standing_value(rows), open_value(rows)
    assert (found.id if found else None) == standing
    assert (waiting.id if waiting else None) == open_one


@given(st.lists(st.booleans(), max_size=12))
def test_however_often_a_value_is_corrected_the_newest_entry_stands(steps: list[bool]) -> None:
    rows = [Kept(1)]
    for is_corrected in steps:
        standing = standing_value(rows)
        if standing is None:
            break
        rows.append(back(len(rows) + 1, standing.id))
        if is_corrected:
            rows.append(Kept(len(rows) + 1))
    standing = standing_value(rows)
    entries = [one for one in rows if one.kind == ValueKind.ENTRY]
    taken_back = {one.reverses_id for one in rows}
    assert standing is (None if entries[-1].id in taken_back else entries[-1])


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 60), st.integers(0, 90))
def test_no_report_is_late_before_it_is_due(on: date, days: int, after: int) -> None:
    due = due_on(period_of(Every.MONTH, on), days=days)
    looked = due - timedelta(days=after)
    stands = lateness(due, ReportState.DRAFT, handed_in=None, on=looked, very_late_days=14)
    assert stands is Lateness.NOT_DUE
