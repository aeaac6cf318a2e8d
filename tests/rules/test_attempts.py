"""States, time, leases and option order of an attempt."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
