"""Coverage: how many organisations the communities of an area have, and how that compares with a target."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum

from trainingapp.rules.incubation.registry_words import CommunityKind

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Target:
    """How many organisations a community of a kind has on average, from a year on; with its document."""

    year: int
    kind: CommunityKind
    value: Decimal
    document: str
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """What was counted in the communities of one kind: in `counted` of them, filed and registered together."""

    kind: CommunityKind
    communities: int = 0
    counted: int = 0
    organisations: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """The communities of one kind in an area, and the target that holds for them."""

    totals: Totals
    target: Target | None

    @property
    def average(self) -> Decimal | None:
        """Organisations per counted community, to a tenth; None when none was counted."""
        if not self.totals.counted:
            return None
        exact = Decimal(self.totals.organisations) / self.totals.counted
        return exact.quantize(TENTH, rounding=ROUND_HALF_UP)

    @property
    def missing(self) -> int | None:
        """How many organisations the counted communities lack to the target, 0 when it is reached.

        None without a target or a count. By whole numbers: an average that only rounds to the target is short of it.
        """
        if self.target is None or not self.totals.counted:
            return None
        short = self.target.value * self.totals.counted - self.totals.organisations
        return max(0, int(short.to_integral_value(rounding=ROUND_CEILING)))


def measure(
    totals: Iterable[Totals], targets: Iterable[Target], *, on: date
) -> tuple[Coverage, ...]:
    """The coverage of urban and of rural communities, each against the newest target of its kind up to that year."""
    found, known = {one.kind: one for one in totals}, list(targets)
    return tuple(
        Coverage(found.get(kind, Totals(kind)), newest_target(known, kind, year=on.year))
        for kind in CommunityKind
    )


def newest_target(targets: Iterable[Target], kind: CommunityKind, *, year: int) -> Target | None:
    """The target of a kind with the latest year that is not ahead."""
    known = [one for one in targets if one.kind is kind and one.year <= year]
    return max(known, key=lambda one: one.year, default=None)


def area_prefix(code: str) -> str:
    """What the codes of an area begin with: a city's or province's code ends in pairs of zeros that say nothing."""
    county = code[:6]
    while len(county) > 2 and county.endswith("00"):
        county = county[:-2]
    return county


class Reach(StrEnum):
    """How one community stands against the target of its kind. That is an average: one alone may be below it."""

    REACHED = "reached"
    SHORT = "short"
    EMPTY = "empty"  # counted, and there is none
    COUNTED = "counted"  # there are some, and no target is known
    UNCOUNTED = "uncounted"


def reach_of(filed: int | None, registered: int | None, target: Target | None) -> Reach:
    """How a community stands by its filed and registered organisations together; uncounted when either is unknown."""
    if filed is None or registered is None:
        return Reach.UNCOUNTED
    count = filed + registered
    if count == 0:
        return Reach.EMPTY
    if target is None:
        return Reach.COUNTED
    return Reach.REACHED if count >= target.value else Reach.SHORT
