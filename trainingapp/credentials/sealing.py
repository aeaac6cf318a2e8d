"""Files of evidence at rest: AES-256-GCM under a key of each file's own, which is itself sealed by the site's keys.

Destroying the key erases the file, also in every backup. The hash of what was sent is bound to it.
"""

from __future__ import annotations

import base64
import secrets
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trainingapp.config import Settings
from trainingapp.files.making import Made, put_made
from trainingapp.files.models import StoredFile
from trainingapp.files.staging import Staging
from trainingapp.files.storage import ContentMissing, open_storage
from trainingapp.web import vault

KEY = "evidence.key"
CIPHERTEXT = "application/octet-stream"
NONCE = 12


class SealedFile(NamedTuple):
    """What lies in the store, and the key to it as the row keeps it."""

    made: Made
    key_sealed: str


def seal_file(plain: StoredFile, *, settings: Settings) -> SealedFile:
    """Bring the ciphertext of content into the store. Evidence is small, so it is read at once.

    :raises ContentMissing, StorageAway, DiskFull:
    """
    return seal(read_whole(plain, settings=settings), plain.sha256, settings=settings)


def seal(body: bytes, sha256: str, *, settings: Settings) -> SealedFile:
    """Bring the ciphertext of bytes into the store, which never holds them open. :raises StorageAway, DiskFull:"""
    key, nonce = AESGCM.generate_key(bit_length=256), secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, body, sha256.encode())
    with Staging(settings).draft(f"evidence-{secrets.token_hex(8)}") as path:
        path.write_bytes(sealed)
        made = put_made(path, CIPHERTEXT, settings=settings)
    return SealedFile(made, vault.encrypt(base64.b64encode(key).decode(), KEY))


def open_file(stored: StoredFile, key_sealed: str, sha256: str, *, settings: Settings) -> bytes:
    """The file as it was sent. :raises ContentMissing: it is gone, or not what was put away."""
    body = read_whole(stored, settings=settings)
    key = base64.b64decode(vault.decrypt(key_sealed, KEY))
    try:
        return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], sha256.encode())
    except InvalidTag as error:
        raise ContentMissing(stored.sha256) from error


def read_whole(stored: StoredFile, *, settings: Settings) -> bytes:
    """Content as it lies in the store."""
    return b"".join(open_storage(settings).read(stored.sha256, 0, stored.size))
