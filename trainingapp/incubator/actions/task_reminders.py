"""Reminders of tasks: before they are due, when they are late, and to the head when they stay late."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.incubator.models import Agency, Case, Task
from trainingapp.incubator.queries.parameters import Parameters, read_parameters_of
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.residence_telling import TASK_DUE, TASK_LATE
from trainingapp.notices.actions import notify
from trainingapp.rules.incubation.reminders import Reminder, reminder_for
from trainingapp.rules.incubation.words import Actor, AgencyStatus

BATCH = 500
FURTHEST = timedelta(days=366)
ENTERED = frozenset({AgencyStatus.REGISTERED, AgencyStatus.FILED})
ADDRESS = "/incubation/tasks"


def remind(*, now: datetime, most: int = BATCH) -> int:
    """Give the reminders of today, each once, at most so many in one transaction; how many tasks were told of."""
    today = day_of(now)
    tasks = db.session.scalars(_due(today)).all()
    rules = read_parameters_of({one.case.base.area_code for one in tasks if one.case}, today)
    told = 0
    for task in tasks:
        if told == most:
            break
        told += _remind(task, rules, today=today, now=now)
    return told


def close_registered(*, now: datetime) -> int:
    """Close the tasks to register of agencies that are registered or on file by now; how many."""
    query = select(Task.key).join(Agency, Agency.id == Task.agency_id)
    query = query.where(
        Task.closed_at.is_(None), Task.key.like("register:%"), Agency.status.in_(ENTERED)
    )
    return sum(close_task(key, now=now) for key in db.session.scalars(query).all())


def _due(today: date) -> Select[Task]:
    unreminded = or_(Task.reminded_on.is_(None), Task.reminded_on < today)
    query = select(Task).where(
        Task.closed_at.is_(None),
        Task.case_id.is_not(None),
        Task.due_on.between(today - FURTHEST, today + FURTHEST),
        unreminded,
    )
    case = joinedload(Task.case)
    return query.options(case.joinedload(Case.base), case.joinedload(Case.agency)).order_by(Task.id)


def _remind(task: Task, rules: dict[str, Parameters], *, today: date, now: datetime) -> bool:
    assert task.case is not None
    assert task.due_on is not None
    days = rules[task.case.base.area_code].numbers("reminder_days")
    reminder = reminder_for(task.due_on, today, before=days)
    if reminder is None:
        return False
    task.reminded_on = today
    kind = TASK_DUE if reminder is Reminder.AHEAD else TASK_LATE
    for user_id in _people(task, with_head=reminder is Reminder.ESCALATED):
        told = {"agency": task.case.agency.name, "day": task.due_on.isoformat()}
        notify(user_id=user_id, kind=kind, arguments=told, url=ADDRESS, now=now)
    return True


def _people(task: Task, *, with_head: bool) -> Collection[int]:
    assert task.case is not None
    actors = {Actor(task.owner)} if task.assignee_id is None else set()
    if Actor.AGENCY in actors:
        actors.add(Actor.APPLICANT)
    if with_head:
        actors.add(Actor.HEAD)
    own = [task.assignee_id] if task.assignee_id is not None else []
    return dict.fromkeys([*own, *(one.id for one in list_people(task.case, actors))])
