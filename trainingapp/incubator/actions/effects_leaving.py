"""What follows from passages in matters of putting right and leaving."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.following import Effect
from trainingapp.incubator.actions.handing_over import begin_handover
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.models import Case, FollowUp, StageRecord, Task
from trainingapp.incubator.queries import leaving as queries, residence
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.queries.suspensions import find_open
from trainingapp.incubator.residence_telling import MOVING_OUT, OWN, PUT_RIGHT, tell
from trainingapp.rules.incubation.residence_words import DONE, TaskSource
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.registration import add_months

N_ = str  # marks a message for translation where it is not yet shown

OF_THE_STAY = (TaskSource.PLAN, TaskSource.STAGE, TaskSource.PUTTING_RIGHT, TaskSource.RISK)
PUT_THIS_RIGHT = N_("Put right: %(text)s")
FOLLOW_UP = N_("Follow-up of %(agency)s after %(months)s months")


def tell_rectification(case: Case, record: StageRecord, now: datetime) -> None:
    """What has to be put right stands from now on: each item is a task, and the agency is told."""
    ordered = queries.find_rectification(case)
    if ordered is None:
        return
    ordered.ordered_at = now
    for item in (one for one in ordered.items if one.state not in DONE):
        todo = Todo(
            PUT_THIS_RIGHT,
            Actor.AGENCY,
            TaskSource.PUTTING_RIGHT,
            parameters={"text": item.text},
            due_on=item.due_on,
            endpoint="incubator.show_putting_right",
            arguments={"case_id": case.id},
        )
        open_task(f"put_right:{item.id}", todo, agency=case.agency, case=case, now=now)
    tell(case, PUT_RIGHT, OWN, page="/putting-right", but=record.actor_id, now=now)


def withdraw_rectification(case: Case, record: StageRecord, now: datetime) -> None:
    """What was ordered by mistake is being written again: it is no task any more, and may be taken off the list."""
    ordered = queries.find_rectification(case)
    if ordered is None:
        return
    ordered.ordered_at = None
    for item in ordered.items:
        close_task(f"put_right:{item.id}", now=now, by_id=record.actor_id)


def start_handover(case: Case, record: StageRecord, now: datetime) -> None:
    """The hand-over begins, due so many working days from today (15 in Longhua, and here by default)."""
    _end_pause(case, now=now)
    handover = begin_handover(case, now=now)
    day = handover.due_on.isoformat()
    tell(case, MOVING_OUT, OWN, page="/leaving", but=record.actor_id, now=now, day=day)


def end_residence(case: Case, record: StageRecord, now: datetime) -> None:
    """The stay ends today: desks are free, what was lent counts as returned, its open tasks and its pause end."""
    today = day_of(now)
    case.exit_on = today
    for desk in residence.list_desks_of(case):
        desk.ends_on = max(desk.starts_on, today)
    for loan in residence.list_loans(case):
        loan.returned_on = today
    _end_pause(case, now=now)
    closed = {"closed_at": now, "closed_by_id": record.actor_id}
    open_ones = (Task.case_id == case.id, Task.closed_at.is_(None))
    of_stay = Task.source.in_(OF_THE_STAY)
    db.session.execute(update(Task).where(*open_ones, of_stay).values(closed))


def _end_pause(case: Case, *, now: datetime) -> None:
    """A pause that runs is over today; one that was only planned falls away."""
    pause = find_open(case)
    if pause is not None:
        pause.resumed_on, pause.closed_at = (day_of(now) if pause.starts_on else None), now


def plan_followups(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """Follow-ups are due some months after the stay has ended (3, 6 and 12 by default)."""
    ended = case.exit_on or day_of(now)
    months = read_parameters(case.base.area_code, day_of(now)).numbers("followup_months")
    known = {one.month for one in queries.list_follow_ups(case)}
    for month in sorted(set(months) - known):
        row = FollowUp(case_id=case.id, month=month, due_on=add_months(ended, month))
        db.session.add(row)
        db.session.flush()
        todo = Todo(
            FOLLOW_UP,
            Actor.OFFICER,
            TaskSource.STAGE,
            parameters={"agency": case.agency.name, "months": month},
            due_on=row.due_on,
            endpoint="incubator.list_follow_ups",
            arguments={"case_id": case.id},
            assignee_id=case.officer_id,
        )
        open_task(f"follow_up:{row.id}", todo, agency=case.agency, case=case, now=now)


EFFECTS: dict[str, Effect] = {
    "tell_rectification": tell_rectification,
    "withdraw_rectification": withdraw_rectification,
    "start_handover": start_handover,
    "end_residence": end_residence,
    "plan_followups": plan_followups,
}
