"""The receipt of an attempt: every event that the server took, and the proof that none was changed
since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from trainingapp.exams.models import AnswerEvent, Attempt
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.answer_events import RecordedEvent, find_break


def select_events(attempt: Attempt) -> Select[AnswerEvent]:
    """The events of an attempt in the order of their chain."""
    return (
        select(AnswerEvent)
        .where(AnswerEvent.attempt_id == attempt.id)
        .order_by(AnswerEvent.position)
    )


def as_recorded(event: AnswerEvent) -> RecordedEvent:
    """The event as its hash covers it."""
    return RecordedEvent(
        lease=event.lease_number,
        seq=event.seq,
        kind=event.kind,
        slot=event.slot,
        selected=event.selected,
        flagged=bool(event.flagged),
        struck=event.struck,
        seconds=event.seconds,
        client_at=milliseconds(event.client_at),
        server_at=milliseconds(event.server_at),
        late=bool(event.is_late),
        stray=bool(event.is_stray),
    )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server holds of an attempt."""

    attempt: Attempt
    events: Sequence[AnswerEvent]
    broken_at: int | None  # position of the first event that does not fit the chain
    head: str  # as the attempt names it, read together with the events
    count: int

    @property
    def is_whole(self) -> bool:
        """Whether the chain holds from the first event to the head and count that the attempt names."""
        head = self.events[-1].hash if self.events else ""
        named = (self.head, self.count)
        return self.broken_at is None and named == (head, len(self.events))


def get_receipt(attempt: Attempt) -> Receipt:
    """Every event of the attempt with the chain checked.

    Head and count come in the same statement: an answer that is saved meanwhile breaks no chain.
    """
    rows = db.session.execute(
        select_events(attempt)
        .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
        .add_columns(Attempt.chain_head, Attempt.event_count)
    ).all()
    events = [row[0] for row in rows]
    head, count = rows[-1][1:] if rows else (attempt.chain_head, attempt.event_count)
    place = find_break((as_recorded(event), event.hash) for event in events)
    broken_at = None if place is None else events[place].position
    return Receipt(attempt, events, broken_at, head, count)


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """The receipt as it is downloaded: enough to check every hash by hand."""
    attempt = receipt.attempt
    return {
        "attempt": attempt.id,
        "sitting": attempt.sitting_id,
        "test_form": attempt.test_form_id,
        "state": attempt.state,
        "started_at": _moment(attempt.started_at),
        "deadline_at": _moment(attempt.deadline_at),
        "submitted_at": _moment(attempt.submitted_at),
        "finish_reason": attempt.finish_reason,
        "count": receipt.count,
        "last_seq": attempt.lease_sequence,
        "head": receipt.head,
        "is_whole": receipt.is_whole,
        "how_to_check": (
            "hash = sha256(previous hash + line feed + the event as JSON with sorted names, no "
            "spaces, unescaped characters, and without position and hash); the first previous "
            "hash is empty"
        ),
        "events": [_event(event) for event in receipt.events],
    }


def _event(event: AnswerEvent) -> dict[str, Any]:
    recorded = as_recorded(event)
    names = RecordedEvent.__slots__
    return {
        "position": event.position,
        **{name: getattr(recorded, name) for name in names},
        "hash": event.hash,
    }


def _moment(value: Any) -> int | None:
    return None if value is None else milliseconds(value)
