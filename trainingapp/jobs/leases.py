"""The right of one worker to run one job for a time: taken, ended, given back.

On PostgreSQL several workers claim side by side (SKIP LOCKED); on SQLite they queue for the one
writer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from trainingapp.extensions import db
from trainingapp.jobs.models import Job, JobState
from trainingapp.jobs.queries import is_due
from trainingapp.jobs.registry import JOBS, Work
from trainingapp.web.clock import now
from trainingapp.web.transactions import committing

FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
UNKNOWN = Work(lambda **_: None, timedelta(seconds=60), attempts=6, reads_first=False)


class LeaseLost(Exception):  # noqa: N818 - the fact is the name
    """The job took longer than its lease and another worker has it now."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job as this worker holds it."""

    job_id: int
    name: str
    arguments: dict[str, Any]
    attempt: int
    holder: str


def claim_job(holder: str) -> Claim | None:
    """Take the longest due job for this worker; None when there is none. Commits."""
    moment = now()
    with committing():
        due = select(Job).where(is_due(moment)).order_by(Job.run_at, Job.id).limit(1)
        job = db.session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
        if job is None:
            return None
        known = JOBS.get(job.name, UNKNOWN)
        if job.attempts >= known.attempts:
            # Its last worker died with it, so nobody could write down why.
            job.state, job.finished_at = JobState.DEAD, moment
            job.error = job.error or "The worker ended before the job did."
            return None
        job.state, job.attempts = JobState.RUNNING, job.attempts + 1
        job.leased_by, job.leased_until = holder, moment + known.lease
        job.unique_name = None
        return Claim(job.id, job.name, json.loads(job.arguments), job.attempts, holder)


def known_work(claim: Claim) -> Work:
    """What is registered under the job's name, or a stand-in that says how often it is tried."""
    return JOBS.get(claim.name, UNKNOWN)


def finish_job(claim: Claim) -> None:
    """Note in the present transaction that the job is done. :raises LeaseLost: it is another's."""
    ended = update(Job).where(*_held(claim)).returning(Job.id)
    finished = ended.values(
        state=JobState.DONE, finished_at=now(), leased_by=None, leased_until=None, error=None
    )
    if db.session.scalar(finished) is None:
        raise LeaseLost(claim.name)


def put_back(claim: Claim, error: str) -> None:
    """Let a failed job wait, each time for longer, or give it up after its last try. Commits."""
    known = known_work(claim)
    moment = now()
    is_dead = claim.attempt >= known.attempts
    delay = min(FIRST_DELAY * 4 ** (claim.attempt - 1), LONGEST_DELAY)
    with committing():
        db.session.execute(
            update(Job)
            .where(*_held(claim))
            .values(
                state=JobState.DEAD if is_dead else JobState.WAITING,
                run_at=moment + delay,
                finished_at=moment if is_dead else None,
                leased_by=None,
                leased_until=None,
                error=error,
            )
        )


def _held(claim: Claim) -> tuple[Any, ...]:
    return (
        Job.id == claim.job_id,
        Job.state == JobState.RUNNING,
        Job.leased_by == claim.holder,
        Job.attempts == claim.attempt,
    )
