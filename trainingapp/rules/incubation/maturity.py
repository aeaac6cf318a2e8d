"""Scores of an agency: maturity by levels 0 to 4, points of a sheet, and how grave a risk is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

LEVELS = (0, 1, 2, 3, 4)
PROVED_FROM = 3  # a level that evidence is asked for
HUNDREDTH = Decimal("0.01")


class RiskLevel(StrEnum):
    """How grave a risk is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


def maturity_index(levels: Collection[int]) -> Decimal:
    """The mean of the levels × 25, so from 0 to 100, to two places. :raises ValueError: of no levels at all."""
    if not levels:
        raise ValueError("no statement was answered")
    return _rounded(Decimal(sum(levels)) * 25 / len(levels))


def domain_levels(
    levels: Mapping[str, int], domains: Mapping[str, Sequence[str]]
) -> dict[str, Decimal | None]:
    """The mean level of each domain; None where none of its statements was answered."""
    found: dict[str, Decimal | None] = {}
    for domain, statements in domains.items():
        given = [levels[one] for one in statements if one in levels]
        found[domain] = _rounded(Decimal(sum(given)) / len(given)) if given else None
    return found


def unproved(
    levels: Mapping[str, int], domains: Mapping[str, Sequence[str]], evidence: Mapping[str, str]
) -> list[str]:
    """The domains in which a level from 3 was given and nothing is named that shows it."""
    return [
        domain
        for domain, statements in domains.items()
        if any(levels.get(one, 0) >= PROVED_FROM for one in statements)
        and not evidence.get(domain, "").strip()
    ]


def growth_points(before: Decimal, after: Decimal, *, full_at: Decimal, most: int) -> Decimal:
    """Points for growth: all of them when the index has grown by `full_at`, a share for less, none for a fall.

    What lies between two hundredths is the lower one.
    """
    share = (after - before) / full_at
    return _cut(most * max(Decimal(0), min(Decimal(1), share)))


def sheet_total(points: Mapping[str, Decimal], weights: Mapping[str, int]) -> Decimal:
    """The sum of a sheet's points, cut to two places: nobody reaches a threshold by rounding.

    :raises ValueError: a criterion is missing or has more points than it may have.
    """
    for criterion, weight in weights.items():
        if criterion not in points or not 0 <= points[criterion] <= weight:
            raise ValueError(criterion)
    return _cut(sum((points[one] for one in weights), Decimal(0)))


def risk_level(severity: int, likelihood: int, *, high: int, medium: int) -> RiskLevel:
    """How grave a risk is, by the product of severity and likelihood, each 1 to 5."""
    product = severity * likelihood
    if product >= high:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if product >= medium else RiskLevel.LOW


def _cut(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, rounding=ROUND_FLOOR)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
