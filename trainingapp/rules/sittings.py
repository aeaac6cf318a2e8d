"""An occasion to sit a test form: who may start when, and what candidates may see afterwards."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation


class SittingKind(StrEnum):
    """Self-service is open at any time; organised has a window, an officer and often seats."""

    SELF_SERVICE = "self_service"
    ORGANISED = "organised"


class Feedback(StrEnum):
    """What a candidate may see of a submitted attempt."""

    NOTHING = "nothing"
    SCORE = "score"
    REVIEW = "review"


class SittingNotOpen(RuleViolation):
    """The window has not opened yet."""

    message = "This sitting has not opened yet."


class SittingOver(RuleViolation):
    """Nobody starts after the last start, the common end, or the officer's closing."""

    message = "Starting is no longer possible in this sitting."


class SeatMissing(RuleViolation):
    """Only candidates on the list sit this."""

    message = "You are not on the list of this sitting."


class WrongAccessCode(RuleViolation):
    """The code that the officer reads out was not given."""

    message = "The access code is not right."


class NoAttemptLeft(RuleViolation):
    """The sitting allows a number of attempts."""

    message = "You have used all attempts of this sitting."


class ResultNotReleased(RuleViolation):
    """The feedback of the sitting does not go so far now."""

    message = "This is not released yet."


class SittingBegun(RuleViolation):
    """What candidates have begun with stays as it is."""

    message = "Somebody has begun already, so the paper and its order stay as they are."


class SeatTaken(RuleViolation):
    """A seat whose candidate has begun belongs to the record."""

    message = "This candidate has begun already, so the seat stays."


@dataclass(frozen=True, slots=True)
class Entry:
    """What decides on a start. `None` in a moment means no such limit."""

    opens_at: datetime | None
    last_start_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    needs_seat: bool
    has_seat: bool
    access_code: str | None
    given_code: str
    most_attempts: int | None
    attempts_made: int


def check_start(entry: Entry, *, now: datetime) -> None:
    """Say whether an attempt may begin now; the first reason against it is raised.

    :raises SittingNotOpen: before the window; :raises SittingOver: after it;
    :raises SeatMissing: without a seat; :raises NoAttemptLeft: when all are used;
    :raises WrongAccessCode: last, so that a code cannot be tried out by those who may not start.
    """
    if entry.opens_at is not None and now < entry.opens_at:
        raise SittingNotOpen
    if not _is_before_end(entry, now):
        raise SittingOver
    if entry.needs_seat and not entry.has_seat:
        raise SeatMissing
    if entry.most_attempts is not None and entry.attempts_made >= entry.most_attempts:
        raise NoAttemptLeft
    if entry.access_code and not is_same_code(entry.access_code, entry.given_code):
        raise WrongAccessCode


def _is_before_end(entry: Entry, now: datetime) -> bool:
    if entry.closed_at is not None or (entry.closes_at is not None and now >= entry.closes_at):
        return False
    return entry.last_start_at is None or now <= entry.last_start_at


def is_same_code(code: str, given: str) -> bool:
    """Compare access codes whatever their case and spaces, in a time that does not tell how much
    fits.
    """
    return hmac.compare_digest(_fold(code), _fold(given))


def _fold(code: str) -> bytes:
    return "".join(code.split()).casefold().encode(errors="surrogatepass")


def is_over(closes_at: datetime | None, closed_at: datetime | None, *, now: datetime) -> bool:
    """Whether the sitting has ended: closed by an officer, or past its common end."""
    return closed_at is not None or (closes_at is not None and now >= closes_at)


def feedback_now(
    after_hand_in: Feedback, after_close: Feedback, *, is_ended: bool, is_anybody_writing: bool
) -> Feedback:
    """The later policy counts once the sitting has ended and the last candidate with extra time is
    done.
    """
    return after_close if is_ended and not is_anybody_writing else after_hand_in
