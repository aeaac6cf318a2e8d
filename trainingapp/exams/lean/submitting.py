"""Handing in: the rest of the answers, the marking and the final state in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.recording import Batch, Reply, record_at_once
from trainingapp.exams.lean.store import Link, Row
from trainingapp.exams.lean.test_forms import HeldTestForm
from trainingapp.extensions import from_milliseconds, milliseconds
from trainingapp.rules.attempts import (
    AttemptState,
    FinishReason,
    TooEarlyToHandIn,
    check_hand_in,
    submission_time,
)
from trainingapp.rules.results import Held, Outcome


@dataclass(frozen=True, slots=True)
class HandIn:
    """A batch with the wish to end the attempt."""

    batch: Batch
    test_form: HeldTestForm
    now: int


def submit_attempt(link: Link, hand_in: HandIn) -> Reply:
    """Record what is left and submit. A second submission finds the first one's result.

    An early hand-in keeps the answers and is refused; one after the grace is what the collector
    would have done.
    """
    batch, now = hand_in.batch, hand_in.now
    recorded = record_at_once(link, batch, now=now)
    if recorded.status != 200:
        return recorded
    attempt = link.one(statements.RECORD, {"attempt": batch.claims.attempt})
    if attempt is None:  # pragma: no cover - it was there a statement ago
        return Reply(401, {"error": "token"})
    if attempt["state"] == AttemptState.RUNNING:
        early = _too_early(attempt, now)
        if early is not None:
            return Reply(409, {**recorded.body, "error": "too_early", "at": early})
        _submit(link, hand_in, attempt)
    address = f"/exams/attempts/{batch.claims.attempt}"
    return Reply(
        200,
        {**recorded.body, "state": "submitted", "receipt": f"{address}/receipt", "result": address},
    )


def _too_early(attempt: Row, now: int) -> int | None:
    if now >= attempt["deadline_at"]:
        return None
    started, minutes = attempt["started_at"], attempt["earliest_hand_in_minutes"]
    try:
        check_hand_in(from_milliseconds(started), from_milliseconds(now), earliest_minutes=minutes)
    except TooEarlyToHandIn:
        return int(started + minutes * 60_000)
    return None


def _submit(link: Link, hand_in: HandIn, attempt: Row) -> None:
    number, now, deadline = hand_in.batch.claims.attempt, hand_in.now, attempt["deadline_at"]
    is_late = now > deadline + attempt["grace_seconds"] * 1000
    outcome = _mark(link, number, hand_in.test_form)
    moment = submission_time(from_milliseconds(deadline), from_milliseconds(now))
    link.run(
        statements.SUBMIT,
        {
            "attempt": number,
            "submitted_at": milliseconds(moment),
            "reason": str(FinishReason.COLLECTED if is_late else FinishReason.HANDED_IN),
            "score": int(outcome.score * 100),
            "is_passed": outcome.is_passed,
            "outcome": outcome.to_text(),
            "policy": outcome.policy,
        },
    )


def _mark(link: Link, attempt: int, test_form: HeldTestForm) -> Outcome:
    rows = link.all(statements.RESPONSES, {"attempt": attempt})
    held = {
        row["slot"]: Held(row["selected"], bool(row["flagged"]), row["seconds"]) for row in rows
    }
    return test_form.marking.mark(held)
