"""Linking mock exams to a class. Linking seats nobody and opens nothing: the sitting's own rules stay."""

from __future__ import annotations

from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.classes.models import Cohort, CohortSitting
from trainingapp.classes.telling import tell_class
from trainingapp.exams.models import Sitting
from trainingapp.extensions import db
from trainingapp.jobs.actions import insert
from trainingapp.rules.cohorts import CohortState, MemberState, check_change


def link_sitting(cohort: Cohort, sitting: Sitting, *, actor_id: int, now: datetime) -> None:
    """Make a sitting a mock exam of the class; twice is once, and the first moment counts.

    Members are told: from now on teachers see what they score in it.
    :raises CohortActRefused: the class is over.
    """
    check_change(CohortState(cohort.state))
    row = insert(CohortSitting).values(cohort_id=cohort.id, sitting_id=sitting.id, added_at=now)
    made = row.on_conflict_do_nothing().returning(CohortSitting.sitting_id)
    if db.session.scalar(made) is None:
        return
    _record("classes.link_sitting", cohort, sitting.id, actor_id=actor_id, now=now)
    if cohort.state == CohortState.OPEN:
        tell_class(cohort, "mock_linked", states=[MemberState.IN], mock=sitting.title["zh"])


def unlink_sitting(link: CohortSitting, cohort: Cohort, *, actor_id: int, now: datetime) -> None:
    """Let the sitting be the members' own matter again: teachers no longer see its results.

    :raises CohortActRefused: the class is over.
    """
    check_change(CohortState(cohort.state))
    db.session.delete(link)
    db.session.flush()
    _record("classes.unlink_sitting", cohort, link.sitting_id, actor_id=actor_id, now=now)


def _record(action: str, cohort: Cohort, sitting_id: int, *, actor_id: int, now: datetime) -> None:
    record(
        action,
        actor_id=actor_id,
        subject="cohort",
        subject_id=cohort.id,
        detail={"sitting": sitting_id},
        now=now,
    )
