"""Test specifications: the counts and bounds of a paper, and whether a form keeps to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from trainingapp.rules.items import Fault, Kind

KINDS_IN_ORDER = tuple(Kind)  # how a paper is printed: single items first, then multiple


class Bounds(NamedTuple):
    """Inclusive bounds of a number of items."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class Specification:
    """How many items of each kind, and the bounds per chapter and level.

    A chapter or level that is not named gets no item; when no chapter (or level) is named at all, any will do.
    """

    kinds: Mapping[str, int]
    chapters: Mapping[str, Bounds]
    levels: Mapping[str, Bounds]

    @property
    def size(self) -> int:
        """The number of items of a form."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class PoolItem:
    """What assembly knows of one ready item."""

    item: int
    revision: int
    code: str
    kind: str
    chapter: str
    level: str
    key: str
    facility: float
    enemies: frozenset[str] = frozenset()


class Cell(NamedTuple):
    """A demand on a form and what was found: axis is kind, chapter, level, repeated, enemies or order."""

    axis: str
    name: str
    wanted: Bounds
    found: int


def check_bounds(specification: Specification) -> Iterator[Fault]:
    """The bounds can be met by some form: each minimum below its maximum, and their sums around the size.

    Fewer items than the sum of minima, or more than the sum of maxima, can never be chosen.
    """
    for axis, cells in (("chapters", specification.chapters), ("levels", specification.levels)):
        for name, bounds in cells.items():
            if not 0 <= bounds.min <= bounds.max:
                yield Fault(
                    "bounds_reversed",
                    (axis, name),
                    {"cell": name, "min": bounds.min, "max": bounds.max},
                )
        lowest = sum(bounds.min for bounds in cells.values())
        highest = sum(bounds.max for bounds in cells.values())
        if cells and not lowest <= specification.size <= highest:
            yield Fault(
                "bounds_impossible",
                (axis,),
                {"axis": axis, "min": lowest, "max": highest, "size": specification.size},
            )


def check_form(specification: Specification, items: Sequence[PoolItem]) -> list[Cell]:
    """List every demand that the items in this order do not meet; an empty list means the form is good.

    Kinds are exact and stand together in the order of the paper; chapters and levels lie within their bounds; no item
    stands twice; no two enemies stand together.
    """
    cells = [*_count_cells(specification, items)]
    codes = Counter(item.code for item in items)
    cells += [Cell("repeated", code, Bounds(0, 1), n) for code, n in codes.items() if n > 1]
    cells += [
        Cell("enemies", " + ".join(pair), Bounds(0, 1), 2) for pair in sorted(enemy_pairs(items))
    ]
    places = [KINDS_IN_ORDER.index(Kind(item.kind)) for item in items]
    for slot, (before, after) in enumerate(pairwise(places), start=2):
        if after < before:
            cells.append(Cell("order", items[slot - 1].code, Bounds(0, 0), slot))
            break
    return cells


def enemy_pairs(items: Sequence[PoolItem]) -> set[tuple[str, str]]:
    """Every pair of codes among the items of which one names the other, in order of code."""
    present = {item.code for item in items}
    return {
        (min(item.code, enemy), max(item.code, enemy))
        for item in items
        for enemy in item.enemies & present
        if enemy != item.code
    }


def lens_day(exam_year: int) -> date:
    """The exam of a year asks for the law in force on the last day of the year before."""
    return date(exam_year - 1, 12, 31)


def next_exam_year(today: date) -> int:
    """The exam is held in June: until then the year's own, after it the next year's."""
    return today.year + (today.month > 6)


def _count_cells(specification: Specification, items: Sequence[PoolItem]) -> Iterator[Cell]:
    exact = {kind: Bounds(count, count) for kind, count in specification.kinds.items()}
    yield from _axis_cells("kind", exact, Counter(item.kind for item in items))
    if specification.chapters:
        found = Counter(item.chapter for item in items)
        yield from _axis_cells("chapter", specification.chapters, found)
    if specification.levels:
        yield from _axis_cells("level", specification.levels, Counter(item.level for item in items))


def _axis_cells(
    axis: str, wanted: Mapping[str, Bounds], found: Mapping[str, int]
) -> Iterator[Cell]:
    for name in sorted({*wanted, *found}):
        bounds = wanted.get(name, Bounds(0, 0))
        if not bounds.min <= found.get(name, 0) <= bounds.max:
            yield Cell(axis, name, bounds, found.get(name, 0))
