"""Credentials fall with what they rest on: a record that was rejected or lapsed, a decision that was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from trainingapp.credentials.actions.revoking import list_resting_on, revoke
from trainingapp.credentials.kinds import Kind
from trainingapp.credentials.models.degrees import RecordStatus
from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.models.issuing import BasisKind
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.credentials.run_telling import tell_holder
from trainingapp.extensions import db
from trainingapp.rules.eligibility import Outcome

SURE = frozenset({RecordStatus.VERIFIED, RecordStatus.AUTHORITY})
REASONS: Mapping[str, str] = {
    RecordStatus.REJECTED: "site:rejected",
    RecordStatus.EXPIRED: "site:lapsed",
    RecordStatus.CLAIMED: "site:unverified",
    RecordStatus.DOCUMENT: "site:unverified",
}
REMOVED = "site:removed"
REPLACED = "site:decision"
RECOUNTED = "site:recounted"


def follow_record(kind: str, record_id: int, *, now: datetime) -> int:
    """Revoke what rests on a record that is not verified any more, or is gone; how many that were.

    To be called whenever the status of a record may have changed and before one is removed: a record that still
    holds changes nothing. `kind` is degree, work, certificate or pass.
    """
    status = db.session.scalar(select(KINDS[kind].status).where(KINDS[kind].id == record_id))
    if status in SURE:
        return 0
    return _revoke(kind, record_id, reason=REASONS.get(status or "", REMOVED), now=now)


def follow_removal(kind: str, record_id: int, *, now: datetime) -> int:
    """Revoke what rests on a record that is about to be removed; how many that were."""
    return _revoke(kind, record_id, reason=REMOVED, now=now)


def follow_recount(degree_id: int, *, now: datetime) -> int:
    """Revoke statements of eligibility that counted a verified degree as social work, when it is none any more.

    Notes on the degree itself say nothing of it and stay. How many there were.
    """
    return _revoke("degree", degree_id, reason=RECOUNTED, only=Kind.ELIGIBILITY, now=now)


def follow_decision(decision: Decision, *, now: datetime) -> int:
    """Revoke statements on earlier decisions about the same, when a newer one says otherwise; how many that were."""
    if decision.outcome == Outcome.ELIGIBLE:
        return 0
    earlier = select(Decision.id).where(
        Decision.user_id == decision.user_id,
        Decision.target == decision.target,
        Decision.year == decision.year,
        Decision.number < decision.number,
        Decision.outcome == Outcome.ELIGIBLE,
    )
    found = db.session.scalars(earlier).all()
    return sum(_revoke(BasisKind.DECISION, one, reason=REPLACED, now=now) for one in found)


def _revoke(
    kind: str, subject_id: int, *, reason: str, now: datetime, only: Kind | None = None
) -> int:
    found = list_resting_on(kind, subject_id)
    credentials = [one for one in found if only is None or one.kind == only]
    for credential in credentials:
        revoke(credential, reason=reason, actor_id=None, now=now)
        tell_holder(credential, "fell", now=now)
    return len(credentials)
