"""Ending a credential: its bit in the list is set in the same transaction, so it is refused at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from trainingapp.audit.actions import record
from trainingapp.credentials.models.issuing import BasisKind, CredentialBasis
from trainingapp.credentials.models.verifiable import (
    Credential,
    CredentialEvent,
    CredentialState,
    StatusList,
)
from trainingapp.credentials.signing.status import with_bit
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation

PART_ENDED = "site:part"  # reasons of the site itself are words of `wording.REASONS`


class CredentialEnded(RuleViolation):
    """The credential was revoked or replaced before."""

    message = "This credential does not hold any more: it was revoked or replaced."


def revoke(credential: Credential, *, reason: str, actor_id: int | None, now: datetime) -> None:
    """Revoke for good, with a reason that the holder reads. :raises CredentialEnded: it was ended before."""
    end(credential, CredentialState.REVOKED, actor_id=actor_id, reason=reason, now=now)
    write_audit("credentials.revoke", credential, actor_id=actor_id, now=now)


def end(
    credential: Credential,
    state: CredentialState,
    *,
    actor_id: int | None,
    reason: str = "",
    now: datetime,
) -> None:
    """Set the bit and the state; bundles that hold it fall with it. :raises CredentialEnded: it was ended before."""
    places = db.session.get_one(StatusList, credential.status_list_id, with_for_update=True)
    db.session.refresh(credential, ["state", "ended_at"])
    if credential.state != CredentialState.ISSUED:
        raise CredentialEnded
    places.bits = with_bit(places.bits, credential.status_index)
    places.version += 1
    credential.state, credential.ended_at = state, now
    add_event(credential, str(state), actor_id=actor_id, reason=reason, now=now)
    db.session.flush()
    for bundle in list_resting_on(BasisKind.CREDENTIAL, credential.id):
        revoke(bundle, reason=PART_ENDED, actor_id=None, now=now)


def list_resting_on(kind: str, subject_id: int) -> Sequence[Credential]:
    """What still holds and rests on a record, a decision, an attempt or another credential."""
    query = select(Credential).join(CredentialBasis)
    about = (CredentialBasis.kind == kind, CredentialBasis.subject_id == subject_id)
    holding = Credential.state == CredentialState.ISSUED
    return db.session.scalars(query.where(*about, holding).order_by(Credential.id)).all()


def add_event(
    credential: Credential, act: str, *, actor_id: int | None, reason: str = "", now: datetime
) -> None:
    """Note what happened to a credential."""
    db.session.add(
        CredentialEvent(
            credential_id=credential.id, act=act, at=now, actor_id=actor_id, reason=reason
        )
    )


def write_audit(act: str, credential: Credential, *, actor_id: int | None, now: datetime) -> None:
    """Note an act on a credential in the log, without a word of what it says."""
    record(
        act,
        actor_id=actor_id,
        subject="credential",
        subject_id=credential.id,
        detail={"kind": credential.kind, "code": credential.short_code},
        now=now,
    )
