"""Drawing a credential up: its place in the list, its document, its signature. `issuing` says under which key."""

from __future__ import annotations

import json
import secrets
from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.keys import ensure_active
from trainingapp.credentials.actions.places import take_place
from trainingapp.credentials.building import build
from trainingapp.credentials.kinds import Facts
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries.verifiable import fingerprint
from trainingapp.credentials.signing.keys import find_issuer, open_key
from trainingapp.credentials.signing.proof import sign

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without letters that look like others


def draw_up(user: User, facts: Facts, *, name: str, now: datetime) -> Credential:
    """A signed credential with a place of its own; not yet added to the register."""
    place = take_place()
    signer, issuer = ensure_active(now=now), find_issuer()
    content = build(name, facts, issuer=issuer, place=place, now=now)
    private = open_key(signer.private_sealed or "")
    document = sign(content, private, method=issuer.method(signer.public), created=now)
    return Credential(
        public_id=place.public_id,
        short_code="".join(secrets.choice(CROCKFORD) for _ in range(12)),
        kind=str(facts.kind),
        claim=str(facts.claim),
        user_id=user.id,
        title=facts.title(),
        document=json.dumps(document, ensure_ascii=False, indent=1),
        sha256=fingerprint(document),
        content_sha256=fingerprint(content),
        issuer_key_id=signer.id,
        status_list_id=place.places.id,
        status_index=place.index,
        issued_at=now,
    )
