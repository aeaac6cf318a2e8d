"""The unsigned document of a credential, from a name and the facts."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from trainingapp.credentials.kinds import Facts, tidy
from trainingapp.credentials.models.verifiable import StatusList
from trainingapp.credentials.signing.keys import Issuer
from trainingapp.credentials.signing.status import make_entry
from trainingapp.rules.credential_stamps import stamp

PURPOSE = "revocation"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the status of a credential is kept, and under which names it is found."""

    public_id: str
    places: StatusList
    index: int


def build(
    name: str, facts: Facts, *, issuer: Issuer, place: Place, now: datetime
) -> dict[str, Any]:
    """The unsigned document: a name and what is proved. The subject's id is a fresh one, which links nothing."""
    kind, subject = facts.types
    ends = {"validUntil": stamp(facts.valid_until)} if facts.valid_until else {}
    awarded = {"awardedDate": stamp(now)} if kind == "OpenBadgeCredential" else {}
    return {
        "@context": list(facts.contexts),
        "id": f"{issuer.base}/credentials/{place.public_id}",
        "type": ["VerifiableCredential", kind],
        "name": facts.title()["zh"],
        "issuer": {
            "id": issuer.did,
            "type": ["Profile"],
            "name": tidy(issuer.name),
            "url": issuer.base,
        },
        "validFrom": stamp(now),
        **ends,
        **awarded,
        "credentialSubject": {
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": [subject],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": tidy(name),
                    "identityType": "name",
                }
            ],
            **facts.subject(issuer.base),
        },
        "credentialStatus": make_entry(
            issuer.base, purpose=PURPOSE, number=place.places.number, index=place.index
        ),
    }


def digest_of(name: str, facts: Facts) -> str:
    """SHA-256 of what is proved and of whom: two requests with the same one ask for the same credential."""
    told = {**asdict(facts), "name": name}  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
