"""How a score compares with the first scores of others on the same test form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import bindparam, func, select

from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.itembank.keeping import memory
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.results import Comparison, compare

FRESH_SECONDS = 10  # on an exam day everybody asks at once, and one more score changes little

_FIRST_SCORES = (
    select(Attempt.score, func.count())
    .where(
        Attempt.test_form_id == bindparam("form_id"),
        Attempt.is_first,
        Attempt.state == AttemptState.SUBMITTED,
        Attempt.score.is_not(None),
    )
    .group_by(Attempt.score)
)


def compare_first_scores(form_id: int, score: Decimal) -> Comparison | None:
    """Where a score stands among the first attempts of all, as they were at most ten seconds ago; None while they are
    too few (`rules.results.compare`)."""
    scores = memory.recall_for_seconds(
        FRESH_SECONDS, ("first scores", form_id), lambda: _read_first_scores(form_id)
    )
    return compare(
        count=sum(count for _, count in scores),
        total=sum((each * count for each, count in scores), Decimal(0)),
        below=sum(count for each, count in scores if each < score),
    )


def _read_first_scores(form_id: int) -> Sequence[tuple[Decimal, int]]:
    rows = db.session.execute(_FIRST_SCORES, {"form_id": form_id})
    return [(score, count) for score, count in rows if score is not None]
