"""What the worker does for reports: what has become due is made every night, and figures of months are kept."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
from trainingapp.incubator.actions import freezing, scheduling
from trainingapp.jobs.registry import every
from trainingapp.web.transactions import committing


@every(seconds=6 * 60 * 60, name="incubator.keep_up_reports")
def keep_up_reports(*, now: datetime) -> None:
    """Make the reports whose periods have begun, and the periods of new projects and longer stays."""
    scheduling.keep_up(now=now)


@every(seconds=6 * 60 * 60, name="incubator.freeze_months", reads_first=True)
def freeze_months(*, now: datetime) -> None:
    """Keep what was computed for months that are over, some periods in one transaction."""
    last: int | None = 0
    while last is not None:
        db.session.rollback()
        with committing():
            last = freezing.freeze_months(now=now, after=last)
