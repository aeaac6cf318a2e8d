"""What the worker does for reports: what has become due is made every night, and agencies are reminded."""

from __future__ import annotations

from datetime import datetime

from trainingapp.incubator.actions import reporting, scheduling
from trainingapp.jobs.registry import every


@every(seconds=6 * 60 * 60, name="incubator.keep_up_reports")
def keep_up_reports(*, now: datetime) -> None:
    """Make the reports whose periods have begun, and the periods of new projects and longer stays."""
    scheduling.keep_up(now=now)


@every(seconds=60 * 60, name="incubator.remind_of_reports")
def remind_of_reports(*, now: datetime) -> None:
    """Tell agencies of reports that are due or late, each on one day at most once."""
    reporting.remind(now=now)
