"""The hash of a ledger row: SHA-256 over the hash before it and everything that the row says but its free text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from trainingapp.education.models import CeEntry
from trainingapp.extensions import milliseconds

ORIGIN = ""  # what the first row of a person names as the hash before it


def canonical(content: Mapping[str, object]) -> str:
    """JSON with sorted names and no spaces: equal values give equal text."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )


def snapshot_hash(snapshot: Mapping[str, object]) -> str:
    """The hash of a rule as a row keeps it."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def entry_hash(entry: CeEntry) -> str:
    """Every stored column takes part, except the row's id, the reason (emptied when somebody leaves) and the hash."""
    content = {
        "user_id": entry.user_id,
        "number": entry.number,
        "minutes": entry.minutes,
        "category": entry.category,
        "title": entry.title,
        "provider": entry.provider,
        "earned_on": entry.earned_on.isoformat(),
        "course_id": entry.course_id,
        "rule_id": entry.rule_id,
        "unit": entry.unit,
        "source_key": entry.source_key,
        "corrects_id": entry.corrects_id,
        "snapshot_sha256": entry.snapshot_sha256,
        "recorded_at": milliseconds(entry.recorded_at),
        "recorded_by_id": entry.recorded_by_id,
    }
    return hashlib.sha256(f"{entry.previous}\n{canonical(content)}".encode()).hexdigest()
