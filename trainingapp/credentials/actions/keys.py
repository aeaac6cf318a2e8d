"""The life of the site's keys: made, active after a day in the open, retired, or given away."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from trainingapp.audit.actions import record
from trainingapp.credentials.actions.revoking import revoke
from trainingapp.credentials.models.verifiable import IssuerKey, KeyKind, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import find_issuer
from trainingapp.credentials.signing.making import make_key
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.transactions import commit_now, start_writing

PUBLISHED_FOR = timedelta(hours=24)  # so that verifiers who keep the DID document have seen it


class KeyTooYoung(RuleViolation):
    """The next key has not been public for a day."""

    message = "A key may sign once it has been public for 24 hours, so that everybody can know it."


class KeyAlreadyNext(RuleViolation):
    """There is a next key already."""

    message = "There is a next key already."


class KeyNotInUse(RuleViolation):
    """The key has been given up already, or was never in use."""

    message = "This key is not in that state any more."


def ensure_active(kind: KeyKind = KeyKind.PROOF, *, now: datetime) -> IssuerKey:
    """The key of a kind that signs. The first is made when it is needed: nobody can know an older one."""
    key = queries.find_key_in(KeyState.ACTIVE, kind)
    return key or _add(kind, KeyState.ACTIVE, actor_id=None, now=now)


def find_signer(kind: KeyKind, *, now: datetime) -> IssuerKey:
    """The key that signs what is made when somebody asks for it. The first of a kind is made and committed here."""
    key = queries.find_key_in(KeyState.ACTIVE, kind)
    if key is None:
        start_writing()
        try:
            key = ensure_active(kind, now=now)
            commit_now()
        except IntegrityError:  # somebody else has asked in the same moment
            db.session.rollback()
            key = ensure_active(kind, now=now)
    return key


def add_next(kind: KeyKind = KeyKind.PROOF, *, actor_id: int, now: datetime) -> IssuerKey:
    """Make and publish the key of a kind that will sign. :raises KeyAlreadyNext: there is one."""
    if queries.find_key_in(KeyState.NEXT, kind):
        raise KeyAlreadyNext
    return _add(kind, KeyState.NEXT, actor_id=actor_id, now=now)


def activate(key: IssuerKey, *, actor_id: int, now: datetime) -> None:
    """Let the next key sign; the one before is retired and its private half destroyed. What it signed verifies on.

    :raises KeyNotInUse: the key is not next. :raises KeyTooYoung: it was made less than 24 hours ago.
    """
    if key.state != KeyState.NEXT:
        raise KeyNotInUse
    if now - key.made_at < PUBLISHED_FOR:
        raise KeyTooYoung
    before = queries.find_key_in(KeyState.ACTIVE, KeyKind(key.kind))
    if before is not None:
        _end(before, KeyState.RETIRED, now=now)
    key.state, key.active_from = KeyState.ACTIVE, now
    db.session.flush()
    _record("credentials.activate_key", key, actor_id=actor_id, now=now)


def give_up(key: IssuerKey, *, reason: str, actor_id: int, now: datetime) -> int:
    """Somebody else may have the key: what it signed is revoked and may be issued again; return how many.

    :raises KeyNotInUse: it was given up before.
    """
    if key.state == KeyState.COMPROMISED:
        raise KeyNotInUse
    _end(key, KeyState.COMPROMISED, now=now)
    key.reason = reason
    signed = queries.list_signed_by(key.id)
    for credential in signed:
        revoke(credential, reason=reason, actor_id=actor_id, now=now)
    _record("credentials.give_up_key", key, actor_id=actor_id, now=now)
    ensure_active(KeyKind(key.kind), now=now)  # the list of what is revoked must be signed on
    return len(signed)


def _end(key: IssuerKey, state: KeyState, *, now: datetime) -> None:
    key.state, key.private_sealed, key.ended_at = state, None, now
    db.session.flush()  # the index allows one active key


def _add(kind: KeyKind, state: KeyState, *, actor_id: int | None, now: datetime) -> IssuerKey:
    made = make_key(kind, find_issuer(), now=now)
    key = IssuerKey(
        kind=kind,
        public=made.public,
        public_jwk=made.public_jwk,
        certificate=made.certificate,
        private_sealed=made.private_sealed,
        state=state,
        made_at=now,
        active_from=now if state is KeyState.ACTIVE else None,
    )
    db.session.add(key)
    db.session.flush()
    _record("credentials.make_key", key, actor_id=actor_id, now=now)
    return key


def _record(act: str, key: IssuerKey, *, actor_id: int | None, now: datetime) -> None:
    detail = {"public": key.public}
    record(act, actor_id=actor_id, subject="issuer_key", subject_id=key.id, detail=detail, now=now)
