"""Bitstring Status List 1.0: one bit says that a credential is revoked; the list is a signed credential itself."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from trainingapp.credentials.signing.contexts import CREDENTIALS
from trainingapp.rules.credential_stamps import stamp

BITS = 131_072  # the least that the standard allows, so that a reader does not learn whose bit is asked for
LIFE = timedelta(hours=24)


def empty_bits() -> bytes:
    """A list in which nothing is revoked."""
    return bytes(BITS // 8)


def has_bit(bits: bytes, index: int) -> bool:
    """Whether the bit is set; bit 0 is the most significant of the first byte. :raises ValueError: outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise ValueError("outside the list")
    return bool(bits[index // 8] & (0x80 >> index % 8))


def with_bit(bits: bytes, index: int) -> bytes:
    """The list with this bit set. :raises ValueError: outside the list."""
    changed = bytearray(bits)
    if not 0 <= index < BITS:
        raise ValueError("outside the list")
    changed[index // 8] |= 0x80 >> index % 8
    return bytes(changed)


def encode(bits: bytes) -> str:
    """The list as `u` and base64url of its gzip; the same bits give the same text."""
    packed = gzip.compress(bits, 9, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str) -> bytes:
    """The bits of an encoded list. :raises ValueError: it is none, or its content is not of the one length."""
    packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
    reader = zlib.decompressobj(31)
    try:
        bits = reader.decompress(packed, BITS // 8 + 1)  # a bomb is not unpacked further
    except zlib.error as error:
        raise ValueError("not packed") from error
    if text[:1] != "u" or len(bits) != BITS // 8 or not reader.eof:
        raise ValueError("not a list of our length")
    return bits


def list_url(base: str, purpose: str, number: int) -> str:
    """Where a list is read."""
    return f"{base}/status/{purpose}/{number}"


def make_entry(base: str, *, purpose: str, number: int, index: int) -> dict[str, str]:
    """What a credential says of its place; every value is one string, because verifiers compare strings."""
    url = list_url(base, purpose, number)
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def make_list(
    issuer: str, url: str, bits: bytes, *, purpose: str, valid_from: datetime
) -> Mapping[str, Any]:
    """The list as an unsigned credential that is good for a day."""
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": stamp(valid_from),
        "validUntil": stamp(valid_from + LIFE),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(bits),
        },
    }
