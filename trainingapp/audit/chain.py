"""The hash of an entry: SHA-256 over the hash before it and the entry's own content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import milliseconds

# What the very first entry names as the hash before it.
ORIGIN = ""


def canonical(content: Mapping[str, object]) -> str:
    """JSON with sorted names and no spaces; what JSON does not know appears as its text."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )


def entry_hash(entry: AuditEntry) -> str:
    """Every stored column except the hash itself takes part."""
    content = {
        "number": entry.number,
        "at": milliseconds(entry.at),
        "actor_id": entry.actor_id,
        "action": entry.action,
        "subject": entry.subject,
        "subject_id": entry.subject_id,
        "detail": entry.detail,
        "request_id": entry.request_id,
        "ip": entry.ip,
    }
    return hashlib.sha256(f"{entry.previous}\n{canonical(content)}".encode()).hexdigest()
