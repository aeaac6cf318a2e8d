"""The result of a submitted attempt. What the feedback withholds is not read at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select

from trainingapp.exams.models import Attempt
from trainingapp.exams.queries.attempts import find_feedback
from trainingapp.extensions import db
from trainingapp.itembank.keeping import memory
from trainingapp.itembank.models import PolicyVersion
from trainingapp.itembank.queries import area_titles, get_answer_key
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.results import (
    Comparison,
    HalfAnswer,
    Marked,
    Outcome,
    Tally,
    compare,
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
        comparison=_compare(attempt.test_form_id, outcome.score),
        policy=policy,
    )


def _chapter_titles(codes: list[str]) -> dict[str, dict[str, str]]:
    return memory.recall_for_minutes(("titles", *codes), lambda: area_titles(codes))


def get_policy(name: str) -> ScoringPolicy:
    """The policy written as `code@version`, from memory. :raises NoResultFound: when there is none."""
    return memory.recall(("policy", name), lambda: _read_policy(name))


def _read_policy(name: str) -> ScoringPolicy:
    code, _, version = name.partition("@")
    row = db.session.execute(
        select(PolicyVersion).where(
            PolicyVersion.code == code, PolicyVersion.version == int(version)
        )
    ).scalar_one()
    return ScoringPolicy.from_content(row.code, row.version, content=row.content)


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


_FIRST_SCORES = select(
    func.count(Attempt.score),
    func.sum(Attempt.score),
    func.count().filter(Attempt.score < bindparam("score")),
).where(
    Attempt.test_form_id == bindparam("form_id"),
    Attempt.is_first,
    Attempt.state == AttemptState.SUBMITTED,
)


def _compare(form_id: int, score: Decimal) -> Comparison | None:
    values = {"form_id": form_id, "score": score}
    count, total, below = db.session.execute(_FIRST_SCORES, values).one()
    return compare(count=count, total=Decimal(total or 0), below=below)
