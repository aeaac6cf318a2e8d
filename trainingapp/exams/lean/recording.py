"""Recording events: the fast path is one guarded write; when that says no, the slow path decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.saving import (
    EventRow,
    Saved,
    Saving,
    chain_events,
    latest_per_slot,
    place_events,
)
from trainingapp.exams.lean.store import Link, Row, Store
from trainingapp.exams.lean.token import Claims
from trainingapp.rules.answer_events import AnswerEvent, Position
from trainingapp.rules.attempts import AttemptState, is_stray_accepted


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and the JSON that goes with it."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Events as they came in, with what their token says."""

    claims: Claims
    after: Position
    events: Sequence[AnswerEvent]


def record_events(store: Store, batch: Batch, *, now: int) -> Reply:
    """Store a batch and acknowledge it, or say why not. Nothing is acknowledged that is not on
    disk.
    """
    saving = plan_saving(batch, now=now)
    saved = store.save(saving) if saving else None
    if saving and saved:
        return saved_reply(saving, saved)
    return store.write(lambda link: record_slowly(link, batch, now=now))


def plan_saving(batch: Batch, *, now: int) -> Saving | None:
    """The batch with its chain, when it begins right after what the device knows; else None."""
    claims = batch.claims
    if not batch.events or batch.events[0].seq != batch.after.seq + 1:
        return None
    rows, head = chain_events(
        batch.after.head,
        batch.events,
        attempt=claims.attempt,
        lease=claims.lease,
        server_at=now,
    )
    return Saving(
        attempt=claims.attempt,
        lease=claims.lease,
        after=batch.after.seq,
        after_head=batch.after.head,
        head=head,
        now=now,
        limit=now - claims.grace_ms,
        events=rows,
    )


def saved_reply(saving: Saving, saved: Saved) -> Reply:
    """The acknowledgement of a batch that is on disk."""
    return Reply(
        200,
        {
            "acked": saving.last,
            "head": saving.head,
            "server_now": saving.now,
            "deadline": saved.deadline_at,
            "state": str(AttemptState.RUNNING),
        },
    )


def record_at_once(link: Link, batch: Batch, *, now: int) -> Reply:
    """The same inside a transaction: the guarded write first, the whole rule when it says no."""
    saving = plan_saving(batch, now=now)
    saved = link.save(saving) if saving else None
    return saved_reply(saving, saved) if saving and saved else record_slowly(link, batch, now=now)


def record_slowly(link: Link, batch: Batch, *, now: int) -> Reply:
    """The whole rule of recording, inside one transaction that holds the attempt."""
    attempt = link.one(statements.RECORD, {"attempt": batch.claims.attempt})
    if attempt is None:
        return Reply(401, {"error": "token"})
    refusal = _refuse(attempt, now)
    if refusal is not None:
        return refusal
    record = _Record(link, batch.claims, attempt, now)
    acked = record.acked()
    fresh = [event for event in batch.events if event.seq > acked]
    if fresh and fresh[0].seq != acked + 1:
        return Reply(409, {"error": "gap", "expected": acked + 1, "server_now": now})
    if not record.is_current:
        fresh = record.accept_strays(fresh)
    head, superseded = record.store(fresh)
    body: dict[str, Any] = {
        "acked": acked + len(fresh),
        "head": head,
        "server_now": now,
        "deadline": attempt["deadline_at"],
        "state": attempt["state"],
        **({"late": len(fresh)} if fresh and record.is_late else {}),
        **({"superseded": superseded} if superseded else {}),
    }
    if record.is_current:
        return Reply(200, body)
    return Reply(423, {"error": "lease_lost", "lease": attempt["lease_number"], **body})


def _refuse(attempt: Row, now: int) -> Reply | None:
    facts = {"server_now": now, "deadline": attempt["deadline_at"], "state": attempt["state"]}
    if attempt["state"] in {AttemptState.PAUSED, AttemptState.VOIDED, AttemptState.CREATED}:
        return Reply(409, {"error": str(attempt["state"]), **facts})
    if attempt["event_count"] >= statements.MOST_EVENTS:
        return Reply(409, {"error": "too_many", **facts})
    return None


@dataclass(frozen=True, slots=True)
class _Record:
    """An attempt that is held by this transaction, and the token that wants to write to it."""

    link: Link
    claims: Claims
    attempt: Row
    now: int

    @property
    def is_current(self) -> bool:
        return bool(self.attempt["lease_number"] == self.claims.lease)

    @property
    def is_late(self) -> bool:
        end = self.attempt["deadline_at"] + self.attempt["grace_seconds"] * 1000
        return bool(self.attempt["state"] == AttemptState.SUBMITTED or self.now > end)

    def acked(self) -> int:
        """The last sequence number that is recorded of the token's lease."""
        if self.is_current:
            return int(self.attempt["lease_sequence"])
        values = {"attempt": self.claims.attempt, "lease": self.claims.lease}
        row = self.link.one(statements.LAST_OF_LEASE, values)
        return int(row["seq"]) if row else 0

    def accept_strays(self, events: Sequence[AnswerEvent]) -> list[AnswerEvent]:
        """Of a lost lease only what was answered before the loss; the first later event ends it."""
        following = {"attempt": self.claims.attempt, "lease": self.claims.lease + 1}
        row = self.link.one(statements.LEASE_TAKEN, following)
        lost_at = int(row["taken_at"]) if row else 0
        return list(takewhile(lambda event: is_stray_accepted(event.client_at, lost_at), events))

    def store(self, events: Sequence[AnswerEvent]) -> tuple[str, list[int]]:
        """Append the events; the new head, and the slots in which something newer stands."""
        head = str(self.attempt["chain_head"])
        if not events:
            return head, []
        rows, head = chain_events(
            head,
            events,
            attempt=self.claims.attempt,
            lease=self.claims.lease,
            server_at=self.now,
            late=self.is_late,
            stray=not self.is_current,
        )
        first = self.attempt["event_count"] + 1
        place_events(rows, first=first, deadline_at=self.attempt["deadline_at"])
        self.link.run_many(statements.INSERT_EVENT, rows)
        values = {
            "attempt": self.claims.attempt,
            "head": head,
            "count": len(rows),
            "last": rows[-1]["seq"],
            "now": self.now,
        }
        extend = statements.EXTEND_LEASE if self.is_current else statements.EXTEND_CHAIN
        self.link.run(extend, values)
        return head, [] if self.is_late else self._apply(rows)

    def _apply(self, rows: Sequence[EventRow]) -> list[int]:
        if self.is_current:  # nothing can be newer
            self.link.run_many(statements.APPLY_EVENT, latest_per_slot(rows))
            return []
        return [
            row["slot"]
            for row in latest_per_slot(rows)
            if self.link.run(statements.APPLY_EVENT, row) == 0
        ]
