"""What the worker does for issuing: runs in slices, and scores that changed after a credential of them was issued."""

from __future__ import annotations

import time
from datetime import datetime

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.following import follow_removal
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.actions.runs import Step, issue_next
from trainingapp.credentials.models import BasisKind
from trainingapp.credentials.queries import issuable
from trainingapp.credentials.queries.runs import list_open_runs
from trainingapp.exams.models import Attempt
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue
from trainingapp.jobs.registry import every, job
from trainingapp.rules.attempts import AttemptState
from trainingapp.web.transactions import committing

SLICE_SECONDS = 8.0  # then other jobs have their turn
AT_ONCE = 4  # people in one transaction: others wait for the writer no longer than that
LEASE_SECONDS = 30  # how long a run stands still after its worker was killed
MOST_CHANGED = 50


@job("credentials.issue_run", lease_seconds=LEASE_SECONDS, reads_first=True)
def issue_run(*, run_id: int, now: datetime) -> None:
    """Issue to as many people of a run as fit into a slice, and ask for the next slice.

    Killed anywhere, the next worker goes on with those who wait: a person's row and their credential are one commit.
    """
    db.session.rollback()
    end = time.monotonic() + SLICE_SECONDS
    step = Step(1, True)
    while step.is_open and step.people and time.monotonic() < end:
        with committing():
            step = issue_next(run_id, AT_ONCE, now=now)
    if step.is_open:
        with committing():
            enqueue("credentials.issue_run", unique=str(run_id), run_id=run_id)


@every(seconds=30, name="credentials.resume_runs")
def resume_runs(*, now: datetime) -> None:
    """Ask again for every run that has not ended: also one whose job was given up goes on."""
    for run_id in list_open_runs():
        enqueue("credentials.issue_run", unique=str(run_id), run_at=now, run_id=run_id)


@every(seconds=60, name="credentials.follow_attempts")
def follow_attempts(*, now: datetime) -> None:
    """Revoke scores of attempts that were voided, and correct those that were counted anew.

    For somebody who has left nothing is signed any more: the copy they gave away is refused.
    """
    for attempt_id, _credential in issuable.list_attempts_changed(MOST_CHANGED):
        attempt = db.session.get_one(Attempt, attempt_id)
        holder = db.session.get_one(User, attempt.candidate_id)
        if attempt.state == AttemptState.VOIDED or holder.anonymised_at is not None:
            follow_removal(BasisKind.ATTEMPT, attempt_id, now=now)
            continue
        issue(holder, issuable.read_attempt(issuable.get_attempt(attempt_id)), now=now)
