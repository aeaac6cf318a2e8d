"""What the worker does for compliance: every agency is looked at once a day."""

from __future__ import annotations

from datetime import datetime

from trainingapp.extensions import db
from trainingapp.incubator.actions.checking import check_agencies
from trainingapp.incubator.queries.compliance import list_to_look_at
from trainingapp.jobs.registry import every
from trainingapp.web.transactions import committing

AT_ONCE = 100  # read together, written in one transaction


@every(seconds=24 * 60 * 60, name="incubator.check_agencies", reads_first=True)
def check_every_agency(*, now: datetime) -> None:
    """Look at every agency. A hundred share a transaction; run again it finds nothing more to do."""
    db.session.rollback()
    after: int | None = 0
    while after is not None:
        ids = list_to_look_at(after=after, most=AT_ONCE)
        db.session.rollback()
        if ids:
            with committing():
                check_agencies(ids, now=now)
        after = ids[-1] if len(ids) == AT_ONCE else None
