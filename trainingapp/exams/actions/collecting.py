"""Ending attempts: the collector for closed browsers, the officer's closing, and the marking they
share.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _

from trainingapp.audit.actions import record
from trainingapp.exams.models import Attempt
from trainingapp.exams.queries.marking import get_marking, held_by_attempt
from trainingapp.exams.queries.office import list_overdue
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.attempts import (
    AttemptState,
    FinishReason,
    check_transition,
    submission_time,
)

register_kind(
    "exams.collect",
    _("Time was up: your paper was handed in for you, with everything that had been saved."),
)


def collect_overdue(*, now: datetime) -> int:
    """Submit what ran past deadline and grace, as of its deadline; how many there were, 300 at
    most.

    Call it after `outages.credit_outages`: time that the site took must not end a paper.
    """
    overdue = list_overdue(now=now)
    submit_all(overdue, FinishReason.COLLECTED, now=now)
    for attempt in overdue:
        _record(attempt, "exams.collect_attempt", None, now=now)
        _tell(attempt, now)
    return len(overdue)


def _tell(attempt: Attempt, now: datetime) -> None:
    notify(
        user_id=attempt.candidate_id,
        kind="exams.collect",
        arguments={},
        url=f"/exams/attempts/{attempt.id}",
        now=now,
    )


def close_attempts(
    attempts: Sequence[Attempt], *, officer_id: int, reason: str, now: datetime
) -> None:
    """End running and paused attempts for their candidates, with a reason."""
    still_open = [attempt for attempt in attempts if attempt.is_open]
    submit_all(still_open, FinishReason.CLOSED_BY_OFFICER, now=now)
    for attempt in still_open:
        _record(attempt, "exams.close_attempt", officer_id, now=now, reason=reason)


def submit_all(attempts: Sequence[Attempt], finish_reason: FinishReason, *, now: datetime) -> None:
    """Mark and submit attempts, form by form, with one read of all their answers."""
    held = held_by_attempt(attempt.id for attempt in attempts)
    markings = {number: get_marking(number) for number in {a.test_form_id for a in attempts}}
    for attempt in attempts:
        check_transition(AttemptState(attempt.state), AttemptState.SUBMITTED)
        outcome = markings[attempt.test_form_id].mark(held[attempt.id])
        attempt.state = AttemptState.SUBMITTED
        attempt.submitted_at = submission_time(attempt.deadline_at or now, now)
        attempt.finish_reason = finish_reason
        attempt.paused_at = None
        attempt.score = outcome.score
        attempt.is_passed = outcome.is_passed
        attempt.outcome = outcome.to_text()
        attempt.policy = outcome.policy
    db.session.flush()


def _record(
    attempt: Attempt, action: str, actor_id: int | None, *, now: datetime, **detail: object
) -> None:
    record(
        action,
        actor_id=actor_id,
        subject="attempt",
        subject_id=attempt.id,
        detail={"score": str(attempt.score), "events": attempt.event_count, **detail},
        now=now,
    )
