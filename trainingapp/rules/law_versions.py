"""Versions of a law: which one is in force on a day, what a new one ends, and for which exams an item still holds.

An exam asks for the law in force on its lens day (`specifications.lens_day`). All days are calendar days in Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from trainingapp.rules.errors import RuleViolation

DAY = timedelta(days=1)


class Span(NamedTuple):
    """A version, named by its day of promulgation, and the first and last day it is in force (None: no end known)."""

    version: str
    start: date
    end: date | None = None


class Standing(StrEnum):
    """What a version is to an exam."""

    HOLDS = "holds"  # in force on the lens day, and no end is known
    ENDS_LATER = "ends-later"  # in force on the lens day; a later exam will ask for other law
    LAPSED = "lapsed"  # its last day lies before the lens day
    AHEAD = "ahead"  # it takes effect after the lens day


# What the standing of the law that a ready item rests on means for the item. Only a law that has ended sends it to
# review: until then the item is right for the exam that comes next. What lies ahead was the editors' own doing;
# assembly leaves it out until its day.
FALLS: frozenset[Standing] = frozenset({Standing.LAPSED})
IN_ASSEMBLY: frozenset[Standing] = frozenset({Standing.HOLDS, Standing.ENDS_LATER})


class LawVersionRefused(RuleViolation):
    """The version cannot follow those that are known."""

    message = "This version cannot be added."


class VersionKnown(LawVersionRefused):
    message = "The version of %(version)s is already here."


class VersionNotNewest(LawVersionRefused):
    message = (
        "A new version comes after all known ones. The newest was promulgated on %(version)s "
        "and has been in force since %(start)s."
    )


class EffectiveTooEarly(LawVersionRefused):
    message = "A version takes effect on the day of its promulgation or later."


class NotPromulgated(LawVersionRefused):
    message = "A version that has not been promulgated yet is no law."


def is_in_force(span: Span, on: date) -> bool:
    """Whether the version is law on that day; the last day still counts."""
    return span.start <= on and (span.end is None or on <= span.end)


def find_in_force(spans: Iterable[Span], on: date) -> Span | None:
    """The version in force on that day: of several the one that took effect last, None when there is none."""
    found = [span for span in spans if is_in_force(span, on)]
    return max(found, key=lambda span: (span.start, span.version), default=None)


def standing(span: Span, *, on: date) -> Standing:
    """What the version is to the exam whose lens day is `on`."""
    if span.start > on:
        return Standing.AHEAD
    if span.end is None:
        return Standing.HOLDS
    return Standing.LAPSED if span.end < on else Standing.ENDS_LATER


def first_exam_without(end: date) -> int:
    """The year of the first exam that no longer asks for a version whose last day this is.

    A version that ends on 31 December is still the law of the exam of the following year.
    """
    return (end + DAY).year + 1


def first_exam_with(start: date) -> int:
    """The year of the first exam that asks for a version taking effect on that day."""
    return start.year + 1


def find_successor(spans: Sequence[Span], former: str) -> Span | None:
    """The version that took effect next after that one; None when the law has ended without a new one."""
    known = next(span for span in spans if span.version == former)
    later = [span for span in spans if (span.start, span.version) > (known.start, known.version)]
    return min(later, key=lambda span: (span.start, span.version), default=None)


def add_version(spans: Sequence[Span], new: Span, *, today: date) -> list[Span]:
    """All versions after a new one was promulgated: the newest known one ends on the day before it takes effect.

    A version that had ended earlier keeps its last day. Older history comes through the files, not through here.

    :raises LawVersionRefused: (the subclass that says why) when the new one is known, not the newest, not promulgated
        yet, or takes effect before it was promulgated.
    """
    if any(span.version == new.version for span in spans):
        raise VersionKnown(version=new.version)
    if date.fromisoformat(new.version) > today:
        raise NotPromulgated
    if new.start < date.fromisoformat(new.version):
        raise EffectiveTooEarly
    newest = max(spans, key=lambda span: (span.start, span.version), default=None)
    if newest is None:
        return [new]
    if new.start <= newest.start or new.version < max(span.version for span in spans):
        raise VersionNotNewest(version=newest.version, start=newest.start.isoformat())
    last_day = new.start - DAY
    end = last_day if newest.end is None else min(newest.end, last_day)
    return [newest._replace(end=end) if span == newest else span for span in spans] + [new]


def find_overlaps(spans: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Every two versions, in order of effect, that would be law on the same day."""
    ordered = sorted(spans, key=lambda span: (span.start, span.version))
    return [
        (former, later)
        for former, later in pairwise(ordered)
        if former.end is None or former.end >= later.start
    ]
