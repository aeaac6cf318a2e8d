"""Planning a pause of a stay, before it is ordered."""

from __future__ import annotations

from datetime import date, datetime

from trainingapp.audit.actions import record as note
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Suspension
from trainingapp.incubator.queries.suspensions import find_open
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import Stage

PAUSABLE = frozenset({Stage.INCUBATING, Stage.SUSPENDED})


class NotPausable(RuleViolation):
    """Only a stay that runs is paused."""

    message = "Only an agency in incubation can pause its stay."


def plan_suspension(case: Case, planned_end_on: date, *, by_id: int, now: datetime) -> Suspension:
    """Say until when a stay is to be paused; of a pause that runs, until when it is to last now.

    :raises NotPausable: from any other stage.
    """
    if case.stage not in PAUSABLE:
        raise NotPausable
    pause = find_open(case)
    if pause is None:
        pause = Suspension(case_id=case.id)
        db.session.add(pause)
    pause.planned_end_on, pause.planned_by_id, pause.planned_at = planned_end_on, by_id, now
    db.session.flush()
    note("case.plan_pause", actor_id=by_id, subject="incubation_case", subject_id=case.id, now=now)
    return pause
