"""Scoring of objective papers by a versioned policy.

Rule of the paper: 错选，本题不得分；少选，所选的每个选项得0.5分.
Key + selection give the points of an item, their sum is the score, and the score against the cut score is the result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.items import KEY_SIZES, Kind

NOTHING = Decimal(0)
_SIZES: dict[str, range] = {str(kind): sizes for kind, sizes in KEY_SIZES.items()}


class IllegalKey(RuleViolation):
    """The official paper has one right option of four, or two to four of five; nothing else can be
    scored.
    """

    message = "A %(kind)s item cannot have %(size)s right options."


class Verdict(StrEnum):
    """What the selection on one item came to."""

    RIGHT = "right"
    HALF = "half"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class ScoringPolicy:
    """Points for the whole key of each kind, and for each right option of an incomplete multiple
    selection.
    """

    code: str
    version: int
    single: Decimal
    multiple: Decimal
    per_option: Decimal

    @property
    def name(self) -> str:
        return f"{self.code}@{self.version}"

    def full_points(self, kind: str) -> Decimal:
        """Points for the whole key."""
        return self.single if kind == Kind.SINGLE else self.multiple

    @classmethod
    def from_content(cls, code: str, version: int, *, content: Mapping[str, str]) -> Self:
        """A policy as the question bank writes it: points as text."""
        return cls(
            code=code,
            version=version,
            single=Decimal(content["single"]),
            multiple=Decimal(content["multiple"]),
            per_option=Decimal(content["per_option"]),
        )


CN_OBJECTIVE_1 = ScoringPolicy("cn-objective", 1, Decimal(1), Decimal(2), Decimal("0.5"))


def check_key(kind: str, key: frozenset[str]) -> None:
    """A single item has exactly one right option, a multiple item two to four.

    :raises IllegalKey: for any other size, and for kinds that have no key.
    """
    if len(key) not in _SIZES.get(kind, ()):
        raise IllegalKey(kind=str(kind), size=len(key))


def score_response(
    policy: ScoringPolicy, kind: str, *, key: frozenset[str], selected: frozenset[str]
) -> Decimal:
    """Full points for the exact key; nothing once a wrong option is chosen; else points for each
    right option.

    :raises IllegalKey: when the key could not stand on the official paper.
    """
    check_key(kind, key)
    if not selected or not selected <= key:
        return NOTHING
    if selected == key:
        return policy.full_points(kind)
    return policy.per_option * len(selected)


def judge_response(key: frozenset[str], selected: frozenset[str]) -> Verdict:
    """Right, half (some right options, none wrong), wrong, or unanswered."""
    if not selected:
        return Verdict.UNANSWERED
    if selected == key:
        return Verdict.RIGHT
    return Verdict.HALF if selected < key else Verdict.WRONG


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """What scoring needs of one slot of a test form."""

    kind: str
    key: frozenset[str]


@dataclass(frozen=True, slots=True)
class Result:
    """A score against the cut score; `margin` is below zero when it was not reached."""

    points: tuple[Decimal, ...]
    score: Decimal
    full_score: Decimal
    cut_score: Decimal

    @property
    def is_passed(self) -> bool:
        """The line itself passes: 60 of 100 is enough."""
        return self.score >= self.cut_score

    @property
    def margin(self) -> Decimal:
        return self.score - self.cut_score


def score_attempt(
    policy: ScoringPolicy,
    items: Sequence[ScoredItem],
    *,
    selections: Sequence[frozenset[str]],
    cut_score: Decimal,
) -> Result:
    """Score every slot in order; the score is the plain sum, and the full score the sum of the full
    points.

    :raises ValueError: when there is not exactly one selection (perhaps empty) for each item.
    """
    points = tuple(
        score_response(policy, item.kind, key=item.key, selected=selected)
        for item, selected in zip(items, selections, strict=True)
    )
    full_score = sum((policy.full_points(item.kind) for item in items), NOTHING)
    return Result(points, sum(points, NOTHING), full_score, cut_score)
