"""What the worker does for what falls due: people are told of it on the site, and on Mondays by mail."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
from trainingapp.incubator.actions.due_notices import SOURCES, remove_old, tell_batch
from trainingapp.jobs.registry import every
from trainingapp.web.transactions import committing


@every(seconds=60 * 60, name="incubator.tell_of_dues", reads_first=True)
def tell_of_dues(*, now: datetime) -> None:
    """Tell of every step that has begun and was not told of; two hundred matters share a transaction.

    It may be ended at any moment: what was committed is not told again, the rest is told by the next run.
    """
    db.session.rollback()
    for kind in SOURCES:
        after: int | None = 0
        while after is not None:
            with committing():
                after = tell_batch(kind, after=after, now=now).after
    with committing():
        remove_old(now=now)
