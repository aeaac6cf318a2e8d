"""Who may start, and what may be seen afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from typing import Any

import pytest

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.sittings import (
    Entry,
    Feedback,
    NoAttemptLeft,
    SeatMissing,
    SittingNotOpen,
    SittingOver,
    WrongAccessCode,
    check_start,
    feedback_now,
    is_over,
    is_same_code,
)

NINE = datetime(2027, 5, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OPEN = Entry(
    opens_at=None,
    last_start_at=None,
    closes_at=None,
    closed_at=None,
    needs_seat=False,
    has_seat=False,
    access_code=None,
    given_code="",
    most_attempts=None,
    attempts_made=3,
)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"opens_at": NINE},
        {"last_start_at": NINE},
        {"closes_at": NINE + HOUR},
        {"needs_seat": True, "has_seat": True},
        {"access_code": "Spring 7", "given_code": "spring7"},
        {"most_attempts": 4},
    ],
)
def test_a_start_within_the_rules_is_allowed(changes: dict[str, Any]) -> None:
    check_start(replace(OPEN, **changes), now=NINE)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"opens_at": NINE + HOUR}, SittingNotOpen),
        ({"last_start_at": NINE - HOUR}, SittingOver),
        ({"closes_at": NINE}, SittingOver),
        ({"closed_at": NINE - HOUR}, SittingOver),
        ({"needs_seat": True}, SeatMissing),
        ({"most_attempts": 3}, NoAttemptLeft),
        ({"access_code": "spring7"}, WrongAccessCode),
        ({"access_code": "spring7", "given_code": "spring8"}, WrongAccessCode),
        ({"access_code": "spring7", "needs_seat": True}, SeatMissing),  # no trying out of codes
    ],
)
def test_a_start_against_the_rules_is_refused(
    changes: dict[str, Any], refusal: type[RuleViolation]
) -> None:
    with pytest.raises(refusal):
        check_start(replace(OPEN, **changes), now=NINE)


def test_codes_are_compared_without_case_and_spaces() -> None:
    assert is_same_code("春 风 A7", "春风a7")
    assert not is_same_code("春风", "")


@pytest.mark.parametrize(
    ("closes", "closed", "over"),
    [(None, None, False), (NINE + HOUR, None, False), (NINE, None, True), (None, NINE, True)],
)
def test_a_sitting_is_over_when_it_was_closed_or_its_end_came(
    closes: datetime | None, closed: datetime | None, over: bool
) -> None:
    assert is_over(closes, closed, now=NINE) is over


@pytest.mark.parametrize(
    ("is_ended", "is_anybody_writing", "shown"),
    [
        (False, False, Feedback.NOTHING),
        (True, True, Feedback.NOTHING),
        (True, False, Feedback.REVIEW),
        (False, True, Feedback.NOTHING),
    ],
)
def test_the_later_feedback_waits_for_the_last_candidate(
    is_ended: bool, is_anybody_writing: bool, shown: Feedback
) -> None:
    assert (
        feedback_now(
            Feedback.NOTHING,
            Feedback.REVIEW,
            is_ended=is_ended,
            is_anybody_writing=is_anybody_writing,
        )
        is shown
    )


FAULTS: list[tuple[dict[str, Any], type[RuleViolation]]] = [  # the first that holds is said
    ({"opens_at": NINE + HOUR}, SittingNotOpen),
    ({"closed_at": NINE - HOUR}, SittingOver),
    ({"needs_seat": True}, SeatMissing),
    ({"most_attempts": 3}, NoAttemptLeft),
    ({"access_code": "spring7", "given_code": "guess"}, WrongAccessCode),
]


@pytest.mark.parametrize("size", range(1, len(FAULTS) + 1))
def test_of_several_reasons_the_first_is_said_and_a_code_last(size: int) -> None:
    for faults in combinations(FAULTS, size):
        changes = {name: value for fault, _ in faults for name, value in fault.items()}
        with pytest.raises(faults[0][1]):
            check_start(replace(OPEN, **changes), now=NINE)


MS = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("name", "inside", "outside", "refusal"),
    [
        ("opens_at", NINE, NINE + MS, SittingNotOpen),
        ("last_start_at", NINE, NINE - MS, SittingOver),
        ("closes_at", NINE + MS, NINE, SittingOver),
    ],
)
def test_a_window_is_exact_to_the_millisecond(
    name: str, inside: datetime, outside: datetime, refusal: type[RuleViolation]
) -> None:
    check_start(replace(OPEN, **{name: inside}), now=NINE)
    with pytest.raises(refusal):
        check_start(replace(OPEN, **{name: outside}), now=NINE)


@pytest.mark.parametrize(
    ("most", "made", "is_allowed"),
    [(None, 999, True), (1, 0, True), (1, 1, False), (2, 1, True), (2, 3, False), (0, 0, False)],
)
def test_attempts_are_counted(most: int | None, made: int, is_allowed: bool) -> None:
    entry = replace(OPEN, most_attempts=most, attempts_made=made)
    if is_allowed:
        check_start(entry, now=NINE)
    else:
        with pytest.raises(NoAttemptLeft):
            check_start(entry, now=NINE)


@pytest.mark.parametrize("code", [None, ""])
def test_a_sitting_without_a_code_asks_for_none(code: str | None) -> None:
    for given in ("", "anything"):
        check_start(replace(OPEN, access_code=code, given_code=given), now=NINE)


@pytest.mark.parametrize(
    ("code", "given", "is_same"),
    [
        ("spring7", "SPRING7", True),
        ("spring7", " s p r\ti n g 7\n", True),
        ("Straße", "STRASSE", True),
        ("春风7", "春\u3000风 7", True),
        ("spring7", "spring", False),
        ("spring7", "spring77", False),
        ("spring7", "７", False),
        ("spring7", "spring７", False),
        ("0", "O", False),
        ("spring7", "\ud800", False),
        ("spring7", "\x00", False),
        ("spring7", "", False),
    ],
    ids=ascii,
)
def test_a_code_is_the_same_or_not(code: str, given: str, is_same: bool) -> None:
    assert is_same_code(code, given) is is_same


@pytest.mark.parametrize(("hand_in", "close"), list(product(Feedback, Feedback)))
def test_each_policy_counts_in_its_phase(hand_in: Feedback, close: Feedback) -> None:
    for is_ended, is_writing in product((False, True), (False, True)):
        shown = feedback_now(hand_in, close, is_ended=is_ended, is_anybody_writing=is_writing)
        assert shown is (close if is_ended and not is_writing else hand_in)
