"""One batch of events on its way to the database, and the chain that is computed before it gets
there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trainingapp.rules.answer_events import AnswerEvent, RecordedEvent, next_head

EventRow = dict[str, Any]


class StoreBusy(Exception):  # noqa: N818 - the fact is the name
    """The database did not take the write in time; sending the same again is safe."""


@dataclass(frozen=True, slots=True)
class Saving:
    """Events that follow directly on what the device and the server agree to be recorded.

    `limit` is the earliest deadline for which `now` is still within the grace.
    """

    attempt: int
    lease: int
    after: int
    after_head: str
    head: str
    now: int
    limit: int
    events: Sequence[EventRow]

    @property
    def last(self) -> int:
        return self.after + len(self.events)


@dataclass(frozen=True, slots=True)
class Saved:
    """The batch is durable; the attempt's deadline as it is now."""

    deadline_at: int


def chain_events(
    head: str,
    events: Iterable[AnswerEvent],
    *,
    attempt: int,
    lease: int,
    server_at: int,
    late: bool = False,
    stray: bool = False,
) -> tuple[list[EventRow], str]:
    """The rows of the events with their hashes, and the new head."""
    rows: list[EventRow] = []
    for event in events:
        recorded = RecordedEvent(
            lease=lease,
            seq=event.seq,
            kind=event.kind,
            slot=event.slot,
            selected=event.selected,
            flagged=event.flagged,
            struck=event.struck,
            seconds=event.seconds,
            client_at=event.client_at,
            server_at=server_at,
            late=late,
            stray=stray,
        )
        head = next_head(head, recorded)
        rows.append(
            {
                "attempt": attempt,
                "lease": lease,
                "seq": event.seq,
                "kind": event.kind,
                "slot": event.slot,
                "selected": event.selected,
                "flagged": event.flagged,
                "struck": event.struck,
                "seconds": event.seconds,
                "client_at": event.client_at,
                "server_at": server_at,
                "late": late,
                "stray": stray,
                "hash": head,
            }
        )
    return rows, head


def latest_per_slot(rows: Iterable[EventRow]) -> list[EventRow]:
    """The last event of each slot: only it becomes the current answer."""
    return list({row["slot"]: row for row in rows}.values())


def place_events(rows: Sequence[EventRow], *, first: int, deadline_at: int) -> None:
    """Give each row its place in the chain and say whether the grace was needed."""
    for position, row in enumerate(rows, start=first):
        row["position"] = position
        row["grace"] = not row["late"] and row["server_at"] > deadline_at
