"""Issuing: what is proved is named by a key and signed once; other facts under the same key are a correction."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.keys import ensure_active
from trainingapp.credentials.actions.places import take_place
from trainingapp.credentials.actions.revoking import add_event, end, write_audit
from trainingapp.credentials.building import build, digest_of
from trainingapp.credentials.kinds import Claim, Facts
from trainingapp.credentials.models.verifiable import (
    Credential,
    CredentialState,
    KeyState,
)
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import find_issuer, open_key
from trainingapp.credentials.signing.proof import sign
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that look like others


class RevokedBefore(RuleViolation):
    """What somebody asks for was revoked; only the office can say why."""

    message = "This credential was revoked and is not issued again. Ask the office why."


def issue(user: User, facts: Facts, *, now: datetime) -> Credential:
    """Sign what the facts prove of somebody, once: the same facts give the credential that is there.

    Other facts about the same thing give a new one that takes the place of the old. What a lost key signed is signed
    again. :raises RevokedBefore: the office revoked it.
    """
    _lock(user.id)
    key, digest = f"{facts.kind}|{user.id}|{facts.about}", digest_of(user, facts)
    last = queries.find_last(key)
    if last is not None and last.state == CredentialState.ISSUED:
        if last.facts_sha256 == digest:
            return last
        end(last, CredentialState.SUPERSEDED, actor_id=user.id, now=now)
    elif last is not None and last.issuer_key.state != KeyState.COMPROMISED:
        raise RevokedBefore
    credential = _add(user, facts, key=key, digest=digest, last=last, now=now)
    add_event(credential, "issued", actor_id=user.id, now=now)
    write_audit("credentials.issue", credential, actor_id=user.id, now=now)
    return credential


def _add(
    user: User, facts: Facts, *, key: str, digest: str, last: Credential | None, now: datetime
) -> Credential:
    place, signer, issuer = take_place(), ensure_active(now=now), find_issuer()
    content = build(user, facts, issuer=issuer, place=place, now=now)
    private = open_key(signer.private_sealed or "")
    document = sign(content, private, method=issuer.method(signer.public), created=now)
    credential = Credential(
        public_id=place.public_id,
        short_code="".join(secrets.choice(CROCKFORD) for _ in range(12)),
        kind=str(facts.kind),
        claim=str(Claim.ISSUED_BY_US),
        key=key,
        version=last.version + 1 if last else 1,
        facts_sha256=digest,
        user_id=user.id,
        title=facts.title(),
        document=json.dumps(document, ensure_ascii=False, indent=1),
        sha256=queries.fingerprint(document),
        issuer_key_id=signer.id,
        status_list_id=place.places.id,
        status_index=place.index,
        issued_at=now,
        supersedes_id=last.id if last else None,
        is_open=last.is_open if last else False,
    )
    db.session.add(credential)
    db.session.flush()
    return credential


def _lock(user_id: int) -> None:
    db.session.get_one(User, user_id, with_for_update={"key_share": True})
