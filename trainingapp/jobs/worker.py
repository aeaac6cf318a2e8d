"""The worker: claims due jobs one by one, runs the timetable, and survives whatever they do.

A claim is a lease. On PostgreSQL several workers claim side by side (SKIP LOCKED); on SQLite they
queue for the one writer. A function's changes and the job's end are one commit.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

import structlog
from sqlalchemy import CursorResult, select, update

from trainingapp.extensions import db
from trainingapp.jobs import actions, queries
from trainingapp.jobs.models import Job, JobState, TimetableEntry
from trainingapp.jobs.registry import JOBS, TIMETABLE, Work
from trainingapp.web.clock import now
from trainingapp.web.sqlite import set_writing
from trainingapp.web.transactions import start_writing, writing

POLL_SECONDS = 0.5
SIGN_SECONDS = 10.0
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)
ERROR_LENGTH = 8000
UNKNOWN = Work(lambda **_: None, timedelta(seconds=60), attempts=6, reads_first=False)

log = structlog.get_logger()


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


def work(holder: str, *, stop: threading.Event) -> None:
    """Take turns until told to stop. `holder` names this worker among all others."""
    with committing():
        actions.plan_timetable(sorted(TIMETABLE), now=now())
    signed = float("-inf")
    while not stop.is_set():
        if time.monotonic() - signed >= SIGN_SECONDS:
            with committing():
                actions.give_sign_of_life(holder, now=now())
            signed = time.monotonic()
        if not take_turn(holder):
            stop.wait(POLL_SECONDS)
    with committing():
        actions.leave(holder)


def take_turn(holder: str) -> bool:
    """Run what the timetable has due and one job; say whether there was anything to do."""
    repeated = run_timetable()
    return run_next_job(holder) or repeated


def run_timetable() -> bool:
    """Run every function of the timetable whose time has come and that no other worker took."""
    due = queries.list_due_timetable(now=now())
    db.session.rollback()
    taken = [name for name in due if name in TIMETABLE and _take(name)]
    for name in taken:
        entry = TIMETABLE[name]
        error = _attempt(partial(_repeat, name), entry.reads_first)
        if error:
            log.error("timetable function failed", name=name)
            _note_failure(name, error)
    return bool(taken)


def run_next_job(holder: str) -> bool:
    """Claim one due job and run it; False when none is due."""
    is_due = queries.has_due_job(now=now())
    db.session.rollback()
    claim = _claim(holder) if is_due else None
    if claim is None:
        return False
    started = time.monotonic()
    known = JOBS.get(claim.name, UNKNOWN)
    error = _attempt(partial(_run, claim), known.reads_first)
    if error:
        _put_back(claim, known, error)
    milliseconds = round((time.monotonic() - started) * 1000)
    log.info(
        "job failed" if error else "job done",
        name=claim.name,
        job=claim.job_id,
        attempt=claim.attempt,
        milliseconds=milliseconds,
    )
    return True


def run_all(holder: str = "here") -> int:
    """Run jobs until none is due, for tests and demo data; return how many ran."""
    count = 0
    while run_next_job(holder):
        count += 1
    return count


@contextmanager
def committing() -> Iterator[None]:
    """A writing transaction of the worker's own, committed at the end or rolled back."""
    with writing():
        try:
            yield
            db.session.commit()
        finally:
            db.session.remove()


def _attempt(function: Callable[[], None], reads_first: bool) -> str | None:
    """Run in a transaction of its own; return what went wrong as text."""
    try:
        if reads_first:
            try:
                function()
                db.session.commit()
            finally:
                set_writing(False)
        else:
            with writing():
                function()
                db.session.commit()
    except Exception:  # whatever a function does, the worker goes on
        return traceback.format_exc()[-ERROR_LENGTH:]
    finally:
        db.session.rollback()
        db.session.remove()
    return None


def _repeat(name: str) -> None:
    TIMETABLE[name].function(now=now())


def _run(claim: Claim) -> None:
    known = JOBS.get(claim.name)
    if known is None:
        raise LookupError(f"No function is registered as {claim.name}.")
    known.function(**claim.arguments, now=now())
    if known.reads_first:
        # What it wrote is kept; a second run must find that it is done.
        db.session.commit()
        start_writing()
    ended = update(Job).where(*_held(claim))
    finished = ended.values(
        state=JobState.DONE, finished_at=now(), leased_by=None, leased_until=None, error=None
    )
    if _count(db.session.execute(finished)) != 1:
        raise LeaseLost(claim.name)


def _claim(holder: str) -> Claim | None:
    moment = now()
    with committing():
        due = select(Job).where(queries.is_due(moment)).order_by(Job.run_at, Job.id).limit(1)
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


def _put_back(claim: Claim, known: Work, error: str) -> None:
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


def _take(name: str) -> bool:
    moment = now()
    with committing():
        taken = (
            update(TimetableEntry)
            .where(TimetableEntry.name == name, TimetableEntry.next_at <= moment)
            .values(next_at=moment + TIMETABLE[name].interval, last_at=moment)
        )
        return _count(db.session.execute(taken)) == 1


def _note_failure(name: str, error: str) -> None:
    moment: datetime = now()
    with committing():
        failed = update(TimetableEntry).where(TimetableEntry.name == name)
        db.session.execute(failed.values(last_error=error, failed_at=moment))


def _count(result: Any) -> int:
    return cast(CursorResult[Any], result).rowcount
