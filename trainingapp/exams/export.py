"""What a person's export holds of exams: seats, attempts and every answer as it stands."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.exams.models import Attempt, ItemResponse, Seat
from trainingapp.exams.queries.attempts import present_attempts
from trainingapp.extensions import db
from trainingapp.web.clock import now


def _seats(user_id: int) -> Rows:
    rows = select(Seat).where(Seat.candidate_id == user_id).order_by(Seat.id)
    return [
        {
            "sitting": seat.sitting.title["zh"],
            "number": seat.number,
            "extra_seconds": seat.extra_seconds,
            "created_at": seat.created_at,
        }
        for seat in db.session.scalars(rows.options(joinedload(Seat.sitting)))
    ]


def _attempts(user_id: int) -> Rows:
    """Attempts with the scores that are released: the export tells nothing before its time."""
    rows = select(Attempt).where(Attempt.candidate_id == user_id).order_by(Attempt.id)
    attempts = db.session.scalars(rows.options(joinedload(Attempt.sitting))).all()
    return [
        {
            "attempt": past.attempt.id,
            "sitting": past.attempt.sitting.title["zh"],
            "ordinal": past.attempt.ordinal,
            "state": past.attempt.state,
            "started_at": past.attempt.started_at,
            "submitted_at": past.attempt.submitted_at,
            "finish_reason": past.attempt.finish_reason,
            "score": past.score,
            "is_passed": past.is_passed,
            "device": past.attempt.lease_device,
        }
        for past in present_attempts(attempts, now=now())
    ]


def _answers(user_id: int) -> Rows:
    rows = (
        select(ItemResponse)
        .join(Attempt, Attempt.id == ItemResponse.attempt_id)
        .where(Attempt.candidate_id == user_id)
        .order_by(ItemResponse.attempt_id, ItemResponse.slot)
    )
    return [
        {
            "attempt": response.attempt_id,
            "slot": response.slot,
            "selected": response.selected,
            "flagged": response.flagged,
            "struck": response.struck,
            "seconds": response.seconds,
            "saved_at": response.saved_at,
        }
        for response in db.session.scalars(rows)
    ]


def init_export() -> None:
    """Add the tables of exams to everybody's export."""
    register_exporter("seats", _seats)
    register_exporter("attempts", _attempts)
    register_exporter("answers", _answers)
