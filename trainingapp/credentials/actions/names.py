"""Keeping the name that a verifier found in evidence: notes on degrees and certificates are issued to it."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.sameness import is_as_seen
from trainingapp.credentials.kinds import tidy
from trainingapp.credentials.models.evidence import Verification
from trainingapp.credentials.models.issuing import VerifiedName
from trainingapp.credentials.queries.facts import Record
from trainingapp.credentials.queries.names import PURPOSE, find_verified_name
from trainingapp.credentials.queries.proving import SURE
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.verification import CheckOutcome, Tick
from trainingapp.web.vault import encrypt

MOST = 60


class NameUnreadable(RuleViolation):
    """There is no name, or one that is too long to be one."""

    message = "A verified name has 1 to 60 characters."


def keep_name(user_id: int, name: str, *, actor_id: int | None, now: datetime) -> None:
    """Keep somebody's name as evidence shows it; the log tells that it was verified and not the name.

    :raises NameUnreadable: it is empty or longer than 60 characters.
    """
    found = tidy(name)
    if not found or len(found) > MOST:
        raise NameUnreadable
    if found == find_verified_name(user_id):
        return
    row = db.session.get(VerifiedName, user_id)
    if row is None:
        row = VerifiedName(user_id=user_id)
        db.session.add(row)
    row.name_sealed = encrypt(found, PURPOSE)
    row.verified_by_id, row.verified_at = actor_id, now
    db.session.flush()
    record(
        "credentials.verify_name", actor_id=actor_id, subject="user", subject_id=user_id, now=now
    )


def keep_holder(row: Record, verification: Verification, *, now: datetime) -> None:
    """Keep the name of the account as verified, once a record is verified and its holder was found to be that name."""
    holder = verification.fields.get("holder", {}).get("tick")
    is_found = verification.check.counts and verification.outcome == CheckOutcome.MATCH
    if row.user_id is None or row.status not in SURE or not is_found or holder != Tick.MATCH:
        return
    if not is_as_seen(verification, row):
        return  # another name than the one that was found
    name = db.session.get_one(User, row.user_id).display_name
    keep_name(row.user_id, name, actor_id=verification.verified_by_id, now=now)


def forget_name(user_id: int) -> None:
    """Remove the verified name of somebody who leaves."""
    row = db.session.get(VerifiedName, user_id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
