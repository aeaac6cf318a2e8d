"""Which items a candidate has had in front of them lately: assembly avoids these."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, ItemRevision, TestFormSlot


def list_seen_codes(candidate_id: int, *, since: datetime) -> set[str]:
    """Codes of the items on every form that the candidate has begun since then, in any revision."""
    query = (
        select(BankItem.code)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .join(TestFormSlot, TestFormSlot.item_revision_id == ItemRevision.id)
        .join(Attempt, Attempt.test_form_id == TestFormSlot.test_form_id)
        .where(Attempt.candidate_id == candidate_id, Attempt.started_at >= since)
        .distinct()
    )
    return set(db.session.execute(query).scalars())
