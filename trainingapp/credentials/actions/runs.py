"""Issuing to everybody of a class or a sitting: a few people in each transaction, so that whatever happens between two
of them nobody is left out and nobody gets it twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import insert, literal, select
from sqlalchemy.exc import DataError, DBAPIError

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.issuing import RevokedBefore, issue
from trainingapp.credentials.models import IssueRow, IssueRun, RowState
from trainingapp.credentials.queries import runs as queries
from trainingapp.credentials.queries.run_facts import Refused, find_facts
from trainingapp.credentials.run_telling import tell_holder
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation

log = structlog.get_logger()


class NobodyThere(RuleViolation):
    """Nobody is in the class, or nobody sat."""

    message = "There is nobody to issue anything to."


class Step(NamedTuple):
    """How many people were dealt with, and whether anybody waits still; nobody when others deal with all of them."""

    people: int
    is_open: bool


def start_run(source: queries.Source, *, actor_id: int, now: datetime) -> IssueRun:
    """Note everybody who may get a credential; a run that has not ended goes on instead.

    :raises NobodyThere: the class or sitting is empty.
    """
    found = queries.find_open_run(source.kind, source.id)
    if found is not None:
        return found
    if not source.people:
        raise NobodyThere
    run = IssueRun(
        source=source.kind,
        source_id=source.id,
        title=source.title["zh"][:200],
        total=source.people,
        started_by_id=actor_id,
        started_at=now,
    )
    db.session.add(run)
    db.session.flush()
    people = queries.select_people(source.kind, source.id).subquery()
    rows = select(
        literal(run.id), people.c.user_id, literal(str(RowState.WAITING)), literal("")
    ).order_by(people.c.user_id)
    columns = ["run_id", "user_id", "state", "reason"]
    db.session.execute(insert(IssueRow).from_select(columns, rows, include_defaults=False))
    record(
        "credentials.start_run",
        actor_id=actor_id,
        subject="issue_run",
        subject_id=run.id,
        detail={"source": source.kind, "source_id": source.id, "people": source.people},
        now=now,
    )
    return run


def issue_next(run_id: int, most: int, *, now: datetime) -> Step:
    """Issue to the next people of a run in the present transaction.

    Each person stands alone: what goes wrong with one is noted beside them and stops nobody else.
    """
    run = db.session.get_one(IssueRun, run_id)
    if run.ended_at is not None:
        return Step(0, False)
    rows = queries.list_waiting(run_id, most)
    for row in rows:
        _settle(run, row, now=now)
    db.session.flush()
    if queries.has_waiting(run_id):
        return Step(len(rows), True)
    run.ended_at = now
    return Step(len(rows), False)


def _settle(run: IssueRun, row: IssueRow, *, now: datetime) -> None:
    try:
        with db.session.begin_nested():
            _issue(run, row, now=now)
    except Refused as refusal:
        row.state, row.reason = RowState.REFUSED, refusal.word
    except RevokedBefore:
        row.state, row.reason = RowState.REFUSED, "revoked"
    except Exception as error:  # one person's data must not stop the others
        if isinstance(error, DBAPIError) and not isinstance(error, DataError):
            raise  # the database is away or somebody else was first: the same people again, later
        log.error("credential not issued", run=run.id, row=row.id, reason=type(error).__name__)
        row.state, row.reason = RowState.REFUSED, "failed"


def _issue(run: IssueRun, row: IssueRow, *, now: datetime) -> None:
    user = db.session.get_one(User, row.user_id)
    if user.anonymised_at is not None:
        raise Refused("gone")
    facts = find_facts(run, user.id, now=now)
    credential = issue(user, facts, actor_id=run.started_by_id, now=now)
    is_new = credential.issued_at == now
    row.state = RowState.ISSUED if is_new else RowState.HELD
    row.credential_id = credential.id
    if is_new:
        tell_holder(credential, now=now)
