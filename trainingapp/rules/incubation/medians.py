"""The middle of some numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal


def median(values: Iterable[Decimal]) -> Decimal | None:
    """The middle one, or the mean of the two in the middle; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2
