"""Bringing communities in: new ones are added, known ones follow the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Community
from trainingapp.incubator.queries.communities import list_by_code


class Brought(NamedTuple):
    """How many communities were added, changed, and found as they were."""

    added: int
    changed: int
    same: int


def bring_communities(
    rows: Mapping[str, Mapping[str, Any]], *, person_id: int, now: datetime, is_trial: bool = False
) -> Brought:
    """Add and change communities by their codes; the same sheet twice changes nothing. A trial only counts."""
    known = list_by_code(rows)
    added = changed = 0
    for code, values in rows.items():
        found = known.get(code)
        if found is None:
            added += 1
            if not is_trial:
                db.session.add(Community(**values, entered_by_id=person_id, changed_at=now))
        elif any(getattr(found, name) != value for name, value in values.items()):
            changed += 1
            if not is_trial:
                for name, value in values.items():
                    setattr(found, name, value)
                found.entered_by_id, found.changed_at = person_id, now
    db.session.flush()
    brought = Brought(added, changed, len(rows) - added - changed)
    if not is_trial and added + changed:
        detail = {"added": added, "changed": changed}
        record("community.bring", actor_id=person_id, subject="community", detail=detail, now=now)
    return brought
