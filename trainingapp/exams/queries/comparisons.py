"""How a score compares with the first scores of others on the same test form."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import bindparam, func, select

from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.results import Comparison, compare

_FIRST_SCORES = select(
    func.count(Attempt.score),
    func.sum(Attempt.score),
    func.count().filter(Attempt.score < bindparam("score")),
).where(
    Attempt.test_form_id == bindparam("form_id"),
    Attempt.is_first,
    Attempt.state == AttemptState.SUBMITTED,
)


def compare_first_scores(form_id: int, score: Decimal) -> Comparison | None:
    """Where a score stands among the first attempts of all; None while they are too few (`rules.results.compare`)."""
    values = {"form_id": form_id, "score": score}
    count, total, below = db.session.execute(_FIRST_SCORES, values).one()
    return compare(count=count, total=Decimal(total or 0), below=below)
