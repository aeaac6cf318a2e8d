"""The unsigned document of a credential, from a name and the facts."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from trainingapp.accounts.models import User
from trainingapp.credentials.kinds import Facts, tidy
from trainingapp.credentials.models.verifiable import StatusList
from trainingapp.credentials.signing.contexts import BADGES, CREDENTIALS
from trainingapp.credentials.signing.keys import Issuer
from trainingapp.credentials.signing.proof import stamp
from trainingapp.credentials.signing.status import make_entry

PURPOSE = "revocation"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the status of a credential is kept, and under which names it is found."""

    public_id: str
    places: StatusList
    index: int


def build(
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


def digest_of(user: User, facts: Facts) -> str:
    """SHA-256 of what is proved and of whom: two requests with the same one ask for the same credential."""
    told = {**asdict(facts), "name": user.display_name}  # type: ignore[call-overload]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()
