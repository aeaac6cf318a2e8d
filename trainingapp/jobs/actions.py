"""Asking for work, and what an administrator may do with it."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from trainingapp.extensions import db
from trainingapp.jobs.models import Job, JobState
from trainingapp.web.clock import now as present


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
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
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


def retry_job(job: Job, *, now: datetime) -> None:
    """Let a dead job run again at once, with all its attempts before it."""
    job.state = JobState.WAITING
    job.run_at = now
    job.attempts = 0
    db.session.flush()
