"""What the worker does for those who watch with consent."""

from __future__ import annotations

from datetime import datetime

from trainingapp.credentials.actions.alerting import tell_dates, tell_events
from trainingapp.jobs.registry import every


@every(seconds=5 * 60, name="credentials.tell_watchers")
def tell_watchers(*, now: datetime) -> None:
    """Tell organisations of what was revoked, replaced or suspended."""
    tell_events(now=now)


@every(seconds=60 * 60, name="credentials.tell_watchers_dates")
def tell_watchers_dates(*, now: datetime) -> None:
    """Tell organisations of what has expired or is to be renewed."""
    after: int | None = 0
    while after is not None:
        after = tell_dates(now=now, after=after)
