"""Tasks are opened under a key and closed by it, so that a check which runs again opens nothing twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, Task
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
        _write(task, todo)
        task.case_id = case.id if case else None
        try:
            with db.session.begin_nested():
                db.session.add(task)
        except IntegrityError:  # somebody else opened it at the same moment
            task = find_open_task(key)
            if task is None:
                raise
    _write(task, todo)
    task.case_id = case.id if case else None
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


def _write(task: Task, todo: Todo) -> None:
    task.message, task.parameters, task.is_typed = (
        todo.message,
        dict(todo.parameters),
        todo.is_typed,
    )
    task.owner, task.assignee_id, task.source = todo.owner, todo.assignee_id, todo.source
    task.endpoint, task.arguments, task.due_on = todo.endpoint, dict(todo.arguments), todo.due_on
