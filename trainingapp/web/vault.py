"""Personal data at rest: encrypted fields that can still be found, and masks for the screen.

A field is stored as `<cipher>.<key id>.<base64 of nonce and text>`. New keys are put first in FIELD_KEYS; old ones
keep decrypting. A blind index (HMAC) finds an exact value without decrypting anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

CIPHER = "aes256gcm"


def encrypt(text: str, purpose: str) -> str:
    """Encrypt a value; the purpose is bound to it, so a value cannot be moved to another column."""
    key_id, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(12)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{CIPHER}.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(stored: str, purpose: str) -> str:
    """The value behind a stored field. :raises ValueError: for an unknown cipher or key, or a changed value."""
    cipher, key_id, body = stored.split(".", 2)
    key = _keys().get(key_id)
    if cipher != CIPHER or key is None:
        raise ValueError(f"no key {key_id} for cipher {cipher}")
    sealed = base64.urlsafe_b64decode(body)
    try:
        return AESGCM(key).decrypt(sealed[:12], sealed[12:], purpose.encode()).decode()
    except Exception as error:
        raise ValueError("the stored field does not open with its key") from error


def blind_index(text: str, purpose: str) -> str:
    """A keyed digest under which an encrypted value can be looked up and kept unique."""
    first = list(_keys().values())[
        -1
    ]  # the oldest key: indexes must not change when a key is added
    derived = hmac.new(first, b"blind index", hashlib.sha256).digest()
    return hmac.new(derived, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def mask_phone(phone: str) -> str:
    """A mobile number as it may be shown: 138****1234."""
    return f"{phone[:3]}{'*' * max(len(phone) - 7, 0)}{phone[-4:]}"


def mask_id_number(number: str) -> str:
    """An identity number as it may be shown: the first three and the last four characters."""
    return f"{number[:3]}{'*' * max(len(number) - 7, 0)}{number[-4:]}"


def _keys() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for entry in str(current_app.config["FIELD_KEYS"]).split(","):
        key_id, _, encoded = entry.strip().partition(":")
        found[key_id] = base64.b64decode(encoded)
    return found
