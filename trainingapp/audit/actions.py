"""Writing to the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from trainingapp.audit.chain import canonical
from trainingapp.audit.models import AuditEntry
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
