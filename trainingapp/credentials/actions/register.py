"""The public register: consenting to be found, withdrawing it, and the log of searches."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.credentials.models.sharing import RegisterEntry
from trainingapp.credentials.queries import register as queries
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation


class NothingToEnter(RuleViolation):
    """Only what was verified can be found, under the name that was verified."""

    message: ClassVar[str] = (
        "You can be entered once your name and a national certificate with its number are verified."
    )


def give_consent(user_id: int, *, now: datetime) -> int:
    """Let everybody who knows the verified name and the last four together find each verified certificate.

    Returns how many came into the register. :raises NothingToEnter: none is verified, or no name.
    """
    name, certificates = find_verified_name(user_id), queries.list_enterable(user_id)
    if name is None or not certificates:
        raise NothingToEnter
    standing = {one.certificate_id for one in queries.list_entries(user_id) if one.lookup}
    fresh = [one for one in certificates if one.id not in standing]
    for certificate in fresh:
        lookup = queries.lookup_of(name, certificate.number_last4 or "")
        db.session.add(
            RegisterEntry(
                user_id=user_id,
                certificate_id=certificate.id,
                lookup=lookup,
                text_version=queries.TEXT_VERSION,
                given_at=now,
            )
        )
    db.session.flush()
    if fresh:
        _record("enter_register", user_id, now=now, count=len(fresh))
    return len(fresh)


def withdraw_consent(user_id: int, *, now: datetime) -> None:
    """Be found by nobody, from this moment on; that there was a consent stays known to the person."""
    standing = [one for one in queries.list_entries(user_id) if one.withdrawn_at is None]
    for entry in standing:
        entry.lookup, entry.withdrawn_at = None, now
    db.session.flush()
    if standing:
        _record("leave_register", user_id, now=now, count=len(standing))


def search(name: str, last4: str, *, actor_id: int | None, now: datetime) -> queries.Found | None:
    """Look somebody up, and write that it was done, and whether somebody was found, into the log: no name."""
    found = queries.search(name, last4)
    record(
        "credentials.search_register",
        actor_id=actor_id,
        subject="register",
        detail={"found": found is not None},
        now=now,
    )
    return found


def _record(act: str, user_id: int, *, now: datetime, count: int) -> None:
    record(
        f"credentials.{act}",
        actor_id=user_id,
        subject="user",
        subject_id=user_id,
        detail={"count": count, "text": queries.TEXT_VERSION},
        now=now,
    )
