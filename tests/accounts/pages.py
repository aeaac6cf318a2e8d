"""Reading pages and mails in tests."""

from __future__ import annotations

import re

from sqlalchemy import select

from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.notices.models import Mail


def field_error(html: str, name: str) -> str:
    """The sentence beside a field, empty when there is none."""
    found = re.search(rf'id="{name}-error">(.*?)</p>', html, re.S)
    return re.sub(r"<[^>]+>", "", found.group(1)).strip() if found else ""


def title(html: str) -> str:
    """The h1."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    return found.group(1).strip() if found else ""


def list_mails() -> list[Mail]:
    """Every mail in the outbox, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))


def list_acts() -> list[str]:
    """The actions of the audit log, oldest first."""
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def last_entry(action: str) -> AuditEntry:
    """The newest audit entry of an action."""
    db.session.rollback()
    found = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number.desc())
    ).first()
    assert found is not None, action
    return found
