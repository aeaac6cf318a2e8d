"""Median and quartiles, and many agencies laid over each other by the months since each moved in."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Of `count` numbers: a quarter of them is not above `lower`, half not above `middle`, three not above `upper`."""

    count: int
    lower: Decimal
    middle: Decimal
    upper: Decimal


def quartiles(values: Iterable[Decimal]) -> Quartiles | None:
    """The quartiles of some numbers, None of nothing. Between two numbers by straight line, as spreadsheets do it
    (QUARTILE.INC): the k-th lies at place (n - 1) * k / 4 of the ordered numbers, counted from 0.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    lower, middle, upper = (_at(ordered, part) for part in range(1, QUARTERS))
    return Quartiles(len(ordered), lower, middle, upper)


def _at(ordered: Sequence[Decimal], part: int) -> Decimal:
    place, rest = divmod((len(ordered) - 1) * part, QUARTERS)
    if not rest:
        return ordered[place]
    return ordered[place] + (ordered[place + 1] - ordered[place]) * rest / QUARTERS


class Point(NamedTuple):
    """A number of an agency on a day; `since` is the day it moved in."""

    owner: int
    since: date
    on: date
    value: Decimal


def months_since(since: date, on: date) -> int:
    """The full months from a day to another: on the same day of the next month it is one. Negative before it.

    A month that has no such day is full with its last day: from 31 January to 28 February is one.
    """
    months = (on.year - since.year) * 12 + on.month - since.month
    is_last = on.day == calendar.monthrange(on.year, on.month)[1]
    return months if on.day >= since.day or is_last else months - 1


def by_month(points: Iterable[Point], *, most: int) -> dict[int, dict[int, Decimal]]:
    """The numbers by month since moving in, 0 to `most`, and agency; of several in one month the newest counts."""
    found: dict[int, dict[int, Decimal]] = {}
    for point in sorted(points, key=lambda one: one.on):
        month = months_since(point.since, point.on)
        if 0 <= month <= most:
            found.setdefault(month, {})[point.owner] = point.value
    return {month: found[month] for month in sorted(found)}


def bands(points: Iterable[Point], *, most: int) -> dict[int, Quartiles]:
    """The quartiles of the agencies in each month since they moved in; months without a number are left out."""
    found = (
        (month, quartiles(values.values())) for month, values in by_month(points, most=most).items()
    )
    return {month: band for month, band in found if band is not None}
