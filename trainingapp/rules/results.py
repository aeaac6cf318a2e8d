"""What a score is made of: per kind and chapter, what half answers cost, time, comparison with
others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Self

from trainingapp.rules.items import Kind
from trainingapp.rules.scoring import (
    NOTHING,
    Result,
    ScoredItem,
    ScoringPolicy,
    Verdict,
    judge_response,
    score_attempt,
    score_response,
)

FEWEST_TO_COMPARE = 30
SLOW_FACTOR = 2
SLOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What one slot held when the paper was taken."""

    selected: str = ""
    flagged: bool = False
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The frozen marking of an attempt: enough for its result page and for statistics."""

    policy: str
    cut_score: Decimal
    full_score: Decimal
    score: Decimal
    points: tuple[Decimal, ...]
    held: tuple[Held, ...]

    @property
    def is_passed(self) -> bool:
        return self.score >= self.cut_score

    @property
    def margin(self) -> Decimal:
        """Score minus cut score; below zero when the line was not reached."""
        return self.score - self.cut_score

    def to_text(self) -> str:
        """Compact JSON; points as whole hundredths, selections and flags as one string each."""
        return json.dumps(
            {
                "policy": self.policy,
                "cut": _hundredths(self.cut_score),
                "full": _hundredths(self.full_score),
                "points": [_hundredths(points) for points in self.points],
                "selected": ",".join(held.selected for held in self.held),
                "flagged": "".join("1" if held.flagged else "0" for held in self.held),
                "seconds": [held.seconds for held in self.held],
            },
            separators=(",", ":"),
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote."""
        data = json.loads(text)
        points = tuple(Decimal(value) / 100 for value in data["points"])
        rows = zip(
            data["selected"].split(",") if points else (),
            data["flagged"],
            data["seconds"],
            strict=True,
        )
        return cls(
            policy=data["policy"],
            cut_score=Decimal(data["cut"]) / 100,
            full_score=Decimal(data["full"]) / 100,
            score=sum(points, NOTHING),
            points=points,
            held=tuple(Held(selected, flag == "1", seconds) for selected, flag, seconds in rows),
        )


def _hundredths(points: Decimal) -> int:
    return int(points * 100)


def mark_attempt(
    policy: ScoringPolicy,
    items: Sequence[ScoredItem],
    *,
    held: Mapping[int, Held],
    cut_score: Decimal,
) -> Outcome:
    """Score what every slot (from 1) holds; a slot without anything is unanswered."""
    rows = tuple(held.get(slot) or Held() for slot in range(1, len(items) + 1))
    result: Result = score_attempt(
        policy, items, selections=[frozenset(row.selected) for row in rows], cut_score=cut_score
    )
    return Outcome(
        policy=policy.name,
        cut_score=cut_score,
        full_score=result.full_score,
        score=result.score,
        points=result.points,
        held=rows,
    )


@dataclass(slots=True)
class Tally:
    """Points and verdicts of the items that share a kind or a chapter."""

    name: str
    items: int = 0
    points: Decimal = NOTHING
    full: Decimal = NOTHING
    seconds: int = 0
    verdicts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))

    @property
    def percent(self) -> int:
        """Share of the full points, in whole per cent, rounded down so that 100 means all."""
        return int(self.points * 100 / self.full) if self.full else 0


@dataclass(frozen=True, slots=True)
class Marked:
    """One slot of a submitted attempt with everything its result says."""

    slot: int
    kind: str
    chapter: str
    key: str
    held: Held
    points: Decimal
    full: Decimal
    verdict: Verdict = field(init=False)

    def __post_init__(self) -> None:
        verdict = judge_response(frozenset(self.key), frozenset(self.held.selected))
        object.__setattr__(self, "verdict", verdict)  # asked for many times, judged once


def tally(items: Iterable[Marked], *, by: str) -> list[Tally]:
    """Add up the slots by `kind` or `chapter`, in the order in which the paper first shows them."""
    found: dict[str, Tally] = {}
    for item in items:
        name = item.kind if by == "kind" else item.chapter
        row = found.get(name)
        if row is None:
            row = found[name] = Tally(name)
        row.items += 1
        row.points += item.points
        row.full += item.full
        row.seconds += item.held.seconds
        row.verdicts[item.verdict] += 1
    return list(found.values())


@dataclass(frozen=True, slots=True)
class HalfAnswer:
    """A multiple item with some of its key chosen: what it brought and what more would have
    brought.
    """

    slot: int
    selected: str
    missing: str
    wrong: str
    points: Decimal
    possible: Decimal  # with the missing options, or without the wrong ones

    @property
    def lost(self) -> Decimal:
        return self.possible - self.points


def half_answers(policy: ScoringPolicy, items: Iterable[Marked]) -> list[HalfAnswer]:
    """Multiple items that were left incomplete: the missing options would have brought full points."""
    return [
        HalfAnswer(
            slot=item.slot,
            selected=item.held.selected,
            missing=_letters(set(item.key) - set(item.held.selected)),
            wrong="",
            points=item.points,
            possible=policy.full_points(item.kind),
        )
        for item in items
        if item.verdict is Verdict.HALF
    ]


def spoiled_answers(policy: ScoringPolicy, items: Iterable[Marked]) -> list[HalfAnswer]:
    """Multiple items where a wrong option took away what the right ones would have brought."""
    found = []
    for item in items:
        right = frozenset(item.key) & frozenset(item.held.selected)
        if item.kind != Kind.MULTIPLE or item.verdict is not Verdict.WRONG or not right:
            continue
        found.append(
            HalfAnswer(
                slot=item.slot,
                selected=item.held.selected,
                missing=_letters(set(item.key) - right),
                wrong=_letters(set(item.held.selected) - right),
                points=item.points,
                possible=score_response(policy, item.kind, key=frozenset(item.key), selected=right),
            )
        )
    return found


def _letters(letters: set[str]) -> str:
    return "".join(sorted(letters))


def slow_slots(items: Sequence[Marked]) -> frozenset[int]:
    """Slots that took over a minute and over twice the candidate's own median for that kind."""
    slow: set[int] = set()
    for kind in {item.kind for item in items}:
        spent = {item.slot: item.held.seconds for item in items if item.kind == kind}
        usual = median(spent.values())
        slow |= {
            slot
            for slot, seconds in spent.items()
            if seconds > SLOW_SECONDS and seconds > SLOW_FACTOR * usual
        }
    return frozenset(slow)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first attempts of everybody on one form, seen from one score."""

    count: int
    mean: Decimal
    percent_below: int


def compare(*, count: int, total: Decimal, below: int) -> Comparison | None:
    """Compare with others only when at least 30 first attempts were scored: fewer would point at
    people.

    `total` is the sum of all their scores, `below` how many scored less than this one.
    """
    if count < FEWEST_TO_COMPARE:
        return None
    mean = (total / count).quantize(Decimal("0.1"))
    return Comparison(count, mean, below * 100 // count)
