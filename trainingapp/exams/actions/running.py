"""What an exam officer does to running attempts: pause, resume, extra time, void, count late
answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from trainingapp.audit.actions import record
from trainingapp.exams.models import AnswerEvent, Attempt, ItemResponse
from trainingapp.exams.queries.marking import get_marking, held_by_attempt
from trainingapp.exams.queries.office import list_late_events
from trainingapp.extensions import db
from trainingapp.rules.attempts import (
    AttemptState,
    AttemptStateForbids,
    TimeAddedMeanwhile,
    check_transition,
    deadline_after_pause,
    is_stray_newer,
)


def pause_attempts(attempts: Iterable[Attempt], *, officer_id: int, now: datetime) -> int:
    """Stop the clock of the running ones; how many that were."""
    running = [attempt for attempt in attempts if attempt.state == AttemptState.RUNNING]
    for attempt in running:
        attempt.state = AttemptState.PAUSED
        attempt.paused_at = now
        _record(attempt, "exams.pause_attempt", officer_id, now=now)
    db.session.flush()
    return len(running)


def resume_attempts(attempts: Iterable[Attempt], *, officer_id: int, now: datetime) -> int:
    """Let the paused ones go on with all the time they had; how many that were."""
    paused = [attempt for attempt in attempts if attempt.state == AttemptState.PAUSED]
    for attempt in paused:
        since = attempt.paused_at or now
        if attempt.deadline_at is not None:
            attempt.deadline_at = deadline_after_pause(attempt.deadline_at, since, now)
        attempt.paused_seconds += max(int((now - since).total_seconds()), 0)
        attempt.state, attempt.paused_at = AttemptState.RUNNING, None
        _record(attempt, "exams.resume_attempt", officer_id, now=now)
    db.session.flush()
    return len(paused)


def add_time(
    attempts: Iterable[Attempt],
    *,
    minutes: int,
    officer_id: int,
    reason: str,
    now: datetime,
    known: int | None = None,
) -> int:
    """Move the deadline of open attempts; how many that were.

    `known` is the most extra time (seconds) that any of them had when the officer decided, None when nobody looked.
    :raises TimeAddedMeanwhile: some have more by now, as when one press is sent twice.
    """
    still_open = [attempt for attempt in attempts if attempt.is_open]
    if known is not None and any(attempt.extra_seconds > known for attempt in still_open):
        raise TimeAddedMeanwhile
    for attempt in still_open:
        if attempt.deadline_at is not None:
            attempt.deadline_at += timedelta(minutes=minutes)
        attempt.extra_seconds += minutes * 60
        _record(attempt, "exams.add_time", officer_id, now=now, minutes=minutes, reason=reason)
    db.session.flush()
    return len(still_open)


def void_attempt(attempt: Attempt, *, officer_id: int, reason: str, now: datetime) -> None:
    """Declare an attempt void; its record stays. :raises AttemptStateForbids: when it is already."""
    check_transition(AttemptState(attempt.state), AttemptState.VOIDED)
    attempt.state = AttemptState.VOIDED
    db.session.flush()
    _record(attempt, "exams.void_attempt", officer_id, now=now, reason=reason)


def count_late_answers(attempt: Attempt, *, officer_id: int, reason: str, now: datetime) -> int:
    """Apply what came in too late and score again; how many slots changed.

    The record itself stays as it is: late events remain marked as late.
    :raises AttemptStateForbids: unless the attempt is submitted.
    """
    if not attempt.is_submitted:
        raise AttemptStateForbids(state=attempt.state, target="counted")
    before = attempt.score
    changed = _apply(attempt, list_late_events(attempt))
    outcome = get_marking(attempt.test_form_id).mark(held_by_attempt([attempt.id])[attempt.id])
    attempt.score, attempt.is_passed = outcome.score, outcome.is_passed
    attempt.outcome, attempt.policy = outcome.to_text(), outcome.policy
    attempt.late_counted_at = now
    db.session.flush()
    _record(
        attempt,
        "exams.count_late_answers",
        officer_id,
        now=now,
        reason=reason,
        before=str(before),
        after=str(outcome.score),
        slots=changed,
    )
    return changed


def _apply(attempt: Attempt, events: Iterable[AnswerEvent]) -> int:
    rows = select(ItemResponse).where(ItemResponse.attempt_id == attempt.id)
    present = {row.slot: row for row in db.session.scalars(rows)}
    changed = set()
    for event in events:
        row = present.get(event.slot)
        place = None if row is None else (row.lease_number, row.seq)
        if not is_stray_newer(place, (event.lease_number, event.seq)):
            continue
        if row is None:
            row = ItemResponse(attempt_id=attempt.id, slot=event.slot)
            db.session.add(row)
            present[event.slot] = row
        for name in (
            "selected",
            "flagged",
            "struck",
            "seconds",
            "client_at",
            "lease_number",
            "seq",
        ):
            setattr(row, name, getattr(event, name))
        row.saved_at = event.server_at
        changed.add(event.slot)
    db.session.flush()
    return len(changed)


def _record(
    attempt: Attempt, action: str, officer_id: int, *, now: datetime, **detail: object
) -> None:
    record(
        action,
        actor_id=officer_id,
        subject="attempt",
        subject_id=attempt.id,
        detail=detail,
        now=now,
    )
