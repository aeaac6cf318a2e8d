"""What marking needs of a test form, made from its stored key, policy and specification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trainingapp.rules.items import OPTION_LETTERS, Kind
from trainingapp.rules.results import Held, Outcome, mark_attempt
from trainingapp.rules.scoring import ScoredItem, ScoringPolicy


@dataclass(frozen=True, slots=True)
class Marking:
    """Key, policy and cut score of a form; `letters` are the options that each slot offers."""

    letters: tuple[str, ...]
    items: tuple[ScoredItem, ...]
    policy: ScoringPolicy
    cut_score: Decimal

    def mark(self, held: Mapping[int, Held]) -> Outcome:
        """Score what the slots hold."""
        return mark_attempt(self.policy, self.items, held=held, cut_score=self.cut_score)


def make_marking(
    answer_key: Sequence[Mapping[str, Any]],
    policy: ScoringPolicy,
    *,
    specification: Mapping[str, Any],
) -> Marking:
    """Read the stored answer key and the cut score of the specification."""
    return Marking(
        letters=tuple(OPTION_LETTERS[Kind(slot["kind"])] for slot in answer_key),
        items=tuple(ScoredItem(slot["kind"], frozenset(slot["key"])) for slot in answer_key),
        policy=policy,
        cut_score=Decimal(specification["cut_score"]),
    )
