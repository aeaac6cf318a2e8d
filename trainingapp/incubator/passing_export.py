"""What a person's export holds of the steps they took, proposed and settled on cases."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Proposal, StageRecord, Suspension


def _steps(user_id: int) -> Rows:
    query = select(StageRecord, Case.number).join(Case, Case.id == StageRecord.case_id)
    query = query.where(or_(StageRecord.actor_id == user_id, StageRecord.proposed_by_id == user_id))
    return [
        {
            "case": number,
            "act": one.act,
            "capacity": one.capacity if one.actor_id == user_id else "proposer",
            "reason": one.reason,
            "at": one.at,
        }
        for one, number in db.session.execute(query.order_by(StageRecord.id))
    ]


def _proposals(user_id: int) -> Rows:
    query = select(Proposal, Case.number).join(Case, Case.id == Proposal.case_id)
    query = query.where(
        or_(Proposal.proposed_by_id == user_id, Proposal.settled_by_id == user_id)
    ).options(joinedload(Proposal.proposed_by))
    return [
        {
            "case": number,
            "act": one.act,
            "reason": one.reason if one.proposed_by_id == user_id else "",
            "is_confirmed": one.is_confirmed,
            "note": one.note if one.settled_by_id == user_id else "",
            "at": one.proposed_at,
        }
        for one, number in db.session.execute(query.order_by(Proposal.id))
    ]


def _pauses(user_id: int) -> Rows:
    query = select(Suspension, Case.number).join(Case, Case.id == Suspension.case_id)
    query = query.where(Suspension.planned_by_id == user_id)
    return [
        {"case": number, "until": one.planned_end_on, "at": one.planned_at}
        for one, number in db.session.execute(query.order_by(Suspension.id))
    ]


def init_passing_export() -> None:
    """Add the steps to everybody's export."""
    register_exporter("incubation_steps", _steps)
    register_exporter("incubation_proposals", _proposals)
    register_exporter("incubation_pauses", _pauses)
