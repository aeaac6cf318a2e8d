"""Reads of background work, for the worker's turn and for the administrator's page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from trainingapp.extensions import db
from trainingapp.jobs.models import Job, JobState, TimetableEntry, Worker

# Longer than the longest lease, for a worker gives no sign of life while it runs a job.
ALIVE = timedelta(seconds=150)


def is_due(now: datetime) -> ColumnElement[bool]:
    """A job that waits for nobody: its time has come, or the worker that had it is gone."""
    return or_(
        and_(Job.state == JobState.WAITING, Job.run_at <= now),
        and_(Job.state == JobState.RUNNING, Job.leased_until < now),
    )


def has_due_job(*, now: datetime) -> bool:
    """Whether a worker would find something; takes no lock."""
    return db.session.scalar(select(exists().where(is_due(now)))) is True


def list_due_timetable(*, now: datetime) -> Sequence[str]:
    """Names of the timetable's functions whose time has come, the longest overdue first."""
    rows = select(TimetableEntry.name).where(TimetableEntry.next_at <= now)
    return db.session.scalars(rows.order_by(TimetableEntry.next_at)).all()


def list_jobs(state: JobState | None = None) -> Select[Job]:
    """Jobs in one state or in all, the newest first."""
    rows = select(Job).order_by(Job.id.desc())
    return rows if state is None else rows.where(Job.state == state)


def list_under_way(name: str) -> Sequence[Mapping[str, Any]]:
    """The arguments of all jobs of a name that wait or run."""
    alive = Job.state.in_((JobState.WAITING, JobState.RUNNING))
    rows = db.session.scalars(select(Job.arguments).where(Job.name == name, alive))
    return [json.loads(arguments) for arguments in rows]


def get_job(job_id: int) -> Job:
    """One job. :raises NoResultFound: when there is none."""
    return db.session.get_one(Job, job_id)


def count_jobs() -> Mapping[JobState, int]:
    """How many jobs stand in each state; every state is named."""
    counted = db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    found = {JobState(state): count for state, count in counted}
    return {state: found.get(state, 0) for state in JobState}


def list_timetable() -> Sequence[TimetableEntry]:
    """Everything that repeats, by name."""
    return db.session.scalars(select(TimetableEntry).order_by(TimetableEntry.name)).all()


def list_workers(*, now: datetime) -> Sequence[Worker]:
    """Workers that have lately given a sign of life, the newest first."""
    rows = select(Worker).where(Worker.seen_at > now - ALIVE)
    return db.session.scalars(rows.order_by(Worker.started_at.desc())).all()


def is_worker_alive(*, now: datetime) -> bool:
    """Whether any worker has lately given a sign of life."""
    return db.session.scalar(select(exists().where(Worker.seen_at > now - ALIVE))) is True
