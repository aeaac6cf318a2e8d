"""States, time, leases and option order of an attempt."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.attempts import (
    TRANSITIONS,
    AttemptState,
    AttemptStateForbids,
    LeaseDecision,
    Timing,
    TooEarlyToHandIn,
    check_hand_in,
    check_transition,
    classify_arrival,
    deadline_after_pause,
    decide_lease,
    first_deadline,
    is_overdue,
    is_stray_accepted,
    is_stray_newer,
    option_order,
    option_orders,
    outage_overlap,
    submission_time,
)

NINE = datetime(2027, 5, 23, 1, 0, tzinfo=UTC)
GRACE = timedelta(seconds=60)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(("state", "target"), list(product(AttemptState, AttemptState)))
def test_an_attempt_moves_only_along_the_table(state: AttemptState, target: AttemptState) -> None:
    if target in TRANSITIONS[state]:
        check_transition(state, target)
    else:
        with pytest.raises(AttemptStateForbids):
            check_transition(state, target)


STEPS = {  # by hand, so that the table cannot change unnoticed
    "created": "running voided",
    "running": "paused submitted voided",
    "paused": "running submitted voided",
    "submitted": "voided",
    "voided": "",
}


def test_the_steps_are_those_of_the_protocol() -> None:
    allowed = {str(state): {str(t) for t in targets} for state, targets in TRANSITIONS.items()}
    assert allowed == {state: set(targets.split()) for state, targets in STEPS.items()}


def test_a_forbidden_step_says_from_where_to_where() -> None:
    with pytest.raises(AttemptStateForbids) as refusal:
        check_transition(AttemptState.SUBMITTED, AttemptState.RUNNING)
    assert refusal.value.parameters == {"state": "submitted", "target": "running"}


def test_every_open_attempt_can_be_paused_submitted_or_voided_in_the_end() -> None:
    """No state but the two final ones is a dead end, and the void one is reached from all."""
    for state in set(AttemptState) - {AttemptState.VOIDED}:
        assert AttemptState.VOIDED in TRANSITIONS[state]


def test_a_submitted_paper_never_opens_again() -> None:
    assert TRANSITIONS[AttemptState.SUBMITTED] == {AttemptState.VOIDED}
    assert not TRANSITIONS[AttemptState.VOIDED]


@pytest.mark.parametrize(
    ("extra", "closes", "deadline"),
    [
        (0, None, NINE + minutes(120)),
        (600, None, NINE + minutes(130)),
        (0, NINE + minutes(90), NINE + minutes(90)),  # late arrivals end with everybody
        (600, NINE + minutes(90), NINE + minutes(100)),  # extra time is on top of the common end
        (0, NINE + minutes(180), NINE + minutes(120)),
    ],
)
def test_the_deadline_counts_from_the_start(
    extra: int, closes: datetime | None, deadline: datetime
) -> None:
    assert first_deadline(NINE, 120, extra_seconds=extra, closes_at=closes) == deadline


def test_a_pause_moves_the_deadline_by_its_length() -> None:
    end = NINE + minutes(120)
    assert deadline_after_pause(end, NINE, NINE + minutes(7)) == end + minutes(7)
    assert deadline_after_pause(end, NINE + minutes(7), NINE) == end


@pytest.mark.parametrize(
    ("begins", "ends", "overlap"),
    [(10, 15, 5), (-5, 5, 5), (-20, -10, 0), (-5, 0, 0)],
)
def test_an_outage_counts_from_the_start_of_the_attempt(
    begins: int, ends: int, overlap: int
) -> None:
    assert outage_overlap(NINE, NINE + minutes(begins), NINE + minutes(ends)) == minutes(overlap)


@pytest.mark.parametrize(
    ("seconds", "timing"),
    [
        (-1, Timing.ON_TIME),
        (0, Timing.ON_TIME),
        (0.001, Timing.GRACE),
        (60, Timing.GRACE),
        (60.001, Timing.LATE),
    ],
)
def test_an_answer_is_on_time_in_grace_or_late(seconds: float, timing: Timing) -> None:
    arrival = NINE + timedelta(seconds=seconds)
    assert classify_arrival(arrival, NINE, grace=GRACE) is timing
    assert is_overdue(NINE, arrival, grace=GRACE) is (timing is Timing.LATE)


def test_a_paper_is_never_handed_in_after_its_deadline() -> None:
    assert submission_time(NINE, NINE - minutes(1)) == NINE - minutes(1)
    assert submission_time(NINE, NINE + minutes(1)) == NINE


def test_handing_in_waits_for_the_earliest_moment() -> None:
    with pytest.raises(TooEarlyToHandIn):
        check_hand_in(NINE, NINE + minutes(29), earliest_minutes=30)
    check_hand_in(NINE, NINE + minutes(30), earliest_minutes=30)


@pytest.mark.parametrize(
    ("holder", "take_over", "decision"),
    [
        (None, False, LeaseDecision.TAKE),
        ("phone", False, LeaseDecision.RESUME),
        ("phone", True, LeaseDecision.RESUME),
        ("tablet", False, LeaseDecision.HELD),
        ("tablet", True, LeaseDecision.TAKE),
    ],
)
def test_one_device_writes_at_a_time(
    holder: str | None, take_over: bool, decision: LeaseDecision
) -> None:
    assert decide_lease(holder, "phone", take_over=take_over) is decision


def test_an_answer_given_before_the_take_over_is_accepted() -> None:
    assert is_stray_accepted(1000, 1000)
    assert not is_stray_accepted(1001, 1000)


@pytest.mark.parametrize(
    ("present", "stray", "is_newer"),
    [
        (None, (1, 1), True),
        ((1, 3), (1, 4), True),
        ((1, 4), (1, 4), False),
        ((2, 1), (1, 9), False),  # the later lease wrote after the take-over
        ((1, 9), (2, 1), True),
    ],
)
def test_a_stray_answer_never_hides_a_newer_one(
    present: tuple[int, int] | None, stray: tuple[int, int], is_newer: bool
) -> None:
    assert is_stray_newer(present, stray) is is_newer


@given(st.text(), st.integers(1, 200), st.sampled_from(["ABCD", "ABCDE"]))
def test_an_order_is_a_permutation_fixed_by_its_seed(seed: str, slot: int, letters: str) -> None:
    order = option_order(seed, slot, letters)
    assert sorted(order) == list(letters)
    assert order == option_order(seed, slot, letters)


def test_the_order_of_a_seed_never_changes_between_versions() -> None:
    assert option_orders("seed", ["ABCD", "ABCDE"]) == ["ACDB", "AEDCB"]


def test_orders_of_slots_and_seeds_differ() -> None:
    orders = {option_order(str(seed), slot, "ABCDE") for seed in range(20) for slot in range(20)}
    assert len(orders) > 100


def test_without_a_seed_the_official_order_stands() -> None:
    assert option_orders(None, ["ABCD"]) is None


moments = st.integers(-10_000_000, 10_000_000).map(lambda ms: NINE + timedelta(milliseconds=ms))


@given(moments, moments, moments, moments)
def test_an_outage_credited_in_two_steps_is_the_outage(
    started: datetime, first: datetime, second: datetime, third: datetime
) -> None:
    begin, middle, end = sorted([first, second, third])
    parts = outage_overlap(started, begin, middle) + outage_overlap(started, middle, end)
    assert parts == outage_overlap(started, begin, end)
    assert timedelta(0) <= parts <= end - begin


@given(moments, moments, moments)
def test_a_pause_never_takes_time_away(
    deadline: datetime, paused: datetime, resumed: datetime
) -> None:
    moved = deadline_after_pause(deadline, paused, resumed)
    assert moved >= deadline
    if resumed >= paused:
        assert moved - resumed == deadline - paused  # the time left is what it was


@given(moments, moments, st.integers(0, 600))
def test_what_the_collector_takes_could_not_have_counted(
    deadline: datetime, moment: datetime, seconds: int
) -> None:
    grace = timedelta(seconds=seconds)
    timing = classify_arrival(moment, deadline, grace=grace)
    assert is_overdue(deadline, moment, grace=grace) is (timing is Timing.LATE)
    assert submission_time(deadline, moment) <= deadline
    if timing is Timing.ON_TIME:
        assert submission_time(deadline, moment) == moment


@given(st.integers(1, 300), st.integers(0, 14_400), st.none() | moments)
def test_extra_time_is_always_given_in_full(
    length: int, extra: int, closes: datetime | None
) -> None:
    without = first_deadline(NINE, length, extra_seconds=0, closes_at=closes)
    with_it = first_deadline(NINE, length, extra_seconds=extra, closes_at=closes)
    assert with_it - without == timedelta(seconds=extra)
    assert without <= NINE + minutes(length)
    if closes is not None:
        assert without <= closes


def test_a_refused_hand_in_names_the_minutes() -> None:
    with pytest.raises(TooEarlyToHandIn) as refusal:
        check_hand_in(NINE, NINE + minutes(30) - timedelta(milliseconds=1), earliest_minutes=30)
    assert refusal.value.parameters == {"minutes": 30}
    check_hand_in(NINE, NINE, earliest_minutes=0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 9)), min_size=1, max_size=8))
def test_whatever_the_order_of_arrival_the_newest_answer_stands(
    places: list[tuple[int, int]],
) -> None:
    present: tuple[int, int] | None = None
    for place in places:
        if is_stray_newer(present, place):
            present = place
    assert present == max(places)


def test_orders_are_counted_from_the_first_slot() -> None:
    letters = ["ABCD", "ABCDE", ""]
    orders = option_orders("seed", letters)
    assert orders == [option_order("seed", slot, row) for slot, row in enumerate(letters, 1)]
    assert option_orders("", letters) is not None  # only no seed at all means the official order


def test_every_place_gets_every_letter_about_as_often() -> None:
    firsts = [option_order(f"seed {number}", 1, "ABCD")[0] for number in range(400)]
    assert all(70 <= firsts.count(letter) <= 130 for letter in "ABCD")
