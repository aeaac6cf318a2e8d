"""What reviews come to: weighted totals, means, spread, pass, ranks; and who may not review a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import groupby

from trainingapp.rules.incubation.rubrics import MOST_POINTS, WHOLE, Rubric

CENT = Decimal("0.01")


class Recommendation(StrEnum):
    """What a reviewer recommends beside the points."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Bar(StrEnum):
    """Why somebody may not review a case: separation of duties."""

    CONFLICT = "conflict"  # declared on this case
    SEATED = "seated"  # has a seat on it
    BASE = "base"  # works at the base or at its authority, which decide
    APPLICANT = "applicant"  # began an application of the same intake
    MANAGER = "manager"  # manages an agency of the same intake
    STAFF = "staff"  # works or worked at one
    FOUNDER = "founder"  # founded one, or has an office in it


class Failing(StrEnum):
    """Why reviews do not come to a pass."""

    TOTAL = "total"
    CRITERION = "criterion"
    VETO = "veto"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The submitted scores of one reviewer: points of 0 to 5 by criterion, and grounds that stop."""

    points: Mapping[str, int]
    vetoes: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the sheets of a case come to. `means` are of 0 to 5; `total` has the bonus in it."""

    total: Decimal
    bonus: Decimal
    spread: Decimal
    sheets: int
    is_trimmed: bool
    means: Mapping[str, Decimal]
    vetoes: tuple[str, ...]
    below: tuple[str, ...]  # criteria below their own least
    failings: tuple[Failing, ...]

    @property
    def passes(self) -> bool:
        """Whether the application can be admitted by its score."""
        return not self.failings


def is_complete(rubric: Rubric, points: Mapping[str, int | None]) -> bool:
    """Whether every criterion has points of 0 to 5."""
    return all(points.get(one.code) in range(MOST_POINTS + 1) for one in rubric.criteria)


def total_of(rubric: Rubric, points: Mapping[str, int]) -> Decimal:
    """The weighted total of a sheet, of 100: the sum of weight times points over five."""
    whole = sum(one.weight * points[one.code] for one in rubric.criteria)
    return (Decimal(whole) / MOST_POINTS).quantize(CENT)


def middle(values: Sequence[Decimal], trims_from: int) -> Decimal:
    """The mean; from `trims_from` values on without one highest and one lowest. :raises ValueError: of none."""
    if not values:
        raise ValueError("there is no mean of nothing")
    kept = sorted(values)[1:-1] if len(values) >= trims_from else values
    return (sum(kept, Decimal(0)) / len(kept)).quantize(CENT, ROUND_HALF_UP)


def spread_of(totals: Sequence[Decimal]) -> Decimal:
    """How far the highest and the lowest total lie apart; nought of fewer than two."""
    return max(totals) - min(totals) if totals else Decimal(0)


def judge(rubric: Rubric, sheets: Sequence[Sheet], *, bonus: Decimal = Decimal(0)) -> Judgement:
    """What complete sheets come to. A bonus is cut to the sheet's most and never lifts over 100.

    :raises ValueError: there is no sheet.
    """
    totals = [total_of(rubric, sheet.points) for sheet in sheets]
    given = max(Decimal(0), min(bonus, rubric.bonus_most))
    total = min(middle(totals, rubric.trims_from) + given, Decimal(WHOLE))
    means = {
        one.code: middle([Decimal(sheet.points[one.code]) for sheet in sheets], rubric.trims_from)
        for one in rubric.criteria
    }
    named = {code for sheet in sheets for code in sheet.vetoes}
    vetoes = tuple(one.code for one in rubric.vetoes if one.code in named)
    below = tuple(one.code for one in rubric.criteria if means[one.code] < one.least)
    found = (
        (Failing.TOTAL, total < rubric.passes_at),
        (Failing.CRITERION, bool(below)),
        (Failing.VETO, bool(vetoes)),
    )
    return Judgement(
        total=total,
        bonus=given,
        spread=spread_of(totals),
        sheets=len(sheets),
        is_trimmed=len(sheets) >= rubric.trims_from,
        means=means,
        vetoes=vetoes,
        below=below,
        failings=tuple(failing for failing, is_so in found if is_so),
    )


def points_of(rubric: Rubric, means: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The weighted points of each criterion, of its weight: what an applicant is told."""
    return {
        one.code: (means[one.code] * one.weight / MOST_POINTS).quantize(CENT, ROUND_HALF_UP)
        for one in rubric.criteria
    }


def rank(totals: Mapping[int, Decimal]) -> dict[int, int]:
    """The places of cases by total, the highest first; equal totals share a place and the next ones are skipped."""
    found: dict[int, int] = {}
    ordered = sorted(totals.items(), key=lambda one: (-one[1], one[0]))
    for _total, group in groupby(ordered, key=lambda one: one[1]):
        place = len(found) + 1
        found |= dict.fromkeys((number for number, _ in group), place)
    return found


def bars_of(facts: Mapping[Bar, bool]) -> tuple[Bar, ...]:
    """Everything that keeps somebody from reviewing a case; empty when nothing does."""
    return tuple(bar for bar in Bar if facts.get(bar))
