"""Outage credit: web processes leave pulses; a time without any is given back to whoever was
writing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, CursorResult, case, delete, select, type_coerce, update

from trainingapp.audit.actions import record
from trainingapp.exams.models import Attempt, Outage, Pulse, Sitting
from trainingapp.exams.queries.office import find_last_pulse, find_outage
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.attempts import AttemptState

LONGEST_SILENCE = timedelta(seconds=10)
KEEP_PULSES = timedelta(hours=1)


def beat(process: str, *, now: datetime) -> None:
    """Leave a pulse of a web process; a silence before it is credited first."""
    credit_outages(now=now)
    db.session.add(Pulse(at=now, process=process))
    db.session.flush()


def forget_pulses(*, now: datetime) -> None:
    """Remove pulses that are too old to matter; the newest always stays."""
    newest = find_last_pulse()
    if newest is not None:
        limit = min(now - KEEP_PULSES, newest)
        db.session.execute(delete(Pulse).where(Pulse.at < limit))


def credit_outages(*, now: datetime) -> int:
    """Credit the silence since the last pulse when it is longer than ten seconds; how many attempts
    moved.

    Also called while the silence lasts (by the collector): then each call credits what was added
    since.
    """
    last = find_last_pulse()
    if last is None or now - last <= LONGEST_SILENCE:
        return 0
    outage = find_outage(last)
    if outage is None:
        outage = Outage(started_at=last, ended_at=last)
        db.session.add(outage)
        db.session.flush()
    if now <= outage.ended_at:
        return 0
    moved = _move_deadlines(outage, now)
    outage.ended_at = now
    db.session.flush()
    record(
        "exams.credit_outage",
        actor_id=None,
        subject="outage",
        subject_id=outage.id,
        detail={"from": milliseconds(last), "to": milliseconds(now), "attempts": moved},
        now=now,
    )
    return moved


def _move_deadlines(outage: Outage, now: datetime) -> int:
    """Every attempt that was writing gets the part of the outage that it lived through."""
    started = type_coerce(Attempt.started_at, BigInteger)
    deadline = type_coerce(Attempt.deadline_at, BigInteger)
    since, until = milliseconds(outage.ended_at), milliseconds(now)
    lived = until - case((started > since, started), else_=since)
    begun = milliseconds(outage.started_at)
    first = case((started > begun, started), else_=begun)
    # Whole seconds of the outage so far, less those of the last call: no step loses its rest.
    seconds = (until - first) // 1000 - (until - lived - first) // 1000
    grace = (
        select(Sitting.grace_seconds * 1000)
        .where(Sitting.id == Attempt.sitting_id)
        .scalar_subquery()
    )
    done = db.session.execute(
        update(Attempt)
        .where(
            Attempt.state == AttemptState.RUNNING,
            started < until,
            # Whoever was within the grace when the site went away may still deliver.
            deadline + grace >= milliseconds(outage.started_at),
        )
        .values(
            deadline_at=deadline + lived,
            outage_seconds=Attempt.outage_seconds + seconds,
        )
        .execution_options(synchronize_session=False)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0
