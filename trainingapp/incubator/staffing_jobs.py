"""What the worker does for teams: consents of those who left end, the ratio of the day is kept, and people are told."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
from trainingapp.incubator.actions import consenting
from trainingapp.incubator.actions.team_days import BATCH, keep_days
from trainingapp.jobs.registry import every
from trainingapp.web.transactions import committing


@every(seconds=60 * 60, name="incubator.keep_team_days", reads_first=True)
def keep_team_days(*, now: datetime) -> None:
    """Keep the ratio of every agency once a day: the first run after midnight does it, the others find nothing."""
    kept = BATCH
    while kept == BATCH:
        db.session.rollback()
        with committing():
            kept = keep_days(now=now)


@every(seconds=60 * 60, name="incubator.end_consents", reads_first=True)
def end_consents(*, now: datetime) -> None:
    """End what people agreed to for agencies that they have left, some in one transaction."""
    ended = consenting.BATCH
    while ended == consenting.BATCH:
        db.session.rollback()
        with committing():
            ended = consenting.end_consents_of_left(now=now)
