"""The lease of an attempt: which device may write, and everything it needs to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainingapp.exams.lean import statements
from trainingapp.exams.lean.recording import Reply
from trainingapp.exams.lean.store import Link, Row
from trainingapp.exams.lean.test_forms import HeldTestForm
from trainingapp.exams.lean.token import LIFETIME_MS, Claims, sign_token
from trainingapp.rules.attempts import (
    AttemptState,
    LeaseDecision,
    decide_lease,
    option_orders,
)
from trainingapp.rules.sittings import SittingKind

OPEN = frozenset({AttemptState.RUNNING, AttemptState.PAUSED})
POLL_SECONDS = {SittingKind.ORGANISED: 5, SittingKind.SELF_SERVICE: 15}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who asks, as the sign-in proved."""

    id: int
    name: str
    language: str | None  # of the account; None: never chosen


@dataclass(frozen=True, slots=True)
class Wish:
    """A device that wants to write."""

    candidate: Candidate
    device: str
    take_over: bool = False


@dataclass(frozen=True, slots=True)
class Lease:
    """The attempt as its holder gets it, with the answers so far."""

    attempt: Row
    number: int
    sequence: int
    responses: list[Mapping[str, Any]]


def take_lease(link: Link, wish: Wish, attempt_id: int, *, now: int) -> Lease | Reply:
    """Resume, take a free lease, or take over; 423 names the holder when another device has it."""
    attempt = link.one(statements.OPEN_ATTEMPT, {"attempt": attempt_id, "user": wish.candidate.id})
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
    lease: Lease, test_form: HeldTestForm, candidate: Candidate, *, secret: str, now: int
) -> dict[str, Any]:
    """Everything a room needs to go on: token, place in the sequence, time, document, answers."""
    attempt = lease.attempt
    grace = attempt["grace_seconds"]
    claims = Claims(
        attempt=attempt["id"],
        candidate=candidate.id,
        lease=lease.number,
        form=test_form.form,
        mark=test_form.mark,
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
        "document": f"/exams/forms/{test_form.form}/{test_form.sha256}.json",
        "order": option_orders(attempt["shuffle_seed"], test_form.marking.letters),
        "responses": lease.responses,
        "poll_seconds": POLL_SECONDS[SittingKind(attempt["kind"])],
        "min_submit_at": attempt["started_at"] + earliest if earliest else None,
        "candidate": {
            "name": candidate.name,
            "number": str(attempt["seat_number"] or f"{candidate.id:08d}"),
        },
    }
