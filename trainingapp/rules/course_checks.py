"""The final check of a course (结业测验): who may try, which items are asked, when it is passed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainingapp.rules.errors import RuleViolation


class CheckNotOpen(RuleViolation):
    message = "The final check opens when every lesson that counts is completed."


class NoTriesLeft(RuleViolation):
    message = "All %(tries)s tries are used."


class TryTooEarly(RuleViolation):
    message = "The next try is possible after a break of %(hours)s hours."


class AlreadyPassed(RuleViolation):
    message = "You have passed this check."


class TooFewItems(RuleViolation):
    message = "There are too few ready items on the knowledge points of this course."


class CheckClosed(RuleViolation):
    message = "This try is handed in."


@dataclass(frozen=True, slots=True)
class CheckTerms:
    """How a course is checked: so many items, the share that must be right, tries, hours between them."""

    items: int
    pass_percent: int
    tries: int
    wait_hours: int

    def as_json(self) -> dict[str, int]:
        """The terms as a rule keeps them."""
        return {
            "items": self.items,
            "pass_percent": self.pass_percent,
            "tries": self.tries,
            "wait_hours": self.wait_hours,
        }


@dataclass(frozen=True, slots=True)
class PastTry:
    """A try that was handed in."""

    submitted_at: datetime
    is_passed: bool


def next_try_at(past: Sequence[PastTry], terms: CheckTerms) -> datetime | None:
    """From when on another try is possible; None at once.

    :raises AlreadyPassed: after a pass. :raises NoTriesLeft: when all are used.
    """
    if any(one.is_passed for one in past):
        raise AlreadyPassed
    if len(past) >= terms.tries:
        raise NoTriesLeft(tries=terms.tries)
    last = max((one.submitted_at for one in past), default=None)
    return None if last is None else last + timedelta(hours=terms.wait_hours)


def check_try(past: Sequence[PastTry], terms: CheckTerms, *, now: datetime) -> None:
    """Whether somebody may try now.

    :raises AlreadyPassed, NoTriesLeft: never again. :raises TryTooEarly: before the break is over.
    """
    at = next_try_at(past, terms)
    if at is not None and now < at:
        raise TryTooEarly(hours=terms.wait_hours)


def draw(
    codes: Collection[str], *, count: int, seed: str, seen: Collection[str] = ()
) -> tuple[str, ...]:
    """So many of the items in an order that the seed decides; those seen in earlier tries only where others run out.

    :raises TooFewItems: when there are not so many.
    """
    if len(set(codes)) < count:
        raise TooFewItems

    def place(code: str) -> tuple[bool, str]:
        return code in seen, hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()

    return tuple(sorted(set(codes), key=place)[:count])


def is_right(selected: str, key: str | None) -> bool:
    """Whether exactly the options of the key were chosen; an item without a key is right for nobody."""
    return bool(key) and set(selected) == set(key or "")


def is_passed(right: int, *, asked: int, percent: int) -> bool:
    """Whether at least so many percent of the items are right; a check without items is passed by nobody."""
    return asked > 0 and right * 100 >= asked * percent
