"""Issuing: what is proved is named by a key and signed once; other facts under the same key are a correction."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.keys import ensure_active
from trainingapp.credentials.actions.revoking import add_event, end, write_audit
from trainingapp.credentials.kinds import Claim, Facts, tidy
from trainingapp.credentials.models.verifiable import (
    Credential,
    CredentialState,
    KeyState,
    StatusList,
)
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.contexts import BADGES, CREDENTIALS
from trainingapp.credentials.signing.keys import Issuer, find_issuer, open_key
from trainingapp.credentials.signing.proof import sign, stamp
from trainingapp.credentials.signing.status import BITS, empty_bits, make_entry
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that look like others
FULL = BITS // 2  # beyond, a free place is looked for too long
PURPOSE = "revocation"


class RevokedBefore(RuleViolation):
    """What somebody asks for was revoked; only the office can say why."""

    message = "This credential was revoked and is not issued again. Ask the office why."


@dataclass(frozen=True, slots=True)
class Place:
    """Where the status of a credential is kept, and under which names it is found."""

    public_id: str
    places: StatusList
    index: int


def issue(user: User, facts: Facts, *, now: datetime) -> Credential:
    """Sign what the facts prove of somebody, once: the same facts give the credential that is there.

    Other facts about the same thing give a new one that takes the place of the old. What a lost key signed is signed
    again. :raises RevokedBefore: the office revoked it.
    """
    _lock(user.id)
    key, digest = f"{facts.kind}|{user.id}|{facts.about}", _digest(user, facts)
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
    place, signer, issuer = _take_place(), ensure_active(now=now), find_issuer()
    content = _build(user, facts, issuer=issuer, place=place, now=now)
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


def _build(
    user: User, facts: Facts, *, issuer: Issuer, place: Place, now: datetime
) -> dict[str, Any]:
    """The unsigned document: a name and what is proved. The subject's id is a fresh one, which links nothing."""
    name = tidy(user.display_name)
    return {
        "@context": [CREDENTIALS, BADGES],
        "id": f"{issuer.base}/credentials/{place.public_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.title()["zh"],
        "issuer": {
            "id": issuer.did,
            "type": ["Profile"],
            "name": tidy(issuer.name),
            "url": issuer.base,
        },
        "validFrom": stamp(now),
        "awardedDate": stamp(now),
        "credentialSubject": {
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": name,
                    "identityType": "name",
                }
            ],
            **facts.subject(issuer.base),
        },
        "credentialStatus": make_entry(
            issuer.base, purpose=PURPOSE, number=place.places.number, index=place.index
        ),
    }


def _take_place() -> Place:
    """A free bit at random, so that its number tells neither when nor to whom a credential was issued."""
    query = select(StatusList).where(StatusList.purpose == PURPOSE, StatusList.taken < FULL)
    places = db.session.scalars(query.order_by(StatusList.number).with_for_update()).first()
    if places is None:
        places = StatusList(purpose=PURPOSE, number=_count() + 1, bits=empty_bits(), taken=0)
        db.session.add(places)
        db.session.flush()
    index = secrets.randbelow(BITS)
    while queries.is_taken(places.id, index):
        index = secrets.randbelow(BITS)
    places.taken = places.taken + 1
    return Place(uuid.uuid4().hex, places, index)


def _count() -> int:
    return len(db.session.scalars(select(StatusList.id).where(StatusList.purpose == PURPOSE)).all())


def _lock(user_id: int) -> None:
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def _digest(user: User, facts: Facts) -> str:
    told = {**asdict(facts), "name": user.display_name}  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
