"""What the worker does for tasks: people are reminded of them, and those to register end with the registration."""

from __future__ import annotations

from datetime import datetime

from trainingapp.incubator.actions import task_reminders
from trainingapp.jobs.registry import every


@every(seconds=60 * 60, name="incubator.remind_of_tasks")
def remind_of_tasks(*, now: datetime) -> None:
    """Close what is done by itself, and tell people of what is due or late, once a day."""
    task_reminders.close_registered(now=now)
    task_reminders.remind(now=now)
