"""Writing entries in tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from trainingapp.audit.actions import record
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

NOON = datetime(2026, 5, 23, 4, 0, tzinfo=UTC)


def write_entries(count: int = 3, *, at: datetime = NOON, action: str = "test.act") -> None:
    """Commit so many entries, a minute apart, each in a transaction of its own."""
    for number in range(count):
        with writing():
            moment = at + timedelta(minutes=number)
            record(action, actor_id=None, subject="thing", subject_id=number, now=moment)
            db.session.commit()
    db.session.remove()


def all_entries() -> list[AuditEntry]:
    """Every entry, in order, read afresh."""
    db.session.rollback()
    found = list(db.session.query(AuditEntry).order_by(AuditEntry.number))
    db.session.rollback()
    return found
