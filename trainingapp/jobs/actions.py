"""Asking for work, and what an administrator may do with it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from trainingapp.audit.actions import record
from trainingapp.extensions import Base, db
from trainingapp.jobs.models import Job, JobState, TimetableEntry, Worker
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.clock import now as present

DONE_DAYS = 7
DEAD_DAYS = 90


class JobNotDead(RuleViolation):
    """Only a job that was given up can be started by hand."""

    message = "This job has not been given up, so it needs no new start."


def insert(table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, for the database in use."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def enqueue(
    name: str,
    *,
    run_at: datetime | None = None,
    unique: str | None = None,
    **arguments: object,
) -> None:
    """Write a job in the present transaction: it runs if and only if the transaction commits.

    `arguments` are plain JSON values. `run_at` is the earliest time, the next moment when None.
    While a job of the same name and `unique` waits, nothing is added.
    """
    moment = present()
    db.session.execute(
        insert(Job)
        .values(
            name=name,
            arguments=json.dumps(arguments, ensure_ascii=False),
            unique_name=None if unique is None else f"{name}:{unique}",
            state=JobState.WAITING,
            created_at=moment,
            run_at=run_at or moment,
            attempts=0,
        )
        .on_conflict_do_nothing()
    )


def retry_job(job: Job, *, actor_id: int, now: datetime) -> None:
    """Let a dead job run again at once, with all its attempts before it.

    :raises JobNotDead: for a job in any other state.
    """
    if job.state != JobState.DEAD:
        raise JobNotDead()
    job.state = JobState.WAITING
    job.run_at = now
    job.attempts = 0
    job.finished_at = None
    db.session.flush()
    record(
        "jobs.retry",
        actor_id=actor_id,
        subject="job",
        subject_id=job.id,
        detail={"name": job.name},
        now=now,
    )


def plan_timetable(names: list[str], *, now: datetime) -> None:
    """Make a clock, due at once, for every name that has none, and drop those no longer used."""
    for name in names:
        values = insert(TimetableEntry).values(name=name, next_at=now)
        db.session.execute(values.on_conflict_do_nothing())
    db.session.execute(delete(TimetableEntry).where(TimetableEntry.name.not_in(names)))


def give_sign_of_life(name: str, *, now: datetime) -> None:
    """Note that a worker of this name is alive."""
    row = insert(Worker).values(name=name, started_at=now, seen_at=now)
    db.session.execute(
        row.on_conflict_do_update(index_elements=[Worker.name], set_={"seen_at": now})
    )


def leave(name: str) -> None:
    """Strike a worker off the list when it ends in order."""
    db.session.execute(delete(Worker).where(Worker.name == name))


def remove_finished(*, now: datetime) -> None:
    """Remove jobs done a week ago or dead for three months, and workers not seen for a day."""
    for state, days in ((JobState.DONE, DONE_DAYS), (JobState.DEAD, DEAD_DAYS)):
        old = Job.finished_at < now - timedelta(days=days)
        db.session.execute(delete(Job).where(Job.state == state, old))
    db.session.execute(delete(Worker).where(Worker.seen_at < now - timedelta(days=1)))
