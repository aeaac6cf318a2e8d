"""The housekeeping of the job table itself."""

from __future__ import annotations

from datetime import datetime

from trainingapp.jobs import actions
from trainingapp.jobs.registry import every


@every(seconds=6 * 60 * 60)
def remove_finished(*, now: datetime) -> None:
    """Keep the table short."""
    actions.remove_finished(now=now)
