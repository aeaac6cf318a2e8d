"""Continuing education within a cycle of registration: what counts where, how much is missing, and at this pace.

Everything is in whole minutes; hours and their length are data (`question_bank/education`, 民发〔2009〕123号).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

TOO_EARLY = 30  # days of a cycle before its pace says anything


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of the ledger brings, in minutes, corrections taken off. A degree is a lump."""

    id: int
    earned_on: date
    minutes: int
    is_lump: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A registered cycle [starts_on, ends_on) and the minutes it asks for."""

    id: int
    starts_on: date
    ends_on: date
    required: int

    def has(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle has, in minutes: `lump` of degrees and `steady` of everything else."""

    required: int
    lump: int
    steady: int

    @property
    def earned(self) -> int:
        """All of it."""
        return self.lump + self.steady

    @property
    def missing(self) -> int:
        """What is still needed."""
        return max(0, self.required - self.earned)

    @property
    def over(self) -> int:
        """What goes beyond; it stays in its cycle."""
        return max(0, self.earned - self.required)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a cycle leads at its pace so far: what it will have at its end, and the day on which it has enough.

    `expected` is None while it is too early to say, or when the cycle is over; `reached_on` when it is not reached in
    time. `monthly` is what is needed in each of the months that are left, rounded up.
    """

    days_left: int
    monthly: int
    expected: int | None
    reached_on: date | None


def place_entries(
    entries: Iterable[Entry], spans: Sequence[Span], placed: Mapping[int, int]
) -> dict[int, int]:
    """In which cycle each entry counts, by id: where it is placed already, else in a cycle of its day. Each once.

    Where several cycles share the day (two certificates), the one that ends first and still lacks something takes it,
    and when none lacks anything the one that ends first. The order of entries is that of days and ids.
    """
    found: dict[int, int] = {}
    filled = dict.fromkeys((span.id for span in spans), 0)
    rows = sorted(entries, key=lambda one: (one.id not in placed, one.earned_on, one.id))
    for entry in rows:
        known = placed.get(entry.id)
        fitting = [span for span in spans if span.has(entry.earned_on)]
        if known is None and fitting:
            fitting.sort(key=lambda span: (filled[span.id] >= span.required, span.ends_on, span.id))
            known = fitting[0].id
        if known is not None:
            found[entry.id] = known
            filled[known] = filled.get(known, 0) + entry.minutes
    return found


def tally(entries: Iterable[Entry], required: int) -> Tally:
    """What the entries of one cycle come to."""
    rows = list(entries)
    lump = sum(entry.minutes for entry in rows if entry.is_lump)
    return Tally(required, lump, sum(entry.minutes for entry in rows) - lump)


def forecast(span: Span, counted: Tally, today: date) -> Forecast:
    """Where a cycle leads when the days to come bring what the days so far have brought. A degree is no pace.

    Whole numbers only: expected is rounded down, a day up, so that nobody is promised more than they have.
    """
    total = (span.ends_on - span.starts_on).days
    elapsed = (today - span.starts_on).days
    days_left = max(0, min(total, (span.ends_on - today).days))
    monthly = -(-counted.missing * 30 // days_left) if days_left else 0
    if counted.missing == 0 or elapsed < TOO_EARLY or days_left == 0:
        return Forecast(days_left, monthly, None, None)
    expected = counted.lump + counted.steady * total // elapsed
    reached_on = None
    if counted.steady:
        reached = today + timedelta(days=-(-counted.missing * elapsed // counted.steady))
        reached_on = reached if reached < span.ends_on else None
    return Forecast(days_left, monthly, expected, reached_on)


def is_new_degree(level: str, awarded_on: date, *, span: Span, credited: Iterable[str]) -> bool:
    """Whether a social work degree counts in a cycle: awarded within it, and none of its level counted before.

    Diploma and degree of one study bear the same level and count together, once.
    """
    return span.has(awarded_on) and level not in set(credited)
