"""Issuing to everybody of a class or a sitting: a few people in each transaction, so that whatever happens between two
of them nobody is left out and nobody gets it twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import insert, literal, select
from sqlalchemy.exc import DBAPIError

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.credentials.actions.issuing import RevokedBefore, issue
from trainingapp.credentials.kinds import CourseFacts, Facts
from trainingapp.credentials.models import IssueRow, IssueRun, RowState, RunSource
from trainingapp.credentials.queries import runs as queries
from trainingapp.credentials.queries.proving import read_attempt
from trainingapp.credentials.run_telling import tell_holder
from trainingapp.education.days import day_of
from trainingapp.exams.queries.attempts import find_feedback
from trainingapp.extensions import db
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.sittings import Feedback

log = structlog.get_logger()


class NobodyThere(RuleViolation):
    """Nobody is in the class, or nobody sat."""

    message = "There is nobody to issue anything to."


class Refused(Exception):  # noqa: N818 - the fact is the name
    """One person gets nothing. `word` says why, in a word of `wording.REFUSALS`."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


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
    except DBAPIError:
        raise
    except Exception as error:  # one person's data must not stop the others
        log.error("credential not issued", run=run.id, row=row.id, reason=type(error).__name__)
        row.state, row.reason = RowState.REFUSED, "failed"


def _issue(run: IssueRun, row: IssueRow, *, now: datetime) -> None:
    user = db.session.get_one(User, row.user_id)
    if user.anonymised_at is not None:
        raise Refused("gone")
    facts = _find_facts(run, user.id, now=now)
    credential = issue(user, facts, actor_id=run.started_by_id, now=now)
    is_new = credential.issued_at == now
    row.state = RowState.ISSUED if is_new else RowState.HELD
    row.credential_id = credential.id
    if is_new:
        tell_holder(credential, now=now)


def _find_facts(run: IssueRun, user_id: int, *, now: datetime) -> Facts:
    if run.source == RunSource.COHORT:
        enrolment = queries.find_completed(user_id, run.source_id)
        if enrolment is None:
            raise Refused("not-completed")
        completed = day_of(enrolment.completed_at or now)
        return CourseFacts(enrolment.course_id, enrolment.course.title["zh"], completed)
    attempt = queries.find_last_attempt(user_id, run.source_id)
    if attempt is None:
        raise Refused("no-score")
    if find_feedback(attempt, now=now) is Feedback.NOTHING:
        raise Refused("not-released")
    return read_attempt(attempt)
