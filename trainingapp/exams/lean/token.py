"""The attempt token: who writes which attempt under which lease, signed, so that a save loads
neither session nor user.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import NamedTuple

LIFETIME_MS = 24 * 3600 * 1000  # outlives any test_form: a phone found at night still delivers


class Claims(NamedTuple):
    """What a token says; all whole numbers."""

    attempt: int
    candidate: int
    lease: int
    form: int
    mark: int  # the beginning of the hash of the form's document
    grace_ms: int
    expires: int


def sign_token(secret: str, claims: Claims) -> str:
    """The claims in figures, and their signature."""
    text = ".".join(str(value) for value in claims)
    return f"{text}.{_signature(secret, text)}"


def read_token(secret: str, token: str, *, now: int) -> Claims | None:
    """The claims of a token that was signed here and has not expired, else None."""
    text, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, text).encode()):
        return None
    claims = Claims(*(int(value) for value in text.split(".")))
    return claims if now < claims.expires else None


def _signature(secret: str, text: str) -> str:
    digest = hmac.digest(_key(secret), text.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"trainingapp.exams.attempt-token\0{secret}".encode()).digest()
