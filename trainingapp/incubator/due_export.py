"""What a person's export holds of the mails of each week, and that they go when somebody leaves."""

from __future__ import annotations

from sqlalchemy import delete, select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import db
from trainingapp.incubator.models import WeeklyMail


def _mails(user_id: int) -> Rows:
    query = select(WeeklyMail).where(WeeklyMail.user_id == user_id).order_by(WeeklyMail.week)
    return [{"week": one.week, "sent_at": one.sent_at} for one in db.session.scalars(query)]


def _forget_mails(user_id: int) -> None:
    db.session.execute(delete(WeeklyMail).where(WeeklyMail.user_id == user_id))


def init_due_export() -> None:
    """Add the mails of each week to everybody's export."""
    register_exporter("incubation_weekly_mails", _mails)
    register_eraser("incubation_weekly_mails", _forget_mails)
