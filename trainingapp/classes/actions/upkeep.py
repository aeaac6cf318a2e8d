"""What nobody does by hand: places that became free out of sight, and teams whose leaders no longer teach."""

from __future__ import annotations

from datetime import datetime

from trainingapp.classes.actions.joining import move_up, note
from trainingapp.classes.queries import cohorts, upkeep as queries
from trainingapp.classes.telling import tell
from trainingapp.extensions import db


def fill_places(*, now: datetime) -> int:
    """Give free places to those who wait, say because the course is back in the catalogue. How many came in."""
    found = queries.list_with_free_places()
    return sum(move_up(cohorts.get_cohort_to_change(one), now=now) for one in found)


def name_leaders(*, now: datetime) -> int:
    """Let the longest in the team lead a class whose leaders lost the role. How many classes that were.

    Where nobody of the team may teach any more, nothing is done.
    """
    found = queries.list_unled()
    for cohort_id in found:
        cohort = cohorts.get_cohort_to_change(cohort_id)
        row = queries.list_instructors_of(cohort_id)[0]
        row.is_leader = True
        db.session.flush()
        detail = {"user": row.user_id, "leads": True}
        note("classes.set_leader", cohort, actor_id=None, now=now, **detail)
        tell(cohort, row.user_id, "leads", now=now)
    return len(found)
