"""The name that a verifier found in evidence, as opposed to the one that somebody chose for their account."""

from __future__ import annotations

from trainingapp.credentials.models.issuing import VerifiedName
from trainingapp.extensions import db
from trainingapp.web.vault import decrypt

PURPOSE = "verified-name"


def find_verified_name(user_id: int) -> str | None:
    """Somebody's verified name; None while nobody has verified it."""
    row = db.session.get(VerifiedName, user_id)
    return decrypt(row.name_sealed, PURPOSE) if row else None
