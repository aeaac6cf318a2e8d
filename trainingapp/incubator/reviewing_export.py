"""What a person's export holds of reviews, decisions, objections and appeals, and what goes when they leave.

Reviews and decisions are records of the base and stay; who made them is then nobody any more. What people wrote of
themselves, of a conflict or in an objection or appeal, is emptied.
"""

from __future__ import annotations

from sqlalchemy import select, update

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Appeal,
    CaseSeat,
    Decider,
    Determination,
    Objection,
    Review,
)


def _reviews(user_id: int) -> Rows:
    query = select(Review).join(Review.seat).where(CaseSeat.user_id == user_id)
    return [
        {
            "case": one.seat.case.number,
            "number": one.number,
            "scores": one.scores,
            "remarks": one.remarks,
            "vetoes": one.vetoes,
            "recommendation": one.recommendation,
            "comment": one.comment,
            "advice": one.advice,
            "saved_at": one.saved_at,
            "submitted_at": one.submitted_at,
        }
        for one in db.session.scalars(query.order_by(Review.id))
    ]


def _decisions(user_id: int) -> Rows:
    decided = select(Decider.determination_id).where(Decider.user_id == user_id)
    query = select(Determination).where(
        Determination.id.in_(decided) | (Determination.entered_by_id == user_id)
    )
    return [
        {"case": one.case.number, "result": one.result, "decided_on": one.decided_on}
        for one in db.session.scalars(query.order_by(Determination.id))
    ]


def _objections(user_id: int) -> Rows:
    query = select(Objection).where(Objection.by_id == user_id).order_by(Objection.id)
    return [
        {
            "case": one.notice.case.number,
            "text": one.text,
            "made_at": one.made_at,
            "is_upheld": one.is_upheld,
            "settlement": one.settlement,
        }
        for one in db.session.scalars(query)
    ]


def _appeals(user_id: int) -> Rows:
    query = select(Appeal).where(Appeal.by_id == user_id).order_by(Appeal.id)
    return [
        {
            "case": one.case.number,
            "text": one.text,
            "made_at": one.made_at,
            "is_upheld": one.is_upheld,
            "answer": one.answer,
        }
        for one in db.session.scalars(query)
    ]


def _erase(user_id: int) -> None:
    db.session.execute(update(CaseSeat).where(CaseSeat.user_id == user_id).values(note=""))
    db.session.execute(update(Objection).where(Objection.by_id == user_id).values(text=""))
    db.session.execute(update(Appeal).where(Appeal.by_id == user_id).values(text=""))


def init_reviewing_export() -> None:
    """Add reviews and decisions to everybody's export and erasure."""
    register_exporter("incubation_reviews", _reviews)
    register_exporter("incubation_decisions", _decisions)
    register_exporter("incubation_objections", _objections)
    register_exporter("incubation_appeals", _appeals)
    register_eraser("incubation_reviewing", _erase)
