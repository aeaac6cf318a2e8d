"""Who may start, and what may be seen afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
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
