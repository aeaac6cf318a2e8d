"""Which passages of a case its agency is written a letter about, and the facts of each letter as they stand."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Determination, Rectification, StageRecord
from trainingapp.incubator.queries.history import list_records
from trainingapp.rules.incubation.deciding import Round

PUT_RIGHT, GRADUATED = "order_rectification", "graduate"
MOVING_OUT = frozenset({"leave", "dismiss", "fail_graduation"})
TOLD = MOVING_OUT | {PUT_RIGHT, GRADUATED}


def list_lettered(case: Case) -> Sequence[StageRecord]:
    """The passages that letters tell of, the newest first. What was undone is told of no more."""
    records = list_records(case)
    undone = {one.reverts_id for one in records}
    told = [one for one in records if one.act in TOLD and one.id not in undone]
    return told[::-1]


def find_lettered(case: Case, record_id: int) -> StageRecord | None:
    """One of these passages; None: the case has no such one."""
    return next((one for one in list_lettered(case) if one.id == record_id), None)


def find_ordered(case: Case, record: StageRecord) -> Rectification | None:
    """What a passage has ordered to be put right."""
    query = select(Rectification).filter_by(case_id=case.id, ordered_at=record.at)
    return db.session.scalars(query).first()


def find_decided(case: Case, record: StageRecord) -> Determination | None:
    """The decision on graduation that a passage rests on."""
    query = select(Determination).filter_by(
        case_id=case.id, round=Round.GRADUATION, turn=record.turn - 1
    )
    return db.session.scalars(query.order_by(Determination.id.desc())).first()
