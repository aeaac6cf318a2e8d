"""Whether a chapter has its part of the bank: its share of the ready items against the bounds of a paper."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from trainingapp.rules.specifications import Bounds


class ShareState(StrEnum):
    """How a chapter's share lies to the bounds."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    UNBOUND = "unbound"  # no specification, or no bounds for chapters


class Share(NamedTuple):
    """How many items of a paper the chapter would get if papers were drawn by the bank's shares, and the bounds."""

    on_paper: float
    bounds: Bounds | None
    state: ShareState


def judge_share(ready: int, total: int, *, size: int, bounds: Bounds | None) -> Share:
    """Hold a chapter's part of the ready items against the bounds of a paper of that size.

    A part is below (above) when even rounded in its favour it stays under the minimum (over the maximum): half an item
    is not counted against anybody. A chapter that no paper asks is above with its first item.
    """
    exact = ready * size / total if total else 0.0
    on_paper = round(exact, 1)
    if bounds is None:
        return Share(on_paper, None, ShareState.UNBOUND)
    if exact < bounds.min - 0.5:
        return Share(on_paper, bounds, ShareState.BELOW)
    if exact > bounds.max + 0.5 or (not bounds.max and ready):
        return Share(on_paper, bounds, ShareState.ABOVE)
    return Share(on_paper, bounds, ShareState.WITHIN)
