"""Reads of attempts by those they belong to; how far a result may be seen is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import joinedload, load_only, undefer

from trainingapp.exams.models import Attempt, Sitting
from trainingapp.exams.queries.sittings import OPEN
from trainingapp.extensions import db
from trainingapp.rules.attempts import AttemptState
from trainingapp.rules.results import Outcome
from trainingapp.rules.sittings import Feedback, feedback_now, is_over
from trainingapp.web.auth import SignedIn

CHARTED = 12
CHART_COLUMNS = (
    Attempt.sitting_id,
    Attempt.state,
    Attempt.submitted_at,
    Attempt.score,
    Attempt.is_passed,
    Attempt.outcome,
)
PHASE_COLUMNS = (
    Sitting.kind,
    Sitting.feedback_after_hand_in,
    Sitting.feedback_after_close,
    Sitting.closes_at,
    Sitting.closed_at,
)


_OWN_ATTEMPT = (
    select(Attempt)
    .where(Attempt.id == bindparam("attempt"), Attempt.candidate_id == bindparam("candidate"))
    .options(joinedload(Attempt.sitting), undefer(Attempt.outcome))
)


def get_attempt_for(user: SignedIn, attempt_id: int) -> Attempt:
    """An attempt of this user with its sitting. :raises NoResultFound: for anybody else's."""
    values = {"attempt": attempt_id, "candidate": user.id}
    return db.session.execute(_OWN_ATTEMPT, values).scalar_one()


def find_feedback(attempt: Attempt, *, now: datetime) -> Feedback:
    """How far the candidate may see this attempt now; nothing before it is submitted."""
    if not attempt.is_submitted:
        return Feedback.NOTHING
    is_anybody_writing = attempt.sitting.is_organised and bool(
        db.session.scalar(
            select(
                exists().where(Attempt.sitting_id == attempt.sitting_id, Attempt.state.in_(OPEN))
            )
        )
    )
    return _feedback(attempt.sitting, is_anybody_writing, now)


def _feedback(sitting: Sitting, is_anybody_writing: bool, now: datetime) -> Feedback:
    return feedback_now(
        Feedback(sitting.feedback_after_hand_in),
        Feedback(sitting.feedback_after_close),
        is_ended=is_over(sitting.closes_at, sitting.closed_at, now=now),
        is_anybody_writing=is_anybody_writing,
    )


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """An attempt of the history; the score is None where it may not be seen yet."""

    attempt: Attempt
    score: Decimal | None
    is_passed: bool | None


def select_attempts_of(user: SignedIn) -> Select[Attempt]:
    """The user's attempts with their sittings, newest first; those that never began are left out."""
    return (
        select(Attempt)
        .where(Attempt.candidate_id == user.id, Attempt.state != AttemptState.CREATED)
        .options(joinedload(Attempt.sitting))
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
    )


def present_attempts(attempts: Sequence[Attempt], *, now: datetime) -> list[PastAttempt]:
    """Show scores only where the feedback of the sitting allows it; one statement for all."""
    organised = {attempt.sitting_id for attempt in attempts if attempt.sitting.is_organised}
    writing = _sittings_under_way(organised) if organised else set()
    return [_present(attempt, attempt.sitting_id in writing, now) for attempt in attempts]


def _sittings_under_way(numbers: set[int]) -> set[int]:
    rows = select(Attempt.sitting_id).where(
        Attempt.sitting_id.in_(numbers), Attempt.state.in_(OPEN)
    )
    return set(db.session.scalars(rows.distinct()))


def _present(attempt: Attempt, is_anybody_writing: bool, now: datetime) -> PastAttempt:
    feedback = _feedback(attempt.sitting, is_anybody_writing, now)
    may_see = attempt.is_submitted and feedback is not Feedback.NOTHING
    if not may_see:
        return PastAttempt(attempt, None, None)
    return PastAttempt(attempt, attempt.score, attempt.is_passed)


@dataclass(frozen=True, slots=True)
class ChartedScore:
    """One point of the history: the share of the full score, in per cent."""

    attempt: Attempt
    percent: Decimal
    is_passed: bool


def list_history(
    user: SignedIn, *, form_id: int | None = None, now: datetime
) -> list[ChartedScore]:
    """The last scores that the user may see, oldest first; of one test form when it is named."""
    rows = (
        select_attempts_of(user)
        .where(Attempt.state == AttemptState.SUBMITTED)
        .options(load_only(*CHART_COLUMNS), joinedload(Attempt.sitting).load_only(*PHASE_COLUMNS))
        .limit(CHARTED)
    )
    if form_id is not None:
        rows = rows.where(Attempt.test_form_id == form_id)
    shown = present_attempts(db.session.scalars(rows).all(), now=now)
    return [_chart(past.attempt) for past in reversed(shown) if past.score is not None]


def _chart(attempt: Attempt) -> ChartedScore:
    outcome = Outcome.from_text(attempt.outcome or "")
    share = outcome.score * 100 / outcome.full_score if outcome.full_score else Decimal(0)
    return ChartedScore(attempt, share.quantize(Decimal("0.1")), outcome.is_passed)
