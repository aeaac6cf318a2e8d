"""Setting and lifting the deadlines of a class."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import NoResultFound

from trainingapp.audit.actions import record
from trainingapp.classes.models import Cohort, CohortDeadline
from trainingapp.classes.queries.deadlines import find_deadline, list_lessons
from trainingapp.extensions import db
from trainingapp.jobs.actions import insert
from trainingapp.rules.cohorts import CohortState, check_change


def set_deadline(
    cohort: Cohort, lesson_key: str, *, due_at: datetime, actor_id: int, now: datetime
) -> None:
    """Say by when a lesson should be completed; what was said before no longer counts.

    :raises NoResultFound: the course has no such lesson; :raises CohortActRefused: the class is over.
    """
    check_change(CohortState(cohort.state))
    if lesson_key not in {lesson.key for lesson in list_lessons(cohort)}:
        raise NoResultFound(lesson_key)
    place = {"cohort_id": cohort.id, "lesson_key": lesson_key}
    row = insert(CohortDeadline).values(**place, due_at=due_at)
    db.session.execute(
        row.on_conflict_do_update(index_elements=list(place), set_={"due_at": due_at})
    )
    _record("classes.set_deadline", cohort, lesson_key, actor_id=actor_id, now=now)


def lift_deadline(cohort: Cohort, lesson_key: str, *, actor_id: int, now: datetime) -> None:
    """Let a lesson be due no more. :raises NoResultFound: it was not; :raises CohortActRefused: the class is over."""
    check_change(CohortState(cohort.state))
    row = find_deadline(cohort.id, lesson_key)
    if row is None:
        raise NoResultFound(lesson_key)
    db.session.delete(row)
    db.session.flush()
    _record("classes.lift_deadline", cohort, lesson_key, actor_id=actor_id, now=now)


def _record(action: str, cohort: Cohort, key: str, *, actor_id: int, now: datetime) -> None:
    record(
        action,
        actor_id=actor_id,
        subject="cohort",
        subject_id=cohort.id,
        detail={"lesson": key},
        now=now,
    )
