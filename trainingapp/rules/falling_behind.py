"""Who falls behind in a class and how ready somebody seems: stated rules, each with the figures it rests on.

A flag is a reason to ask, not a verdict. No band promises that somebody will pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on somebody is pointed out to the teachers."""

    quiet_days: int = 14  # days without opening the course
    overdue_percent: int = 30  # of the lessons that were due, not completed
    fewest_due: int = 2  # so many lessons must have been due before their share says anything
    attendance_percent: int = 60  # of the meetings that count
    fewest_meetings: int = 2  # so many meetings must count before their share says anything


LIMITS = Limits()
NEAR_PERCENT = (
    10  # of the full score: about two standard errors of a paper of 100 items near its cut score
)
FEWEST_ANSWERS = 5  # fewer answers on a knowledge point say nothing of a class


class FlagKind(StrEnum):
    """Why somebody is pointed out."""

    QUIET = "quiet"
    OVERDUE = "overdue"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Flag:
    """A reason to ask after somebody, with the figures that say why: `value` of `of`, beyond `limit`."""

    kind: FlagKind
    value: int  # days, lessons or meetings
    of: int  # lessons due or meetings; 0 for days
    limit: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a member, as far as it counts for the class."""

    joined_at: datetime
    seen_at: datetime | None  # last in the course; None: never opened
    is_completed: bool  # the whole course
    due: int  # lessons whose deadline has passed
    missing: int  # of these, not completed
    meetings: int  # that count
    present: int


def find_flags(standing: Standing, *, now: datetime, limits: Limits = LIMITS) -> tuple[Flag, ...]:
    """Why somebody should be asked after, in the order of `FlagKind`; nothing when all is well.

    Quiet: the course was not opened for `quiet_days`, counted from joining for who never did; who has completed it
    may rest. Overdue and absent: shares at or beyond their limits, once there is enough to share.
    """
    found = (
        _quiet(standing, now=now, limits=limits),
        _overdue(standing, limits),
        _absent(standing, limits),
    )
    return tuple(flag for flag in found if flag is not None)


def quiet_days(standing: Standing, *, now: datetime) -> int:
    """Whole days since somebody opened the course last, or since they joined."""
    last = max(standing.seen_at or standing.joined_at, standing.joined_at)
    return max((now - last).days, 0)


def _quiet(standing: Standing, *, now: datetime, limits: Limits) -> Flag | None:
    days = quiet_days(standing, now=now)
    if standing.is_completed or days < limits.quiet_days:
        return None
    return Flag(FlagKind.QUIET, days, 0, limits.quiet_days)


def _overdue(standing: Standing, limits: Limits) -> Flag | None:
    if standing.due < limits.fewest_due:
        return None
    if standing.missing * 100 < standing.due * limits.overdue_percent:
        return None
    return Flag(FlagKind.OVERDUE, standing.missing, standing.due, limits.overdue_percent)


def _absent(standing: Standing, limits: Limits) -> Flag | None:
    if standing.meetings < limits.fewest_meetings:
        return None
    if standing.present * 100 >= standing.meetings * limits.attendance_percent:
        return None
    missed = standing.meetings - standing.present
    return Flag(FlagKind.ABSENT, missed, standing.meetings, limits.attendance_percent)


class Band(StrEnum):
    """Where the last mock exam of the class stands against its cut score."""

    WELL_ABOVE = "well-above"
    NEAR = "near"
    BELOW = "below"
    UNKNOWN = "unknown"


def find_band(score: Decimal | None, *, cut: Decimal, full: Decimal) -> Band:
    """The band of a score. Near is less than a tenth of the full score from the cut score, on either side."""
    if score is None or full <= 0:
        return Band.UNKNOWN
    margin = (score - cut) * 100 / full
    if margin >= NEAR_PERCENT:
        return Band.WELL_ABOVE
    return Band.BELOW if margin <= -NEAR_PERCENT else Band.NEAR


def is_shared(*, begun_at: datetime | None, joined_at: datetime, linked_at: datetime) -> bool:
    """Whether a class's teachers may see an attempt: begun as a member, and after it was said that they would see it.

    Personal Information Protection Law (2021-11-01), articles 14 and 17: told beforehand, and by one's own act.
    """
    return begun_at is not None and begun_at >= joined_at and begun_at >= linked_at


def says_something(answers: int) -> bool:
    """Whether there are enough answers for a claim about a class."""
    return answers >= FEWEST_ANSWERS
