"""Attendance: the code of the day, signs of life in an online meeting, and what counts when they disagree.

Figures are ours and have names, so that a class can be told what they are.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainingapp.rules.cohorts import AttendanceWay
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.watching import Span, clip, covered, union

CODE_SIGNS = 6  # digits: a phone shows its number keys for them
CODE_MINUTES = 20  # a code stays open so long after a teacher opened it
SIGN_SECONDS = 30  # the page of an online meeting gives a sign of life so often
GAP_SECONDS = 90  # signs no further apart belong together: two may get lost
EARLY_MINUTES = (
    30  # attendance can be taken and pages be open so long before; it counts from the beginning
)
PRESENT_PERCENT = 60  # of an online meeting that make somebody present
MOST_NOTE = 200  # letters of a teacher's note


class CodeNotOpen(RuleViolation):
    message = "No code is open for this meeting. Ask your teacher to open it again."


class WrongCode(RuleViolation):
    message = "This is not the code of the day. Look again at the board."


class MeetingNotNow(RuleViolation):
    message = "This meeting does not take place now."


class MeetingCancelled(RuleViolation):
    message = "This meeting does not take place."


def make_code(draw: Callable[[int], int]) -> str:
    """A new code of the day. `draw(n)` returns a number from 0 to n - 1, such as `secrets.randbelow`."""
    return "".join(str(draw(10)) for _place in range(CODE_SIGNS))


def read_code(text: str) -> str:
    """A code as somebody typed it: blanks and dashes do not matter, nor do full-width digits."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if sign.isalnum())


def code_closes_at(opened_at: datetime | None) -> datetime | None:
    """Until when a code can be used; None when none was opened."""
    return None if opened_at is None else opened_at + timedelta(minutes=CODE_MINUTES)


def is_code_open(opened_at: datetime | None, *, now: datetime) -> bool:
    """Whether a code can be used now."""
    closes_at = code_closes_at(opened_at)
    return closes_at is not None and now < closes_at


def check_code(given: str, *, code: str | None, opened_at: datetime | None, now: datetime) -> None:
    """Whether somebody who gives this code is here.

    :raises CodeNotOpen: when none is open; :raises WrongCode: when it is another.
    """
    if not code or not is_code_open(opened_at, now=now):
        raise CodeNotOpen
    if not hmac.compare_digest(code.encode(), read_code(given).encode(errors="replace")):
        raise WrongCode


@dataclass(frozen=True, slots=True)
class Slot:
    """When a meeting takes place."""

    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool = False

    @property
    def span(self) -> Span:
        """The same in whole milliseconds."""
        return _milliseconds(self.starts_at), _milliseconds(self.ends_at)


def check_sign(slot: Slot, *, now: datetime) -> None:
    """Signs of life are taken from half an hour before a meeting to its end.

    :raises MeetingCancelled, MeetingNotNow:
    """
    if slot.is_cancelled:
        raise MeetingCancelled
    if not slot.starts_at - timedelta(minutes=EARLY_MINUTES) <= now < slot.ends_at:
        raise MeetingNotNow


def goes_on(seen_at: datetime | None, *, now: datetime) -> bool:
    """Whether a sign of life belongs to the stay that was last seen then, or begins a new one."""
    return seen_at is not None and timedelta(0) <= now - seen_at <= timedelta(seconds=GAP_SECONDS)


def percent_present(slot: Slot, stays: Iterable[tuple[datetime, datetime]]) -> int:
    """How much of a meeting is covered by stays on all devices together, in whole per cent, rounded down.

    Order, overlap and repetition do not matter; what lies outside the meeting does not count.
    """
    start, end = slot.span
    spans = [(_milliseconds(begun) - start, _milliseconds(seen) - start) for begun, seen in stays]
    duration = end - start
    return covered(union(clip(spans, duration=duration))) * 100 // duration if duration > 0 else 0


def was_online(slot: Slot, stays: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether somebody was there for long enough to be present."""
    return percent_present(slot, stays) >= PRESENT_PERCENT


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that is known of somebody at a meeting."""

    way: AttendanceWay
    is_present: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What a teacher says of somebody: there, not there, or nothing (then the machine's word counts again)."""

    is_present: bool | None
    note: str = ""


def settle(marks: Iterable[Mark]) -> Mark | None:
    """What counts of all that is known: a teacher's word before any machine's. None: nothing is known."""
    found = sorted(marks, key=lambda mark: (mark.way is not AttendanceWay.TEACHER, mark.way))
    return next(iter(found), None)


@dataclass(frozen=True, slots=True)
class Record:
    """At how many of the meetings that count for somebody they were present.

    A meeting counts when it is over, was not cancelled, began after they had joined, and attendance was taken at it at
    all: where nobody took it, nobody was absent.
    """

    present: int = 0
    meetings: int = 0

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that 100 means always; None without meetings."""
        return self.present * 100 // self.meetings if self.meetings else None


def counts(slot: Slot, *, joined_at: datetime, is_taken: bool, now: datetime) -> bool:
    """Whether a meeting counts for a member (see `Record`)."""
    return (
        is_taken and not slot.is_cancelled and slot.ends_at <= now and slot.starts_at >= joined_at
    )
