"""What a person's export holds of yearly reports: those they froze. An act of an office, which stays with the base."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import YearlySnapshot


def _snapshots(user_id: int) -> Rows:
    rows = select(YearlySnapshot).where(YearlySnapshot.made_by_id == user_id)
    loaded = rows.options(joinedload(YearlySnapshot.base)).order_by(YearlySnapshot.id)
    return [
        {"base": one.base.code, "year": one.year, "number": one.number, "at": one.made_at}
        for one in db.session.scalars(loaded)
    ]


def init_yearly_export() -> None:
    """Add the reports that somebody froze to their export."""
    register_exporter("incubation_yearly_reports", _snapshots)
