"""What the worker does for reports: what has become due is made every night."""

from __future__ import annotations

from datetime import datetime

from trainingapp.incubator.actions import scheduling
from trainingapp.jobs.registry import every


@every(seconds=6 * 60 * 60, name="incubator.keep_up_reports")
def keep_up_reports(*, now: datetime) -> None:
    """Make the reports whose periods have begun, and the periods of new projects and longer stays."""
    scheduling.keep_up(now=now)
