"""Continuing education: what a completed course is worth, what may be corrected, how minutes become hours.

Everything is in whole minutes. How many minutes an hour has is data (`question_bank/education`), not a figure here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation

WHOLE = "whole"  # stands for the course where otherwise a lesson's key stands; keys are longer
MOST_MINUTES = 100 * 60  # of one course; whoever means more has mistyped


class Category(StrEnum):
    """How minutes were earned, as 民发〔2009〕123号 tells them apart."""

    TRAINING = "training"  # with a certificate of completion: its actual hours
    DEGREE = "degree"  # a social work degree or diploma: once
    STUDY = "study"  # degree study without the degree: the courses that were passed


class Basis(StrEnum):
    """What a rule grants for."""

    WHOLE = "whole"  # the completed course
    LESSONS = "lessons"  # every completed lesson by its kind


class RuleState(StrEnum):
    """Where a rule stands."""

    PROPOSED = "proposed"  # by the course's instructor
    APPROVED = "approved"
    DECLINED = "declined"
    RECALLED = "recalled"  # by the instructor, before a decision
    ENDED = "ended"  # was approved; grants nothing any more, what it granted stays


class RuleAct(StrEnum):
    """What is done with a rule."""

    APPROVE = "approve"
    DECLINE = "decline"
    RECALL = "recall"
    END = "end"


NEXT: Mapping[tuple[RuleState, RuleAct], RuleState] = {
    (RuleState.PROPOSED, RuleAct.APPROVE): RuleState.APPROVED,
    (RuleState.PROPOSED, RuleAct.DECLINE): RuleState.DECLINED,
    (RuleState.PROPOSED, RuleAct.RECALL): RuleState.RECALLED,
    (RuleState.APPROVED, RuleAct.END): RuleState.ENDED,
}


class RuleActRefused(RuleViolation):
    message = "This rule does not stand where this can be done with it."


class RuleOverlaps(RuleViolation):
    message = "Another approved rule grants for this course on some of these days. End it first."


class ApproverNotIndependent(RuleViolation):
    message = "Who proposed a rule, or made its course, does not decide on it."


class CorrectionOfCorrection(RuleViolation):
    message = "A correction is not corrected. Correct the entry that it stands for."


class CorrectionOfOwn(RuleViolation):
    message = "Somebody else corrects your own record."


class CorrectedMeanwhile(RuleViolation):
    message = "This entry was corrected meanwhile. Look at what it counts now before you correct it again."


class CorrectionTooLarge(RuleViolation):
    message = "This entry still counts %(left)s minutes; no more than that can be taken away."


class RestorationTooLarge(RuleViolation):
    message = (
        "Only %(taken)s minutes were taken from this entry; no more than that can be given back."
    )


class CorrectionEmpty(RuleViolation):
    message = "A correction changes at least one minute."


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule grants, in minutes: `minutes` for the whole course, or `by_kind` for each lesson of a kind."""

    basis: Basis
    minutes: int = 0
    by_kind: Mapping[str, int] = field(default_factory=dict)


def next_state(state: RuleState, act: RuleAct) -> RuleState:
    """Where an act leads. :raises RuleActRefused: when the rule does not stand where it can be done."""
    if (state, act) not in NEXT:
        raise RuleActRefused
    return NEXT[state, act]


def is_in_force(day: date, *, valid_from: date, valid_to: date | None) -> bool:
    """Whether a day lies within the dates, both included; no end means for ever."""
    return valid_from <= day and (valid_to is None or day <= valid_to)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans of days, both ends included, share a day."""
    return first[0] <= (second[1] or date.max) and second[0] <= (first[1] or date.max)


def minutes_due(
    terms: Terms, completed: Mapping[str, str], granted: Mapping[str, int]
) -> dict[str, int]:
    """What is to be granted now for a course, in minutes by unit (a lesson's key, or WHOLE).

    `completed` holds the kind of every completed lesson by key, and WHOLE when the course is completed; `granted` what
    the same person was ever granted for this course by any rule, before corrections. An hour counts once: no unit is
    granted twice, nothing for a lesson of a course that was granted as a whole, and for the whole only what its
    lessons have not brought. Whatever the order of completing, the sum is the same.
    """
    if WHOLE in granted:
        return {}
    if terms.basis is Basis.WHOLE:
        rest = terms.minutes - sum(granted.values())
        return {WHOLE: rest} if WHOLE in completed and rest > 0 else {}
    due = {
        key: terms.by_kind.get(kind, 0)
        for key, kind in completed.items()
        if key != WHOLE and key not in granted
    }
    return {key: minutes for key, minutes in due.items() if minutes > 0}


def check_correction(granted: int, corrections: Iterable[int], *, minutes: int) -> None:
    """Whether an entry of `granted` minutes may be corrected by so many: less than 0 takes away, more gives back.

    What the entry counts stays between nothing and what was granted.

    :raises CorrectionEmpty, CorrectionTooLarge, RestorationTooLarge: otherwise.
    """
    left = granted + sum(corrections)
    if minutes == 0:
        raise CorrectionEmpty
    if left + minutes < 0:
        raise CorrectionTooLarge(left=left)
    if left + minutes > granted:
        raise RestorationTooLarge(taken=granted - left)


def hours(minutes: int, *, per_hour: int) -> Decimal:
    """Hours with one place, rounded down: nobody reads more than they have earned."""
    return (Decimal(minutes) / per_hour).quantize(Decimal("0.1"), rounding=ROUND_DOWN)


def most_minutes(terms: Terms, kinds: Iterable[str]) -> int:
    """What a course grants at most, in minutes, given the kinds of its lessons."""
    if terms.basis is Basis.WHOLE:
        return terms.minutes
    return sum(terms.by_kind.get(kind, 0) for kind in kinds)


def too_much(terms: Terms, lessons: Iterable[tuple[str, int]]) -> list[str]:
    """Where terms grant more than the time that learning takes: lesson kinds, or WHOLE; nothing when they do not.

    `lessons` are kinds with minutes. A training counts its actual hours (民发〔2009〕123号), so a course grants no more
    than its lessons take, and a kind no more than its shortest lesson.
    """
    taken = list(lessons)
    if terms.basis is Basis.WHOLE:
        return [WHOLE] if terms.minutes > sum(minutes for _kind, minutes in taken) else []
    shortest: dict[str, int] = {}
    for kind, minutes in taken:
        shortest[kind] = min(shortest.get(kind, minutes), minutes)
    return [kind for kind, minutes in terms.by_kind.items() if minutes > shortest.get(kind, 0)]
