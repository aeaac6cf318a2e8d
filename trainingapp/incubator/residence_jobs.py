"""What the worker does for tasks: those to register end with the registration."""

from __future__ import annotations

from datetime import datetime

from trainingapp.incubator.actions.task_ends import close_registered
from trainingapp.jobs.registry import every


@every(seconds=60 * 60, name="incubator.close_tasks")
def close_tasks(*, now: datetime) -> None:
    """Close what is done by itself."""
    close_registered(now=now)
