"""The union of watched intervals: order, repetition and overlap do not matter, and it never exceeds the truth."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.watching import (
    LONGEST,
    MOST_KEPT,
    MOST_SPANS,
    Span,
    believed_duration,
    bounded,
    clip,
    covered,
    is_newer,
    is_watched,
    read_spans,
    union,
    within,
    without,
    write_time,
)

MINUTE = 60_000
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def span(pair: tuple[int, int]) -> Span:
    start, length = pair
    return start, start + length


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(span), max_size=12)


def played(spans: list[Span] | tuple[Span, ...]) -> set[int]:
    """Every single moment that was played: the truth, counted one by one."""
    return {moment for start, end in spans for moment in range(start, end)}


@pytest.mark.parametrize(
    ("reports", "known"),
    [
        ([], ()),
        ([[(0, 15)]], ((0, 15),)),
        ([[(0, 15)], [(15, 30)]], ((0, 30),)),  # the next report begins where the last one ended
        ([[(0, 15)], [(20, 30)]], ((0, 15), (20, 30))),
        ([[(20, 30)], [(0, 15)]], ((0, 15), (20, 30))),  # a late report
        ([[(0, 30)], [(10, 20)]], ((0, 30),)),  # watched again
        ([[(0, 20)], [(10, 30)]], ((0, 30),)),
        ([[(0, 15), (0, 15)], [(0, 15)]], ((0, 15),)),  # sent three times
    ],
)
def test_reports_add_up(reports: list[list[Span]], known: tuple[Span, ...]) -> None:
    assert union(*reports) == known


@given(SPANS)
def test_the_union_covers_exactly_what_was_played(spans: list[Span]) -> None:
    assert played(union(spans)) == played(spans)
    assert covered(union(spans)) == len(played(spans))


@given(st.permutations([(0, 4), (2, 9), (9, 12), (20, 21), (20, 30)]))
def test_order_does_not_matter(spans: list[Span]) -> None:
    assert union(spans) == ((0, 12), (20, 30))


@given(SPANS, SPANS)
def test_repetition_and_grouping_do_not_matter(one: list[Span], other: list[Span]) -> None:
    together = union(one, other)
    assert union(union(one), union(other)) == together
    assert union(other, one, one, other) == together
    assert union(together) == together


@given(st.lists(SPANS, max_size=6), st.randoms(use_true_random=False), st.integers(0, 70))
def test_whatever_order_reports_come_in_and_however_often_the_same_is_known(
    reports: list[list[Span]], random: Random, duration: int
) -> None:
    """One report after the other, as a server takes them: late, twice, from several devices."""
    sent = reports + random.choices(reports, k=3) if reports else []
    random.shuffle(sent)
    known: tuple[Span, ...] = ()
    for report in sent:
        known = bounded(union(known, clip(report, duration=duration)))
    truth = {m for spans in reports for m in played(spans) if m < duration}
    assert played(known) == truth
    assert covered(known) == len(truth)
    for percent in (1, 50, 90, 100):
        is_enough = duration > 0 and len(truth) * 100 >= duration * percent
        assert is_watched(known, duration=duration, percent=percent) is is_enough


@given(SPANS)
def test_the_union_is_in_order_with_a_gap_between_any_two(spans: list[Span]) -> None:
    known = union(spans)
    assert all(start < end for start, end in known)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(known))


@given(SPANS, SPANS)
def test_more_reports_never_cover_less(one: list[Span], other: list[Span]) -> None:
    assert covered(union(one, other)) >= covered(union(one))


@given(SPANS, st.integers(0, 70))
def test_no_more_is_covered_than_the_recording_has(spans: list[Span], duration: int) -> None:
    known = union(clip(spans, duration=duration))
    assert played(known) == {m for m in played(spans) if m < duration}
    assert covered(known) <= duration
    if is_watched(known, duration=duration, percent=100):
        assert played(known) == set(range(duration))


def test_what_lies_outside_of_the_recording_is_cut_off() -> None:
    assert clip([(-5, 5), (90, 120), (100, 130), (-9, -2)], duration=100) == ((0, 5), (90, 100))


@pytest.mark.parametrize(
    ("spans", "percent", "is_done"),
    [
        (((0, 9 * MINUTE),), 90, True),
        (((0, 9 * MINUTE - 1),), 90, False),
        (((0, MINUTE), (9 * MINUTE, 10 * MINUTE)), 20, True),  # the beginning and the end only
        (((9 * MINUTE, 10 * MINUTE),), 90, False),  # seeking to the end completes nothing
        ((), 1, False),
    ],
)
def test_a_share_of_ten_minutes(spans: tuple[Span, ...], percent: int, is_done: bool) -> None:
    assert is_watched(spans, duration=10 * MINUTE, percent=percent) is is_done


def test_an_empty_recording_is_never_watched() -> None:
    assert not is_watched((), duration=0, percent=0)


@pytest.mark.parametrize(
    ("reported", "minutes", "believed"),
    [(600_000, 10, 600_000), (1000, 10, 54_000), (900_000, 10, 900_000), (6000, 1, 6000)],
)
def test_a_recording_is_as_long_as_its_player_says_but_a_tenth_of_what_its_author_says(
    reported: int, minutes: int, believed: int
) -> None:
    assert believed_duration(reported, minutes=minutes) == believed


def test_a_report_is_read() -> None:
    assert read_spans([[0, 15_000], [20_000, LONGEST]]) == ((0, 15_000), (20_000, LONGEST))
    assert read_spans([]) == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        "0-15",
        [[0]],
        [[0, 1, 2]],
        [(0, 1)],
        [["0", "1"]],
        [[0, 1.5]],
        [[True, 5]],
        [[0, None]],
        [[5, 5]],
        [[9, 5]],
        [[-1, 5]],
        [[0, LONGEST + 1]],
        [[0, 1]] * (MOST_SPANS + 1),
    ],
)
def test_anything_else_is_no_report(value: object) -> None:
    with pytest.raises(ValueError):
        read_spans(value)


@given(SPANS, SPANS)
def test_what_lies_in_both_and_what_lies_in_one_only_are_counted_moment_by_moment(
    spans: list[Span], others: list[Span]
) -> None:
    assert played(within(spans, others)) == played(spans) & played(others)
    assert played(without(spans, others)) == played(spans) - played(others)
    for found in (within(spans, others), without(spans, others)):
        assert found == union(found)  # in order, without overlap


def test_a_row_does_not_grow_for_ever_and_keeps_the_longest_pieces() -> None:
    pieces = tuple((n * 10, n * 10 + 1) for n in range(MOST_KEPT))
    assert bounded(pieces) == pieces
    longer = (*pieces, (90_000, 90_500))
    kept = bounded(longer)
    assert len(kept) == MOST_KEPT
    assert (90_000, 90_500) in kept
    assert kept == tuple(sorted(kept))


@pytest.mark.parametrize(
    ("at", "known", "is_taken"),
    [
        (None, None, True),
        (NOON, None, True),
        (NOON, NOON, True),
        (NOON + timedelta(seconds=1), NOON, True),
        (NOON - timedelta(seconds=1), NOON, False),  # held up on the way
        (None, NOON, False),
    ],
)
def test_the_newest_place_is_kept(
    at: datetime | None, known: datetime | None, is_taken: bool
) -> None:
    assert is_newer(at, known) is is_taken


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00"), (65, "01:05"), (725, "12:05"), (3599, "59:59"), (3725, "1:02:05")],
)
def test_a_moment_is_written_as_players_show_it(seconds: int, text: str) -> None:
    assert write_time(seconds) == text
