"""What teachers tell the whole class."""

from __future__ import annotations

from datetime import datetime

from trainingapp.classes.actions.joining import note
from trainingapp.classes.models import Announcement, Cohort
from trainingapp.classes.telling import tell_class
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState


def announce(
    cohort: Cohort, title: str, text: str, *, author_id: int, now: datetime
) -> Announcement:
    """Put an announcement on the page of a class; who is in it gets a notice unless the class is being prepared."""
    made = Announcement(
        cohort_id=cohort.id, author_id=author_id, title=title, text=text, made_at=now
    )
    db.session.add(made)
    db.session.flush()
    note("classes.announce", cohort, actor_id=author_id, now=now, announcement=made.id)
    if cohort.state != CohortState.DRAFT:
        tell_class(cohort, "announcement", states=[MemberState.IN], announcement=title)
    return made


def remove_announcement(
    announcement: Announcement, cohort: Cohort, *, actor_id: int, now: datetime
) -> None:
    """Take an announcement away."""
    db.session.delete(announcement)
    db.session.flush()
    note(
        "classes.remove_announcement",
        cohort,
        actor_id=actor_id,
        now=now,
        announcement=announcement.id,
    )
