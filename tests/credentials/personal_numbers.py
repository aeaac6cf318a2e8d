"""Personal numbers as a scan looks for them: as they are, as plain hashes, and inside whatever wraps a document."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator
from urllib.parse import quote

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b")
TOKEN = re.compile(rb"[A-Za-z0-9_-]{16,}")
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.S)
DEEPEST = 4


def traces(value: str) -> Iterator[bytes]:
    """What gives a value away: itself, its encodings, and hashes that anybody can try out."""
    for text in {value, value.lower(), value.upper()}:
        plain = text.encode()
        yield plain
        yield quote(text).encode()
        yield plain.hex().encode()
        yield from _base64(plain)
        yield from _base64(f"{text}:".encode(), keep=-2)
        for name in HASHES:
            digest = hashlib.new(name, plain).digest()
            yield digest.hex().encode()
            yield digest.hex().upper().encode()
            yield from _base64(digest)


def _base64(plain: bytes, *, keep: int | None = None) -> Iterator[bytes]:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        text = encode(plain).rstrip(b"=")
        yield text[:keep] if keep else text


def unfold(body: bytes, depth: int = 0) -> Iterator[bytes]:
    """A document, and what is packed or encoded within it: tokens, lists of bits, pictures, papers."""
    yield body
    if depth == DEEPEST:
        return
    for inner in _inside(body):
        yield from unfold(inner, depth + 1)


def _inside(body: bytes) -> Iterator[bytes]:
    if body[:2] == b"\x1f\x8b":
        yield gzip.decompress(body)
    for match in STREAM.finditer(body):
        unpacked = _inflate(match[1])
        if unpacked:
            yield unpacked
    if len(body) < 2_000_000:
        for match in TOKEN.finditer(body):
            yield from _decode(match[0])


def _inflate(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed)
    except zlib.error:
        return b""


def _decode(text: bytes) -> Iterator[bytes]:
    """What a word is when it is base64url of something readable or packed, with or without the multibase letter."""
    for word in (text, text[1:]):
        try:
            found = base64.urlsafe_b64decode(word + b"=" * (-len(word) % 4))
        except ValueError:
            continue
        if found[:1] in (b"{", b"[") or found[:2] == b"\x1f\x8b":
            yield found
