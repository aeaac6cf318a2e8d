"""In July the next exam begins to ask for other law: items that rest on what has ended then go back to review."""

from __future__ import annotations

from datetime import datetime

from trainingapp.itembank.law_changes import lapse_items
from trainingapp.jobs.registry import every


@every(seconds=60 * 60)
def follow_law(*, now: datetime) -> None:
    """Hold every ready item to the law of the next exam; nothing is written when all of them hold."""
    lapse_items(actor_id=None, now=now)
