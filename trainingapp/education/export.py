"""What a person's export holds of continuing education, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.education.actions.ledger import forget_reasons
from trainingapp.education.models import CeEntry, CeRule
from trainingapp.extensions import db


def _entries(user_id: int) -> Rows:
    rows = select(CeEntry).where(CeEntry.user_id == user_id).order_by(CeEntry.number)
    return [
        {
            "number": entry.number,
            "minutes": entry.minutes,
            "category": entry.category,
            "title": entry.title.get("zh"),
            "provider": entry.provider,
            "earned_on": entry.earned_on,
            "lesson": entry.unit,
            "reason": entry.reason,
            "rule": entry.snapshot,
            "recorded_at": entry.recorded_at,
            "hash": entry.hash,
        }
        for entry in db.session.scalars(rows)
    ]


def _rules(user_id: int) -> Rows:
    rows = select(CeRule).where(CeRule.proposed_by_id == user_id).order_by(CeRule.id)
    return [
        {
            "course": rule.course_title.get("zh"),
            "source": rule.source,
            "state": rule.state,
            "proposed_at": rule.proposed_at,
            "reason": rule.reason,
        }
        for rule in db.session.scalars(rows)
    ]


def init_export() -> None:
    """Add the ledger and proposed rules to everybody's export; a ledger stays without a person when they leave."""
    register_exporter("education_ledger", _entries)
    register_exporter("education_rules", _rules)
    register_eraser("education", forget_reasons)
