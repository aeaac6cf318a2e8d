"""Tasks are opened under a key and closed by it, so that a check which runs again opens nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, Task
from trainingapp.incubator.queries.parties import find_officer_id
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor


@dataclass(frozen=True, slots=True)
class Todo:
    """What has to be done: a message id with parameters (or typed words), by whom, by when, on which page."""

    message: str
    owner: Actor
    source: TaskSource
    parameters: Mapping[str, object] = field(default_factory=dict)
    due_on: date | None = None
    endpoint: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)
    is_typed: bool = False
    assignee_id: int | None = None


def open_task(
    key: str,
    todo: Todo,
    *,
    agency: Agency,
    now: datetime,
    case: Case | None = None,
    by_id: int | None = None,
) -> Task:
    """Open a task under a key such as `rule:R04:7`; one that is open under it is brought up to date instead."""
    task = find_open_task(key)
    if task is None:
        task = Task(key=key, agency_id=agency.id, opened_at=now, opened_by_id=by_id)
        _write(task, todo, case)
        try:
            with db.session.begin_nested():
                db.session.add(task)
        except IntegrityError:  # somebody else opened it at the same moment
            task = find_open_task(key)
            if task is None:
                raise
    _write(task, todo, case)
    return task


def close_task(key: str, *, now: datetime, by_id: int | None = None, note: str = "") -> bool:
    """Close the task that is open under a key; whether there was one."""
    task = find_open_task(key)
    if task is None:
        return False
    task.closed_at, task.closed_by_id, task.note = now, by_id, note
    return True


def find_open_task(key: str) -> Task | None:
    """The task that is open under a key."""
    return db.session.scalars(select(Task).where(Task.key == key, Task.closed_at.is_(None))).first()


def give_tasks(case: Case, *, from_id: int, to_id: int) -> None:
    """Another officer looks after a case: what was the first one's to do in it is theirs."""
    own = update(Task).where(
        Task.case_id == case.id, Task.closed_at.is_(None), Task.assignee_id == from_id
    )
    db.session.execute(own.values(assignee_id=to_id))


def _write(task: Task, todo: Todo, case: Case | None) -> None:
    task.case_id = case.id if case else None
    task.message, task.parameters, task.is_typed = (
        todo.message,
        dict(todo.parameters),
        todo.is_typed,
    )
    task.owner, task.assignee_id, task.source = todo.owner, _assignee(todo, case), todo.source
    task.endpoint, task.arguments, task.due_on = todo.endpoint, dict(todo.arguments), todo.due_on


def _assignee(todo: Todo, case: Case | None) -> int | None:
    """Who is named; an officer who has left the base is not, and the task is for every officer."""
    is_officers = case is not None and todo.assignee_id == case.officer_id
    return find_officer_id(case) if case is not None and is_officers else todo.assignee_id
