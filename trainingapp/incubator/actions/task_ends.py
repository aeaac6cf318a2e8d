"""Tasks that end by themselves because the world has moved on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.incubator.models import Agency, Task
from trainingapp.rules.incubation.words import AgencyStatus

ENTERED = frozenset({AgencyStatus.REGISTERED, AgencyStatus.FILED})


def close_registered(*, now: datetime) -> int:
    """Close the tasks to register of agencies that are registered or on file by now; how many."""
    query = select(Task.key).join(Agency, Agency.id == Task.agency_id)
    query = query.where(
        Task.closed_at.is_(None), Task.key.like("register:%"), Agency.status.in_(ENTERED)
    )
    return sum(close_task(key, now=now) for key in db.session.scalars(query).all())
