"""Starting an attempt: one row whatever happens at once, and its lease in the same transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.leasing import OPEN, Candidate, Lease, Wish, take_lease
from trainingapp.exams.lean.recording import Reply
from trainingapp.exams.lean.store import Link, Row, Store
from trainingapp.extensions import from_milliseconds, milliseconds
from trainingapp.rules.attempts import AttemptState, first_deadline
from trainingapp.rules.sittings import Entry, check_start


class NoSuchSitting(LookupError):  # noqa: N818 - the fact is the name
    """There is no such sitting for this candidate."""


@dataclass(frozen=True, slots=True)
class Start:
    """Who wants to begin where and when; without a device the room takes the lease later."""

    candidate: Candidate
    code: str
    device: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """The attempt, whether it is new, and the lease or why there is none."""

    attempt: int
    is_new: bool
    lease: Lease | Reply | None


def start_attempt(store: Store, start: Start, entry: Row) -> Started:
    """The candidate's open attempt in the sitting, begun now if there is none.

    `entry` is the row of `statements.ARRIVAL`.
    :raises NoSuchSitting: also for somebody else's own sitting; and what `check_start` raises.
    """
    if entry["sitting_id"] is None or entry["owner_id"] not in (None, start.candidate.id):
        raise NoSuchSitting
    if entry["state"] in OPEN:
        return store.write(lambda link: _enter(link, start, entry["attempt_id"], is_new=False))
    _check(entry, start)
    values = _values(start, entry)
    if entry["state"] == AttemptState.CREATED:
        values["attempt"] = entry["attempt_id"]
        return store.write(lambda link: _begin_created(link, start, values))
    attempt = store.begin(values)
    if attempt is None:  # a start at the same time was quicker
        return store.write(lambda link: _enter_other(link, start, values))
    lease = None if start.device is None else _first_lease(attempt, values, entry)
    return Started(attempt, is_new=True, lease=lease)


def _check(entry: Row, start: Start) -> None:
    made = entry["ordinal"] or 0
    if entry["state"] == AttemptState.CREATED:
        made -= 1
    check_start(
        Entry(
            opens_at=_moment(entry["opens_at"]),
            last_start_at=_moment(entry["last_start_at"]),
            closes_at=_moment(entry["closes_at"]),
            closed_at=_moment(entry["closed_at"]),
            needs_seat=bool(entry["needs_seat"]),
            has_seat=entry["seat_number"] is not None,
            access_code=entry["access_code"],
            given_code=start.code,
            most_attempts=entry["most_attempts"],
            attempts_made=made,
        ),
        now=start.now,
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_milliseconds(value)


def _enter(link: Link, start: Start, attempt: int, *, is_new: bool) -> Started:
    if start.device is None:
        return Started(attempt, is_new, None)
    wish = Wish(start.candidate, start.device)
    lease = take_lease(link, wish, attempt, now=milliseconds(start.now))
    return Started(attempt, is_new, lease)


def _begin_created(link: Link, start: Start, values: dict[str, Any]) -> Started:
    is_new = link.run(statements.BEGIN_CREATED, values) == 1
    return _enter(link, start, values["attempt"], is_new=is_new)


def _enter_other(link: Link, start: Start, values: dict[str, Any]) -> Started:
    found = link.one(statements.FIND_ATTEMPT, values)
    if found is None:  # pragma: no cover - the conflicting row was committed
        raise NoSuchSitting
    return _enter(link, start, found["id"], is_new=False)


def _values(start: Start, entry: Row) -> dict[str, Any]:
    deadline = first_deadline(
        start.now,
        entry["minutes"],
        extra_seconds=entry["extra_seconds"],
        closes_at=_moment(entry["closes_at"]),
    )
    now = milliseconds(start.now)
    return {
        "sitting": entry["sitting_id"],
        "user": start.candidate.id,
        "form": entry["test_form_id"],
        "minutes": entry["minutes"],
        "extra": entry["extra_seconds"],
        "ordinal": (entry["ordinal"] or 0) + 1,
        "seed": secrets.token_hex(8) if entry["is_shuffled"] else None,
        "now": now,
        "deadline": milliseconds(deadline),
        "device": start.device,
        "lease": 0 if start.device is None else 1,
        "leased": None if start.device is None else now,
    }


def _first_lease(attempt: int, values: dict[str, Any], entry: Row) -> Lease:
    same = ("kind", "grace_seconds", "earliest_hand_in_minutes", "seat_number", "document_sha256")
    row = {
        **{name: entry[name] for name in same},
        "id": attempt,
        "test_form_id": values["form"],
        "state": str(AttemptState.RUNNING),
        "shuffle_seed": values["seed"],
        "started_at": values["now"],
        "deadline_at": values["deadline"],
        "extra_seconds": values["extra"],
        "outage_seconds": 0,
        "paused_seconds": 0,
        "chain_head": "",
    }
    return Lease(row, number=1, sequence=0, responses=[])
