"""Pauses of cases: the one that is planned or runs, and how many days did not count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Suspension
from trainingapp.rules.incubation.pausing import days_paused


def find_open(case: Case) -> Suspension | None:
    """The pause of a case that is planned or runs."""
    query = select(Suspension).where(Suspension.case_id == case.id, Suspension.closed_at.is_(None))
    return db.session.scalars(query).one_or_none()


def find_ended(case: Case) -> Suspension | None:
    """The pause that ended last. One that was only planned since is another."""
    query = select(Suspension).where(
        Suspension.case_id == case.id, Suspension.resumed_on.is_not(None)
    )
    return db.session.scalars(query.order_by(Suspension.id.desc()).limit(1)).first()


def list_suspensions(case: Case) -> Sequence[Suspension]:
    """The pauses of a case that began, the newest first."""
    query = select(Suspension).where(
        Suspension.case_id == case.id, Suspension.starts_on.is_not(None)
    )
    return db.session.scalars(query.order_by(Suspension.id.desc())).all()


def count_days(case: Case, *, today: date) -> int:
    """How many days of the stay of a case have not counted, up to today."""
    return sum(
        days_paused(one.starts_on, one.resumed_on, today)
        for one in list_suspensions(case)
        if one.starts_on is not None
    )
