"""Assembles a form: specification, pool, seed and what was seen lately decide the items, by integer
programming.

HiGHS finds 80 of 5,000 items in a fifth of a second; a greedy choice gets stuck at narrow bounds.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import NamedTuple

import highspy
import numpy as np
from flask import has_app_context
from flask_babel import gettext

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.items import OPTION_LETTERS, Kind
from trainingapp.rules.specifications import (
    KINDS_IN_ORDER,
    Bounds,
    Cell,
    PoolItem,
    Specification,
    check_form,
    enemy_pairs,
)

SEEN_COST = 1000.0  # an item seen lately is taken only where the bounds leave no other
LETTER_COST = (
    50.0  # an unbalanced key letter weighs more than any random preference, less than an item seen
)
LETTER_MARGIN = 2  # each key letter of single items stands at a quarter of the slots, give or take
SECONDS = 4.0

N_ = str  # marks a message for translation where it is not yet shown
SENTENCES = {
    "kind": N_("%(name)s items: %(wanted)s wanted, %(found)s possible"),
    "chapter": N_("chapter %(name)s: %(wanted)s wanted, %(found)s possible"),
    "level": N_("level %(name)s: %(wanted)s wanted, %(found)s possible"),
    "enemies": N_("%(name)s may not stand together"),
}


class Conflict:
    """The demands that cannot be met together, said in the language of whoever reads."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = list(cells)

    def __str__(self) -> str:
        return "; ".join(_say(cell) for cell in self.cells)


class FormImpossible(RuleViolation):
    """No choice of items meets the specification; `cells` lists what would have to give way."""

    message = "No form can be assembled from the items there are: %(conflict)s."

    def __init__(self, cells: Sequence[Cell]) -> None:
        self.cells = list(cells)
        super().__init__(conflict=Conflict(cells))


def assemble_form(
    specification: Specification,
    pool: Sequence[PoolItem],
    *,
    seed: int,
    seen: Collection[str] = (),
    forbid_seen: bool = False,
) -> list[PoolItem]:
    """Choose and order the items of a form; the same arguments give the same form.

    Kinds, chapters and levels lie within their bounds and enemies stay apart. Items whose code is
    in `seen` are
    avoided where others will do, or left out altogether with `forbid_seen`. Key letters of single items are balanced
    where that is possible. The items come in the order of the paper: by kind, then chapter.

    :raises FormImpossible: with the cells that conflict, when nothing meets the specification.
    """
    usable = sorted(
        (item for item in pool if not (forbid_seen and item.code in seen)),
        key=lambda item: item.code,
    )
    dice = random.Random(seed)  # noqa: S311 - variety, not secrecy
    costs = [dice.random() + SEEN_COST * (item.code in seen) for item in usable]
    rows = [*_demands(specification, usable), *_letters(specification, usable)]
    chosen = _solve(rows, costs)
    if chosen is None:
        raise FormImpossible(_find_conflict(specification, usable))
    items = [usable[index] for index in chosen.items]
    places = {item.code: dice.random() for item in items}
    items.sort(key=lambda i: (KINDS_IN_ORDER.index(Kind(i.kind)), i.chapter, places[i.code]))
    if cells := check_form(specification, items):
        raise FormImpossible(cells)
    return items


class Row(NamedTuple):
    """How many of these items may be chosen; `price` of missing a bound by one, None when it must
    hold.
    """

    axis: str
    name: str
    members: Sequence[int]
    bounds: Bounds
    price: float | None = None


class Solution(NamedTuple):
    """The indexes of the chosen items, and by how much each row misses its bounds."""

    items: list[int]
    misses: list[float]


def _demands(specification: Specification, pool: Sequence[PoolItem]) -> list[Row]:
    exact = {kind: Bounds(count, count) for kind, count in specification.kinds.items()}
    axes = (
        ("kind", exact, [item.kind for item in pool]),
        ("chapter", specification.chapters, [item.chapter for item in pool]),
        ("level", specification.levels, [item.level for item in pool]),
    )
    rows = []
    for axis, cells, values in axes:
        for name in sorted({*cells, *values}) if cells else ():
            members = [index for index, value in enumerate(values) if value == name]
            rows.append(Row(axis, name, members, cells.get(name, Bounds(0, 0))))
    indexes = {item.code: index for index, item in enumerate(pool)}
    for one, other in sorted(enemy_pairs(pool)):
        members = [indexes[one], indexes[other]]
        rows.append(Row("enemies", f"{one} + {other}", members, Bounds(0, 1)))
    return rows


def _letters(specification: Specification, pool: Sequence[PoolItem]) -> list[Row]:
    quarter, rest = divmod(specification.kinds.get(Kind.SINGLE, 0), 4)
    bounds = Bounds(max(quarter - LETTER_MARGIN, 0), quarter + bool(rest) + LETTER_MARGIN)
    return [
        Row(
            "letter",
            letter,
            [i for i, item in enumerate(pool) if item.kind == Kind.SINGLE and item.key == letter],
            bounds,
            LETTER_COST,
        )
        for letter in OPTION_LETTERS[Kind.SINGLE]
    ]


def _find_conflict(specification: Specification, pool: Sequence[PoolItem]) -> list[Cell]:
    """The fewest, smallest concessions that would make a form possible."""
    rows = [row._replace(price=1.0) for row in _demands(specification, pool)]
    solution = _solve(rows, [0.0] * len(pool))
    if solution is None:
        return []
    chosen = set(solution.items)
    return [
        Cell(row.axis, row.name, row.bounds, len(chosen.intersection(row.members)))
        for row, miss in zip(rows, solution.misses, strict=True)
        if miss > 0.5
    ]


def _solve(rows: Sequence[Row], costs: Sequence[float]) -> Solution | None:
    """Minimise the cost of the chosen items and of the bounds missed; None when a rigid bound
    cannot hold.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    solver.setOptionValue("mip_rel_gap", 0.001)
    solver.setOptionValue("time_limit", SECONDS)
    solver.passModel(_model(rows, costs))
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = list(solver.getSolution().col_value)
    misses = [0.0] * len(rows)
    for column, (place, _sign) in enumerate(_slacks(rows), start=len(costs)):
        misses[place] += values[column]
    return Solution([i for i in range(len(costs)) if values[i] > 0.5], misses)


def _slacks(rows: Sequence[Row]) -> list[tuple[int, float]]:
    """A column for missing a bound from below and one from above, for every row that may."""
    return [
        (number, sign)
        for number, row in enumerate(rows)
        if row.price is not None
        for sign in (1.0, -1.0)
    ]


def _model(rows: Sequence[Row], costs: Sequence[float]) -> highspy.HighsLp:
    slacks = _slacks(rows)
    columns = len(costs) + len(slacks)
    starts, indexes, values = [0], [], []
    extra: dict[int, list[tuple[int, float]]] = {}
    for column, (place, sign) in enumerate(slacks, start=len(costs)):
        extra.setdefault(place, []).append((column, sign))
    for number, row in enumerate(rows):
        indexes += [*row.members, *(column for column, _ in extra.get(number, ()))]
        values += [1.0] * len(row.members) + [sign for _, sign in extra.get(number, ())]
        starts.append(len(indexes))
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows)
    model.col_cost_ = np.array([*costs, *(rows[place].price for place, _ in slacks)], dtype=float)
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.array([1.0] * len(costs) + [float(len(costs))] * len(slacks))
    model.row_lower_ = np.array([row.bounds.min for row in rows], dtype=float)
    model.row_upper_ = np.array([row.bounds.max for row in rows], dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.array(starts)
    model.a_matrix_.index_ = np.array(indexes, dtype=np.int32)
    model.a_matrix_.value_ = np.array(values, dtype=float)
    integer, continuous = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [integer] * len(costs) + [continuous] * len(slacks)
    return model


def _say(cell: Cell) -> str:
    low, high = cell.wanted
    parameters = {
        "name": cell.name,
        "wanted": str(low) if low == high else f"{low}–{high}",
        "found": cell.found,
    }
    message = SENTENCES.get(cell.axis, "%(name)s")
    return str(gettext(message, **parameters)) if has_app_context() else message % parameters
