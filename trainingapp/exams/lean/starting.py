"""Starting an attempt and taking its lease: one row whatever happens at once, one device that may
write.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.papers import Paper
from trainingapp.exams.lean.recording import Reply
from trainingapp.exams.lean.store import Link, Row, Store
from trainingapp.exams.lean.token import LIFETIME_MS, Claims, sign_token
from trainingapp.extensions import from_milliseconds, milliseconds
from trainingapp.rules.attempts import (
    AttemptState,
    LeaseDecision,
    decide_lease,
    first_deadline,
    option_orders,
)
from trainingapp.rules.sittings import Entry, SittingKind, check_start

OPEN = frozenset({AttemptState.RUNNING, AttemptState.PAUSED})
POLL_SECONDS = {SittingKind.ORGANISED: 5, SittingKind.SELF_SERVICE: 15}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who asks, as the sign-in proved."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Wish:
    """A device that wants to write."""

    candidate: Candidate
    device: str
    take_over: bool = False


class NoSuchSitting(LookupError):  # noqa: N818 - the fact is the name
    """There is no such sitting for this candidate."""


def start_attempt(
    store: Store, candidate: Candidate, *, sitting: int, code: str, now: datetime
) -> tuple[int, bool]:
    """The candidate's open attempt in the sitting, begun now if there is none; True when it is new.

    :raises NoSuchSitting: also for somebody else's own sitting; and what `check_start` raises.
    """
    entry = store.read(
        lambda link: link.one(statements.ENTRY, {"sitting": sitting, "user": candidate.id})
    )
    if entry is None or entry["owner_id"] not in (None, candidate.id):
        raise NoSuchSitting
    if entry["state"] in OPEN:
        return int(entry["attempt_id"]), False
    _check(entry, code, now)
    return store.write(lambda link: _begin(link, entry, candidate.id, now))


def _check(entry: Row, code: str, now: datetime) -> None:
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
            given_code=code,
            most_attempts=entry["most_attempts"],
            attempts_made=made,
        ),
        now=now,
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_milliseconds(value)


def _begin(link: Link, entry: Row, user: int, now: datetime) -> tuple[int, bool]:
    deadline = first_deadline(
        now,
        entry["minutes"],
        extra_seconds=entry["extra_seconds"],
        closes_at=_moment(entry["closes_at"]),
    )
    values: dict[str, object] = {
        "sitting": entry["sitting_id"],
        "user": user,
        "form": entry["test_form_id"],
        "minutes": entry["minutes"],
        "extra": entry["extra_seconds"],
        "now": milliseconds(now),
        "deadline": milliseconds(deadline),
    }
    if entry["state"] == AttemptState.CREATED:
        values["attempt"] = entry["attempt_id"]
        is_new = link.run(statements.BEGIN_CREATED, values) == 1
        return int(entry["attempt_id"]), is_new
    values["ordinal"] = (entry["ordinal"] or 0) + 1
    values["seed"] = secrets.token_hex(8) if entry["is_shuffled"] else None
    row = link.one(statements.INSERT_ATTEMPT, values)
    if row is not None:
        return int(row["id"]), True
    row = link.one(statements.FIND_ATTEMPT, values)
    if row is None:  # pragma: no cover - the conflicting row was committed
        raise NoSuchSitting
    return int(row["id"]), False


def find_attempt(link: Link, attempt: int, candidate: int, *, lock: bool = False) -> Row | None:
    """The attempt of this candidate with what its room needs of the sitting."""
    statement = statements.OPEN_ATTEMPT
    return link.one(
        statement if lock else statement.replace("{lock}", ""),
        {"attempt": attempt, "user": candidate},
    )


@dataclass(frozen=True, slots=True)
class Lease:
    """The attempt as its holder gets it, with the answers so far."""

    attempt: Row
    number: int
    sequence: int
    responses: list[Mapping[str, Any]]


def take_lease(link: Link, wish: Wish, attempt_id: int, *, now: int) -> Lease | Reply:
    """Resume, take a free lease, or take over; 423 names the holder when another device has it."""
    attempt = find_attempt(link, attempt_id, wish.candidate.id, lock=True)
    if attempt is None:
        return Reply(404, {"error": "missing"})
    decision = decide_lease(attempt["lease_device"], wish.device, take_over=wish.take_over)
    number, sequence = attempt["lease_number"], attempt["lease_sequence"]
    if decision is LeaseDecision.HELD:
        return Reply(
            423,
            {
                "error": "lease_held",
                "device": attempt["lease_device"],
                "seen_at": attempt["lease_seen_at"],
            },
        )
    values = {"attempt": attempt_id, "device": wish.device, "lease": number + 1, "now": now}
    if attempt["state"] not in OPEN:
        if decision is LeaseDecision.TAKE:
            return Reply(409, {"error": str(attempt["state"])})
    elif decision is LeaseDecision.TAKE:
        link.run(statements.TAKE_LEASE, values)
        link.run(statements.INSERT_LEASE, values)
        number, sequence = number + 1, 0
    else:
        link.run(statements.KEEP_LEASE, values)
    rows = link.all(statements.RESPONSES, {"attempt": attempt_id}) if attempt["chain_head"] else []
    return Lease(attempt, number, sequence, [_response(row) for row in rows])


def _response(row: Row) -> dict[str, Any]:
    names = ("slot", "selected", "flagged", "struck", "seconds", "client_at")
    return {**{name: row[name] for name in names}, "flagged": bool(row["flagged"])}


def lease_answer(
    lease: Lease, paper: Paper, candidate: Candidate, *, secret: str, now: int
) -> dict[str, Any]:
    """Everything a room needs to go on: token, place in the sequence, time, document, answers."""
    attempt = lease.attempt
    grace = attempt["grace_seconds"]
    claims = Claims(
        attempt=attempt["id"],
        candidate=candidate.id,
        lease=lease.number,
        form=paper.form,
        paper=paper.mark,
        grace_ms=grace * 1000,
        expires=now + LIFETIME_MS,
    )
    earliest = attempt["earliest_hand_in_minutes"] * 60_000
    return {
        "token": sign_token(secret, claims),
        "lease": lease.number,
        "sequence": lease.sequence,
        "head": attempt["chain_head"],
        "state": attempt["state"],
        "deadline": attempt["deadline_at"],
        "server_now": now,
        "grace_seconds": grace,
        "document": f"/exams/forms/{paper.form}/{paper.sha256}.json",
        "order": option_orders(attempt["shuffle_seed"], paper.marking.letters),
        "responses": lease.responses,
        "poll_seconds": POLL_SECONDS[SittingKind(attempt["kind"])],
        "min_submit_at": attempt["started_at"] + earliest if earliest else None,
        "candidate": {
            "name": candidate.name,
            "number": str(attempt["seat_number"] or f"{candidate.id:08d}"),
        },
    }
