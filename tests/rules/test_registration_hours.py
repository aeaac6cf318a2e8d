"""Hours within cycles: each entry once, degrees once, what is missing, and where the pace leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.registration_hours import (
    TOO_EARLY,
    Entry,
    Forecast,
    Span,
    Tally,
    forecast,
    is_new_degree,
    place_entries,
    tally,
)

JUNIOR = Span(1, date(2024, 1, 1), date(2027, 1, 1), 72 * 60)
MIDDLE = Span(2, date(2024, 7, 1), date(2027, 7, 1), 90 * 60)
NEXT = Span(3, date(2027, 1, 1), date(2030, 1, 1), 72 * 60)
SPANS = (JUNIOR, MIDDLE, NEXT)


def entry(number: int, day: date, minutes: int = 60) -> Entry:
    return Entry(number, day, minutes)


entries = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.dates(date(2023, 1, 1), date(2030, 12, 31)),
        st.integers(1, 6000),
        st.booleans(),
    ).map(lambda row: Entry(*row)),
    max_size=20,
    unique_by=lambda one: one.id,
)


# places


@pytest.mark.parametrize(
    ("day", "cycle"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), 1),
        (date(2024, 6, 30), 1),
        (date(2024, 7, 1), 1),  # both; the one that ends first lacks hours
        (date(2026, 12, 31), 1),
        (date(2027, 1, 1), 2),
        (date(2027, 6, 30), 2),
        (date(2027, 7, 1), 3),
        (date(2030, 1, 1), None),
    ],
)
def test_an_entry_counts_in_a_cycle_of_its_day(day: date, cycle: int | None) -> None:
    assert place_entries([entry(7, day)], SPANS, {}) == ({7: cycle} if cycle else {})


def test_when_the_first_cycle_is_full_the_other_takes_the_rest() -> None:
    rows = [entry(1, date(2025, 1, 1), 72 * 60), entry(2, date(2025, 1, 2))]
    assert place_entries(rows, SPANS, {}) == {1: 1, 2: 2}


def test_when_all_are_full_the_one_that_ends_first_keeps_it() -> None:
    rows = [
        entry(1, date(2025, 1, 1), 72 * 60),
        entry(2, date(2025, 1, 2), 90 * 60),
        entry(3, date(2025, 1, 3)),
    ]
    assert place_entries(rows, SPANS, {}) == {1: 1, 2: 2, 3: 1}


def test_what_is_placed_stays_and_counts_before_anything_new() -> None:
    rows = [entry(1, date(2025, 1, 1)), entry(9, date(2025, 6, 1), 72 * 60)]
    assert place_entries(rows, SPANS, {9: 1}) == {9: 1, 1: 2}
    assert place_entries(rows, SPANS, {9: 2}) == {9: 2, 1: 1}


def test_a_place_outside_the_known_cycles_is_kept_too() -> None:
    assert place_entries([entry(1, date(2025, 1, 1))], [], {1: 99}) == {1: 99}


@given(entries)
def test_every_entry_counts_at_most_once_and_on_its_day(rows: list[Entry]) -> None:
    placed = place_entries(rows, SPANS, {})
    spans = {span.id: span for span in SPANS}
    for row in rows:
        fits = [span.id for span in SPANS if span.has(row.earned_on)]
        assert (row.id in placed) is bool(fits)
        if fits:
            assert spans[placed[row.id]].has(row.earned_on)


@given(entries)
def test_no_minute_appears_or_is_lost(rows: list[Entry]) -> None:
    placed = place_entries(rows, SPANS, {})
    counted = sum(
        tally((row for row in rows if placed.get(row.id) == span.id), span.required).earned
        for span in SPANS
    )
    within = sum(row.minutes for row in rows if any(span.has(row.earned_on) for span in SPANS))
    assert counted == within


@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(rows: list[Entry], chance: object) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert place_entries(mixed, SPANS, {}) == place_entries(rows, SPANS, {})


@given(entries)
def test_placing_what_is_placed_changes_nothing(rows: list[Entry]) -> None:
    placed = place_entries(rows, SPANS, {})
    assert place_entries(rows, SPANS, placed) == placed


# tallies


@pytest.mark.parametrize(
    ("lump", "steady", "missing", "over"),
    [(0, 0, 4320, 0), (0, 4319, 1, 0), (0, 4320, 0, 0), (5400, 0, 0, 1080), (5400, 60, 0, 1140)],
)
def test_a_tally_says_what_is_missing_or_too_much(
    lump: int, steady: int, missing: int, over: int
) -> None:
    counted = Tally(72 * 60, lump, steady)
    assert (counted.missing, counted.over) == (missing, over)
    assert counted.earned == lump + steady


def test_a_degree_is_a_lump_and_everything_else_is_not() -> None:
    rows = [Entry(1, date(2025, 1, 1), 5400, True), entry(2, date(2025, 1, 2), 45)]
    assert tally(rows, 90 * 60) == Tally(5400, 5400, 45)


# pace


def look(today: date, *, lump: int = 0, steady: int = 0) -> Forecast:
    return forecast(JUNIOR, Tally(JUNIOR.required, lump, steady), today)


def test_half_way_with_a_third_the_end_brings_two_thirds() -> None:
    half = JUNIOR.starts_on + timedelta(days=548)  # of 1096
    found = look(half, steady=1440)
    assert found.expected == 2880
    assert found.reached_on is None
    assert found.days_left == 548
    assert found.monthly == -(-2880 * 30 // 548)


def test_who_is_fast_enough_is_told_the_day() -> None:
    today = JUNIOR.starts_on + timedelta(days=400)
    found = look(today, steady=4000)
    assert found.expected == 4000 * 1096 // 400
    assert found.reached_on == today + timedelta(days=32)


def test_a_degree_is_no_pace() -> None:
    today = JUNIOR.starts_on + timedelta(days=400)
    assert look(today, lump=2000).expected == 2000
    assert look(today, lump=2000).reached_on is None


@pytest.mark.parametrize("elapsed", [-10, 0, TOO_EARLY - 1])
def test_at_the_beginning_nothing_is_foretold(elapsed: int) -> None:
    found = look(JUNIOR.starts_on + timedelta(days=elapsed), steady=60)
    assert found.expected is None
    assert found.reached_on is None
    assert found.days_left == 1096 - max(0, elapsed)


def test_from_the_thirtieth_day_on_there_is_a_pace() -> None:
    assert look(JUNIOR.starts_on + timedelta(days=29), steady=60).expected is None
    assert look(JUNIOR.starts_on + timedelta(days=30), steady=60).expected == 60 * 1096 // 30


def test_the_first_day_after_the_end_is_too_late() -> None:
    span = Span(9, date(2024, 1, 1), date(2024, 1, 1) + timedelta(days=200), 200)
    half = span.starts_on + timedelta(days=100)
    assert forecast(span, Tally(200, 0, 100), half).reached_on is None
    sooner = half + timedelta(days=99)
    assert forecast(span, Tally(200, 0, 101), half).reached_on == sooner


def test_after_the_end_there_is_no_pace_and_no_day_left() -> None:
    found = look(JUNIOR.ends_on, steady=60)
    assert found == Forecast(0, 0, None, None)
    assert look(JUNIOR.ends_on + timedelta(days=400)).days_left == 0


def test_who_has_enough_needs_nothing() -> None:
    today = JUNIOR.starts_on + timedelta(days=400)
    assert look(today, steady=4320) == Forecast(696, 0, None, None)


@given(st.integers(0, 4319), st.integers(TOO_EARLY, 1095))
def test_a_day_is_named_only_when_the_pace_reaches_enough_by_then(
    steady: int, elapsed: int
) -> None:
    today = JUNIOR.starts_on + timedelta(days=elapsed)
    found = look(today, steady=steady)
    assert found.expected is not None
    assert found.monthly * found.days_left >= (JUNIOR.required - steady) * 30
    if found.reached_on is not None:
        assert today < found.reached_on < JUNIOR.ends_on
        lived = (found.reached_on - JUNIOR.starts_on).days
        assert steady * lived >= JUNIOR.required * elapsed
        assert found.expected >= JUNIOR.required


# degrees


@pytest.mark.parametrize(
    ("level", "day", "credited", "is_new"),
    [
        ("master", date(2024, 1, 1), (), True),
        ("master", date(2026, 12, 31), (), True),
        ("master", date(2023, 12, 31), (), False),
        ("master", date(2027, 1, 1), (), False),
        ("master", date(2025, 7, 1), ("master",), False),
        ("master", date(2025, 7, 1), ("bachelor",), True),
    ],
)
def test_a_degree_counts_within_its_cycle_and_once(
    level: str, day: date, credited: tuple[str, ...], is_new: bool
) -> None:
    assert is_new_degree(level, day, span=JUNIOR, credited=credited) is is_new
