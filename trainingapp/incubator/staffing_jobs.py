"""What the worker does for teams: every night their ratio is kept, and whoever has to know is told."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
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
