"""How the teams of many agencies are spread: by the share of qualified staff, and by the months in which papers end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """What part of the full-time staff is qualified. Bounds belong to the upper part: a third is not below a third."""

    NOBODY = "nobody"  # no full-time staff at all
    NONE = "none"
    BELOW_THIRD = "below_third"
    BELOW_HALF = "below_half"
    BELOW_ALL = "below_all"
    ALL = "all"


def part_of(qualified: int, full_time: int) -> Part:
    """In which part a team lies, by whole numbers."""
    if full_time == 0:
        return Part.NOBODY
    if qualified == 0:
        return Part.NONE
    if 3 * qualified < full_time:
        return Part.BELOW_THIRD
    if 2 * qualified < full_time:
        return Part.BELOW_HALF
    return Part.BELOW_ALL if qualified < full_time else Part.ALL


def count_parts(teams: Iterable[tuple[int, int]]) -> dict[Part, int]:
    """How many teams lie in each part, by their qualified and full-time staff; every part is in it."""
    found = Counter(part_of(qualified, full_time) for qualified, full_time in teams)
    return {part: found[part] for part in Part}


def count_months(days: Iterable[date], *, on: date, months: int) -> dict[date, int]:
    """How many of the days lie in each of so many months from the month of a day on, by its first day.

    Days that are over on `on`, and those beyond, are left out; a month without any is there with 0.
    """
    found = {_first(on, number): 0 for number in range(months)}
    for day in days:
        if day >= on and day.replace(day=1) in found:
            found[day.replace(day=1)] += 1
    return found


def _first(on: date, number: int) -> date:
    count = on.year * 12 + on.month - 1 + number
    return date(count // 12, count % 12 + 1, 1)
