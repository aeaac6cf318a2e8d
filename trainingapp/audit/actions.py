"""Writing to the audit log, and removing what is past its time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select

from trainingapp.audit.chain import canonical
from trainingapp.audit.models import AuditAnchor, AuditEntry
from trainingapp.audit.pending import hold
from trainingapp.extensions import db
from trainingapp.web.facts import current_facts


def record(
    action: str,
    *,
    actor_id: int | None,
    subject: str,
    subject_id: int | None = None,
    detail: Mapping[str, object] | None = None,
    now: datetime,
) -> None:
    """Append an entry when the present transaction commits; nothing when it rolls back.

    `action` reads '<part>.<verb>', `subject` is a table's noun. No secrets and no personal data in
    `detail`: an entry cannot be erased. An actor of None is the site itself (jobs, commands).
    """
    facts = current_facts()
    hold(
        db.session(),
        AuditEntry(
            at=now,
            actor_id=actor_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            detail=canonical(detail or {}),
            request_id=facts.request_id,
            ip=facts.ip,
        ),
    )


def remove_expired(*, keep_months: int, now: datetime) -> int:
    """Remove the entries older than `keep_months` and leave an anchor; return how many went.

    A month counts as 31 days and less than twelve of them as twelve, so nothing goes before its
    time (Cybersecurity Law: logs at least six months). The database refuses younger entries too.
    """
    oldest = now - timedelta(days=31 * max(keep_months, 12))
    first_kept = db.session.scalar(
        select(func.min(AuditEntry.number)).where(AuditEntry.at >= oldest)
    )
    expired = select(AuditEntry).where(AuditEntry.at < oldest)
    if first_kept is not None:
        expired = expired.where(AuditEntry.number < first_kept)
    last = db.session.scalars(expired.order_by(AuditEntry.number.desc()).limit(1)).one_or_none()
    if last is None:
        return 0
    db.session.add(AuditAnchor(number=last.number, hash=last.hash, at=now))
    db.session.flush()
    removed = db.session.execute(delete(AuditEntry).where(AuditEntry.number <= last.number))
    count = cast(CursorResult[Any], removed).rowcount
    record(
        "audit.remove_expired",
        actor_id=None,
        subject="audit_entry",
        subject_id=last.number,
        detail={"removed": count},
        now=now,
    )
    return count
