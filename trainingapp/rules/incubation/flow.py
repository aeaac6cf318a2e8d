"""How cases flow through a base: how far they come, how long they stay in each stage, how many graduate in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.intervals import add_years


class Rung(StrEnum):
    """How far a case came, in this order."""

    SUBMITTED = "submitted"
    CHECKED = "checked"
    REVIEWED = "reviewed"
    ADMITTED = "admitted"
    MOVED_IN = "moved_in"
    GRADUATED = "graduated"


ACTS: Mapping[str, Rung] = {
    "submit": Rung.SUBMITTED,
    "pass_check": Rung.CHECKED,
    "close_review": Rung.REVIEWED,
    "admit": Rung.ADMITTED,
    "move_up": Rung.ADMITTED,
    "move_in": Rung.MOVED_IN,
    "graduate": Rung.GRADUATED,
}


class Passage(NamedTuple):
    """A passage of a case, in the order of its turns."""

    id: int
    act: str
    from_stage: Stage
    to_stage: Stage
    on: date
    reverts_id: int | None = None


class Visit(NamedTuple):
    """A case was in a stage for so many days; it still is when `is_over` is false."""

    stage: Stage
    days: int
    is_over: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases came as far as a rung, of those that came to the first and to the one before."""

    rung: Rung
    count: int
    of_first: int
    of_previous: int


def list_standing(passages: Iterable[Passage]) -> list[Passage]:
    """The passages that were not undone as a mistake, without the undoing itself."""
    rows = list(passages)
    undone = {one.reverts_id for one in rows if one.reverts_id is not None}
    return [one for one in rows if one.reverts_id is None and one.id not in undone]


def highest_rung(passages: Iterable[Passage]) -> Rung | None:
    """How far a case came by the passages that stand; None when it was never handed in."""
    order = list(Rung)
    found = [ACTS[one.act] for one in list_standing(passages) if one.act in ACTS]
    return max(found, key=order.index, default=None)


def funnel(highest: Iterable[Rung | None]) -> list[Count]:
    """How many cases came to each rung; whoever came further came past it, whatever the history says."""
    order = list(Rung)
    reached = [order.index(one) for one in highest if one is not None]
    counts = [sum(one >= number for one in reached) for number in range(len(order))]
    return [
        Count(rung, counts[number], counts[0], counts[max(0, number - 1)])
        for number, rung in enumerate(order)
    ]


def visits(passages: Iterable[Passage], *, today: date, closed: Collection[Stage]) -> list[Visit]:
    """The stages that a case was in, one after the other, with the days of each; closed ones have no length.

    A passage that stays in its stage, as an extension does, ends nothing. The stage before the first passage is left
    out: nobody knows since when it lasted.
    """
    rows: list[Passage] = []
    for one in list_standing(passages):
        if not rows or rows[-1].to_stage is not one.to_stage:
            rows.append(one)
    found = []
    for number, one in enumerate(rows):
        if one.to_stage in closed:
            continue
        is_over = number + 1 < len(rows)
        end = rows[number + 1].on if is_over else today
        found.append(Visit(one.to_stage, max(0, (end - one.on).days), is_over))
    return found


class Stay(NamedTuple):
    """A stay in a base, from moving in to leaving; `left_on` None while it lasts."""

    entered_on: date
    left_on: date | None
    has_graduated: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many. None as a share when there is nobody to count."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """In hundredths."""
        return 100 * self.part / self.whole if self.whole else None


def graduated_within(stays: Sequence[Stay], years: int, *, today: date) -> Share:
    """Of those who moved in at least so many years ago, how many had graduated when these years were over.

    Whoever left in another way, and whoever is still there, counts among the whole.
    """
    due = [(one, limit) for one in stays if (limit := add_years(one.entered_on, years)) <= today]
    done = sum(
        one.has_graduated and one.left_on is not None and one.left_on <= limit for one, limit in due
    )
    return Share(done, len(due))
