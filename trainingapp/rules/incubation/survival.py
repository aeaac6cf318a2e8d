"""Survival of graduates by Kaplan and Meier. Who was lost sight of is no survivor and no loss: they are kept apart.

A graduate is at risk from the last day of the stay to the last day on which somebody knew that it exists. To be
deregistered is the end; a dormant agency still exists; one that merged leaves the observation without an end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from trainingapp.rules.incubation.residence_words import Survival

YEAR = 365  # days; the follow-up after twelve months is never earlier


class Fate(StrEnum):
    """What is known of a graduate."""

    STANDS = "stands"
    GONE = "gone"  # deregistered
    MERGED = "merged"
    LOST = "lost"  # the last time nobody could tell
    UNASKED = "unasked"  # nobody has asked yet


class Look(NamedTuple):
    """On this day it was noted how a graduate does."""

    on: date
    found: Survival


@dataclass(frozen=True, slots=True)
class Life:
    """So many days after the stay a graduate was last known to exist, or known to be gone."""

    days: int
    fate: Fate

    @property
    def is_followed(self) -> bool:
        """Whether anything at all was ever known after the stay."""
        return self.fate in {Fate.STANDS, Fate.GONE, Fate.MERGED} or self.days > 0


@dataclass(frozen=True, slots=True)
class Step:
    """A day of the curve on which graduates were found to be gone, and the share that exists after it."""

    day: int
    at_risk: int
    gone: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share that exists so many days after the stay; None when nobody was followed for so long."""

    day: int
    share: Fraction | None
    at_risk: int


def life_of(ended_on: date, looks: Iterable[Look], *, today: date) -> Life:
    """What is known of a graduate from looks of any order; those before the end of the stay or after today are nothing.

    Nothing counts any more after the look that found it gone or merged.
    """
    known, fate = 0, Fate.UNASKED
    for look in sorted(one for one in looks if ended_on <= one.on <= today):
        if look.found is Survival.UNKNOWN:
            fate = Fate.LOST
            continue
        known = (look.on - ended_on).days
        if look.found is Survival.DEREGISTERED:
            return Life(known, Fate.GONE)
        if look.found is Survival.MERGED:
            return Life(known, Fate.MERGED)
        fate = Fate.STANDS
    return Life(known, fate)


def curve(lives: Iterable[Life]) -> tuple[Step, ...]:
    """The days on which the share falls, in order: by (at risk - gone) / at risk of those known up to that day."""
    followed = [one for one in lives if one.is_followed]
    gone = Counter(one.days for one in followed if one.fate is Fate.GONE)
    share = Fraction(1)
    steps = []
    for day in sorted(gone):
        at_risk = _at_risk(followed, day)
        share *= Fraction(at_risk - gone[day], at_risk)
        steps.append(Step(day, at_risk, gone[day], share))
    return tuple(steps)


def share_after(lives: Iterable[Life], day: int) -> Estimate:
    """The share that exists after so many days; None beyond the last day known of anybody, unless all are gone."""
    followed = [one for one in lives if one.is_followed]
    passed = [step.share for step in curve(followed) if step.day <= day]
    share = passed[-1] if passed else Fraction(1)
    at_risk = _at_risk(followed, day)
    is_known = at_risk > 0 or (bool(followed) and share == 0)
    return Estimate(day, share if is_known else None, at_risk)


def _at_risk(lives: Sequence[Life], day: int) -> int:
    return sum(one.days >= day for one in lives)


def count_fates(lives: Iterable[Life]) -> dict[Fate, int]:
    """How many graduates there are of each fate; every fate is in it."""
    found = Counter(one.fate for one in lives)
    return {fate: found[fate] for fate in Fate}
