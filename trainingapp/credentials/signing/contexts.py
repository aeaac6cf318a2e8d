"""The JSON-LD contexts that we know, from a package and pinned by hash. Nothing is ever fetched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from trainingapp.credentials.vocabularies import BADGES, CREDENTIALS, RECORDS

__all__ = [
    "BADGES",
    "CREDENTIALS",
    "PINNED",
    "RECORDS",
    "UnknownContext",
    "check_contexts",
    "load_context",
]

# address: file in the package, SHA-256 of the file
PINNED: Mapping[str, tuple[str, str]] = {
    CREDENTIALS: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    BADGES: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    RECORDS: (
        "clr_context_2.0.1.json",
        "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6",
    ),
}


class UnknownContext(ValueError):  # noqa: N818 - the fact is the name
    """A context that is not pinned, or whose file is not the one that was pinned."""


def load_context(url: str, _options: object = None) -> dict[str, Any]:
    """A pinned context as PyLD wants it. :raises UnknownContext: for every other address."""
    if url not in PINNED:
        raise UnknownContext(url[:200])
    document = {"contextUrl": None, "documentUrl": url, "contentType": "application/ld+json"}
    return {**document, "document": json.loads(_read(*PINNED[url]))}


@cache
def _read(name: str, expected: str) -> bytes:
    content = files("openbadgeslib.ob3.contexts").joinpath(name).read_bytes()
    if hashlib.sha256(content).hexdigest() != expected:
        raise UnknownContext(f"{name} is not the file that was pinned")
    return content


def check_contexts() -> None:
    """Read every pinned file. :raises UnknownContext: one of them has changed."""
    for name, expected in PINNED.values():
        _read(name, expected)
