"""Questions whether somebody is still there: always the same places, and only what was confirmed in time counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.presence import (
    EVERY,
    LINE,
    SHORTEST,
    TIME_TO_ANSWER,
    confirm,
    count_watched,
    draw_seed,
    is_in_time,
    is_reached,
    miss,
    open_places,
    place_questions,
    stretch_before,
)
from trainingapp.rules.watching import Span, covered, union, within, without

MINUTE = 60_000
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LENGTHS = st.integers(SHORTEST, 4 * 60 * MINUTE)
SEEDS = st.integers(0, 2**64 - 1)


def span(pair: tuple[int, int]) -> Span:
    return pair[0], pair[0] + pair[1]


SPANS = st.lists(
    st.tuples(st.integers(0, 60 * MINUTE), st.integers(1, 9 * MINUTE)).map(span), max_size=9
)


def test_the_same_learner_and_lesson_meet_the_same_questions() -> None:
    seed = draw_seed("secret", 7, 3, "a1b2")
    assert seed == draw_seed("secret", 7, 3, "a1b2")
    assert place_questions(MINUTE * 40, seed=seed) == place_questions(MINUTE * 40, seed=seed)


def test_another_learner_lesson_or_secret_meets_others() -> None:
    seeds = {
        draw_seed("secret", 7, 3, "a1b2"),
        draw_seed("secret", 8, 3, "a1b2"),
        draw_seed("secret", 7, 3, "a1b3"),
        draw_seed("other", 7, 3, "a1b2"),
        draw_seed("secret", 73, "a1b2"),
    }
    assert len(seeds) == 5
    assert len({place_questions(MINUTE * 40, seed=seed) for seed in seeds}) == 5


@given(LENGTHS, SEEDS)
def test_questions_stand_in_the_recording_in_order_and_neither_rarely_nor_often(
    length: int, seed: int
) -> None:
    places = place_questions(length, seed=seed)
    edges = [0, *places, length]
    gaps = [end - start for start, end in pairwise(edges)]
    assert list(places) == sorted(set(places))
    assert all(0 < place < length for place in places)
    assert max(gaps) < 3 * EVERY
    assert len(places) == max(1, round(length / EVERY))


@given(LENGTHS, SEEDS)
def test_nobody_completes_a_recording_by_its_end_without_a_question(length: int, seed: int) -> None:
    last = place_questions(length, seed=seed)[-1]
    assert (length - last) * 100 < length * 31


@pytest.mark.parametrize("length", [0, 1, SHORTEST - 1])
def test_a_short_recording_asks_nobody(length: int) -> None:
    assert place_questions(length, seed=1) == ()


def test_a_question_stands_for_what_lies_between_it_and_the_one_before() -> None:
    places = (5 * MINUTE, 9 * MINUTE)
    assert stretch_before(5 * MINUTE, places) == (0, 5 * MINUTE)
    assert stretch_before(9 * MINUTE, places) == (5 * MINUTE, 9 * MINUTE)


@pytest.mark.parametrize(
    ("watched", "is_asked"),
    [
        ([(0, 60_000)], True),
        ([(55_500, 60_000)], True),
        ([(57_500, 60_000)], True),
        ([(58_000, 60_000)], False),  # jumped to just before it
        ([(0, 40_000)], False),
        ([(60_000, 90_000)], False),
        ([], False),
    ],
)
def test_a_question_is_asked_of_whoever_plays_up_to_it(watched: list[Span], is_asked: bool) -> None:
    assert is_reached(watched, 60_000) is is_asked


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (timedelta(0), True),
        (TIME_TO_ANSWER, True),
        (TIME_TO_ANSWER + LINE, True),
        (TIME_TO_ANSWER + LINE + timedelta(milliseconds=1), False),
    ],
)
def test_an_answer_counts_for_a_minute_and_what_a_slow_line_takes(
    after: timedelta, counts: bool
) -> None:
    assert is_in_time(NOON, NOON + after) is counts


def test_a_confirmed_stretch_counts_and_a_missed_one_does_not() -> None:
    places, length = (5 * MINUTE, 9 * MINUTE), 10 * MINUTE
    watched: tuple[Span, ...] = ((0, 10 * MINUTE),)
    confirmed = confirm(watched, (), stretch=(0, 5 * MINUTE))
    watched = miss(watched, confirmed, stretch=(5 * MINUTE, 9 * MINUTE))
    found = count_watched(watched, confirmed=confirmed, places=places, length=length)
    assert found == ((0, 5 * MINUTE), (9 * MINUTE, 10 * MINUTE))
    watched = union(watched, [(5 * MINUTE, 9 * MINUTE)])  # watched once more, and answered
    confirmed = confirm(watched, confirmed, stretch=(5 * MINUTE, 9 * MINUTE))
    found = count_watched(watched, confirmed=confirmed, places=places, length=length)
    assert found == ((0, 10 * MINUTE),)


def test_one_answer_does_not_confirm_what_is_watched_afterwards() -> None:
    confirmed = confirm([(55_000, 60_000)], (), stretch=(0, 60_000))
    found = count_watched([(0, 60_000)], confirmed=confirmed, places=(60_000,), length=60_000)
    assert found == ((55_000, 60_000),)
    assert open_places((60_000,), confirmed) == (60_000,)


def test_a_question_is_closed_when_its_stretch_is_confirmed_but_for_moments() -> None:
    places = (5 * MINUTE, 9 * MINUTE)
    assert open_places(places, [(400, 5 * MINUTE - 300)]) == (9 * MINUTE,)
    assert open_places(places, [(2_001, 5 * MINUTE)]) == places
    assert open_places(places, [(0, 9 * MINUTE)]) == ()


def test_what_was_confirmed_before_survives_a_missed_question() -> None:
    watched = miss([(0, 60_000)], [(10_000, 20_000)], stretch=(0, 60_000))
    assert watched == ((10_000, 20_000),)


@given(SPANS, SPANS, LENGTHS, SEEDS)
def test_never_more_counts_than_was_watched(
    watched: list[Span], confirmed: list[Span], length: int, seed: int
) -> None:
    places = place_questions(length, seed=seed)
    found = count_watched(watched, confirmed=confirmed, places=places, length=length)
    assert without(found, watched) == ()
    assert covered(found) <= covered(union(watched))


@given(SPANS, LENGTHS, SEEDS)
def test_with_every_question_answered_all_that_was_watched_counts(
    watched: list[Span], length: int, seed: int
) -> None:
    places = place_questions(length, seed=seed)
    confirmed: tuple[Span, ...] = ()
    for place in places:
        confirmed = confirm(watched, confirmed, stretch=stretch_before(place, places))
    found = count_watched(watched, confirmed=confirmed, places=places, length=length)
    assert found == within(watched, [(0, length)])


@given(SPANS, LENGTHS, SEEDS)
def test_with_no_question_answered_only_the_end_counts(
    watched: list[Span], length: int, seed: int
) -> None:
    places = place_questions(length, seed=seed)
    found = count_watched(watched, confirmed=(), places=places, length=length)
    assert found == within(watched, [(places[-1], length)])
