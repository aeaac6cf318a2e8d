"""What the worker does for accounts."""

from __future__ import annotations

from datetime import datetime

from trainingapp.accounts import actions
from trainingapp.jobs.registry import every


@every(seconds=3600, name="accounts.anonymise_due")
def anonymise_due(*, now: datetime) -> None:
    """Anonymise the accounts whose cooling-off time is over."""
    actions.anonymise_due(now=now)


@every(seconds=86400, name="accounts.forget_old_traces")
def forget_old_traces(*, now: datetime) -> None:
    """Delete old sign-ins and reset links."""
    actions.forget_old_traces(now=now)
