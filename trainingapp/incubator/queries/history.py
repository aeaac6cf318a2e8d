"""What has happened to a case: its passages, in order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, StageRecord
from trainingapp.rules.incubation.passing import Step, last_effective
from trainingapp.rules.incubation.words import Stage


def list_records(case: Case) -> Sequence[StageRecord]:
    """Every passage of a case, the oldest first."""
    query = select(StageRecord).where(StageRecord.case_id == case.id).order_by(StageRecord.turn)
    query = query.options(joinedload(StageRecord.actor), joinedload(StageRecord.proposed_by))
    return db.session.scalars(query).all()


def last_record(case: Case) -> StageRecord | None:
    """The passage that undoing would undo: the newest that still stands."""
    records = {record.id: record for record in list_records(case)}
    steps = [
        Step(one.id, one.transition, Stage(one.from_stage), one.reverts_id)
        for one in records.values()
    ]
    step = last_effective(steps)
    return records[step.id] if step else None
