"""What a person's export holds of sheets of graduates: those they brought as registrar, and what they answered."""

from __future__ import annotations

from sqlalchemy import or_, select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.actions.batches import forget_sheets_of
from trainingapp.credentials.actions.taking import forget_answers
from trainingapp.credentials.models.batches import DegreeBatch
from trainingapp.credentials.queries.offers import list_answered
from trainingapp.extensions import db


def _sheets(user_id: int) -> Rows:
    acted = (DegreeBatch.made_by_id, DegreeBatch.loaded_by_id, DegreeBatch.undone_by_id)
    query = select(DegreeBatch).where(or_(*(column == user_id for column in acted)))
    names = ("file_name", "state", "row_count", "made_at", "loaded_at", "undone_at")
    return [
        {"batch": batch.id, **{name: getattr(batch, name) for name in names}}
        for batch in db.session.scalars(query.order_by(DegreeBatch.id))
    ]


def _answers(user_id: int) -> Rows:
    return [
        {"batch": row.batch_id, "row": row.number, "answer": row.state, "at": row.state_at}
        for row in list_answered(user_id)
    ]


def _erase(user_id: int) -> None:
    forget_answers(user_id)
    forget_sheets_of(user_id)


def register_batches() -> None:
    """Add both to everybody's export. What was confirmed stays the university's, without a person in it."""
    register_exporter("degree_sheets", _sheets)
    register_exporter("degree_offers", _answers)
    register_eraser("batches", _erase)  # before "claims", which removes the records themselves
