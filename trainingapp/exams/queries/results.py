"""The result of a submitted attempt. What the feedback withholds is not read at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from trainingapp.exams.models import Attempt
from trainingapp.exams.queries.attempts import find_feedback
from trainingapp.exams.queries.comparisons import compare_first_scores
from trainingapp.exams.queries.policies import get_policy
from trainingapp.itembank.keeping import memory
from trainingapp.itembank.queries import area_titles, get_answer_key
from trainingapp.rules.results import (
    Comparison,
    HalfAnswer,
    Marked,
    Outcome,
    Tally,
    half_answers,
    slow_slots,
    spoiled_answers,
    tally,
)
from trainingapp.rules.scoring import ScoringPolicy
from trainingapp.rules.sittings import Feedback, ResultNotReleased


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """Everything the result page says."""

    outcome: Outcome
    items: list[Marked]
    by_kind: list[Tally]
    by_chapter: list[Tally]
    chapter_titles: dict[str, dict[str, str]]
    half: list[HalfAnswer]
    spoiled: list[HalfAnswer]
    slow: frozenset[int]
    comparison: Comparison | None
    policy: ScoringPolicy

    @property
    def seconds(self) -> int:
        """Time spent on items, all together."""
        return sum(item.held.seconds for item in self.items)

    @property
    def half_lost(self) -> Decimal:
        """Points that the missing options of half answers would have brought."""
        return sum((answer.lost for answer in self.half), Decimal(0))


def get_result(attempt: Attempt, *, now: datetime) -> ResultFacts:
    """The result of a submitted attempt. :raises ResultNotReleased: when only the receipt is."""
    if find_feedback(attempt, now=now) is Feedback.NOTHING:
        raise ResultNotReleased
    outcome = Outcome.from_text(attempt.outcome or "")
    policy = get_policy(outcome.policy)
    items = mark_slots(get_answer_key(attempt.test_form_id), outcome, policy)
    by_chapter = tally(items, by="chapter")
    return ResultFacts(
        outcome=outcome,
        items=items,
        by_kind=tally(items, by="kind"),
        by_chapter=by_chapter,
        chapter_titles=_chapter_titles([row.name for row in by_chapter]),
        half=half_answers(policy, items),
        spoiled=spoiled_answers(policy, items),
        slow=slow_slots(items),
        comparison=compare_first_scores(attempt.test_form_id, outcome.score),
        policy=policy,
    )


def _chapter_titles(codes: list[str]) -> dict[str, dict[str, str]]:
    return memory.recall_for_minutes(("titles", *codes), lambda: area_titles(codes))


def mark_slots(
    key: Sequence[dict[str, Any]], outcome: Outcome, policy: ScoringPolicy
) -> list[Marked]:
    return [
        Marked(
            slot=slot["slot"],
            kind=slot["kind"],
            chapter=slot["chapter"],
            key=slot["key"],
            held=held,
            points=points,
            full=policy.full_points(slot["kind"]),
        )
        for slot, held, points in zip(key, outcome.held, outcome.points, strict=True)
    ]
