"""The worker: runs due jobs one by one and the timetable, and survives whatever they do.

A function's changes and the job's end are one commit.
"""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable
from functools import partial

import structlog
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from trainingapp.extensions import db
from trainingapp.jobs import actions, leases, queries
from trainingapp.jobs.models import TimetableEntry
from trainingapp.jobs.registry import JOBS, TIMETABLE
from trainingapp.web.clock import now
from trainingapp.web.sqlite import WriterBusy, set_writing
from trainingapp.web.transactions import committing, start_writing, writing

POLL_SECONDS = 0.5
SIGN_SECONDS = 10.0
AWAY_SECONDS = 2.0
ERROR_LENGTH = 8000

log = structlog.get_logger()


def work(holder: str, *, stop: threading.Event) -> None:
    """Take turns until told to stop. `holder` names this worker among all others."""
    with committing():
        actions.plan_timetable(sorted(TIMETABLE), now=now())
    signed = float("-inf")
    while not stop.is_set():
        try:
            if time.monotonic() - signed >= SIGN_SECONDS:
                with committing():
                    actions.give_sign_of_life(holder, now=now())
                signed = time.monotonic()
            pause = 0.0 if take_turn(holder) else POLL_SECONDS
        except (DBAPIError, WriterBusy) as error:
            # The database is away or overrun; everything waits there and nothing is lost.
            log.warning("worker waits for the database", reason=type(error).__name__)
            db.session.remove()
            pause = AWAY_SECONDS
        stop.wait(pause)
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
    claim = leases.claim_job(holder) if is_due else None
    if claim is None:
        return False
    started = time.monotonic()
    error = _attempt(partial(_run, claim), leases.known_work(claim).reads_first)
    if error:
        leases.put_back(claim, error)
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


def _run(claim: leases.Claim) -> None:
    known = JOBS.get(claim.name)
    if known is None:
        raise LookupError(f"No function is registered as {claim.name}.")
    known.function(**claim.arguments, now=now())
    if known.reads_first:
        # What it wrote is kept; a second run must find that it is done.
        db.session.commit()
        start_writing()
    leases.finish_job(claim)


def _take(name: str) -> bool:
    moment = now()
    with committing():
        taken = (
            update(TimetableEntry)
            .where(TimetableEntry.name == name, TimetableEntry.next_at <= moment)
            .values(next_at=moment + TIMETABLE[name].interval, last_at=moment)
            .returning(TimetableEntry.name)
        )
        return db.session.scalar(taken) is not None


def _note_failure(name: str, error: str) -> None:
    moment = now()
    with committing():
        failed = update(TimetableEntry).where(TimetableEntry.name == name)
        db.session.execute(failed.values(last_error=error, failed_at=moment))
