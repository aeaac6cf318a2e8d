"""Breaches over time: how many are open on a day, and how long they take to be put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from trainingapp.rules.incubation.compliance.words import Severity
from trainingapp.rules.incubation.quartiles import Quartiles, quartiles
from trainingapp.rules.intervals import Interval


class Breach(NamedTuple):
    """A check of an agency was not in order from a day on, until `cleared_on`."""

    agency_id: int
    code: str
    severity: Severity
    since: date
    cleared_on: date | None


def join(rows: Iterable[Breach]) -> list[Breach]:
    """The rows, oldest first, as breaches: what was found again since the same day, with other words, is the same."""
    return list({(one.agency_id, one.code, one.since): one for one in rows}.values())


def count_open(breaches: Iterable[Breach], on: date) -> dict[Severity, int]:
    """How many are open at the end of a day, by how grave they are; every severity is in it."""
    found = dict.fromkeys(Severity, 0)
    for one in breaches:
        if one.since <= on and (one.cleared_on is None or one.cleared_on > on):
            found[one.severity] += 1
    return found


def days_to_clear(breaches: Iterable[Breach], span: Interval) -> Quartiles | None:
    """The days from the first to the last of those breaches that were put right in a span; None when there is none."""
    return quartiles(
        Decimal((one.cleared_on - one.since).days)
        for one in breaches
        if one.cleared_on is not None and span.start <= one.cleared_on < span.end
    )


def month_ends(on: date, months: int) -> Sequence[date]:
    """The last days of so many months before the month of a day, oldest first, and the day itself."""
    found = [on]
    day = on
    for _ in range(months):
        day = date.fromordinal(day.replace(day=1).toordinal() - 1)
        found.append(day)
    return found[::-1]
