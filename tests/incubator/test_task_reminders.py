"""Tasks remind whoever has to do them, once a day, and end by themselves where the world has moved on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.committing import written
from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay, make_stay
from tests.statements import counted
from trainingapp.extensions import db
from trainingapp.incubator.actions.task_reminders import close_registered, remind
from trainingapp.incubator.actions.tasks import Todo, find_open_task, open_task
from trainingapp.incubator.models import Case
from trainingapp.incubator.residence_jobs import remind_of_tasks
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor, AgencyStatus

DAY = timedelta(days=1)


def note(stay: Stay, owner: Actor, days: int | None, *, key: str = "t", assignee: str = "") -> None:
    todo = Todo(
        "call",
        owner,
        TaskSource.MANUAL,
        due_on=None if days is None else TODAY + DAY * days,
        is_typed=True,
        assignee_id=stay.id_of(assignee) if assignee else None,
    )
    stay.act(lambda case: open_it(case, key, todo))


def open_it(case: Case, key: str, todo: Todo) -> None:
    open_task(f"{key}:{case.id}", todo, agency=case.agency, case=case, now=NOON)


def told(stay: Stay, who: str) -> list[str]:
    db.session.rollback()
    query = db.select(Notice.kind).filter_by(user_id=stay.id_of(who)).order_by(Notice.id)
    return [kind.rpartition(".")[2] for kind in db.session.scalars(query)]


@pytest.mark.parametrize(
    ("owner", "days", "who", "kinds"),
    [
        (Actor.AGENCY, 0, "manager", ["task_due"]),
        (Actor.AGENCY, 0, "officer", []),
        (Actor.OFFICER, 0, "officer", ["task_due"]),
        (Actor.OFFICER, -1, "officer", ["task_late"]),
        (Actor.OFFICER, -1, "head", []),
        (Actor.OFFICER, -7, "officer", ["task_late"]),
        (Actor.OFFICER, -7, "head", ["task_late"]),
        (Actor.OFFICER, -2, "officer", []),
        (Actor.OFFICER, None, "officer", []),
        (Actor.OFFICER, 300, "officer", []),
    ],
)
def test_a_task_reminds_who_has_to_do_it(
    app: Flask, owner: Actor, days: int | None, who: str, kinds: list[str]
) -> None:
    stay = make_stay()
    note(stay, owner, days)
    written(lambda: remind(now=NOON))
    assert told(stay, who) == kinds


def test_the_same_day_reminds_once(app: Flask) -> None:
    stay = make_stay()
    note(stay, Actor.OFFICER, 0)
    assert written(lambda: remind(now=NOON)) == 1
    assert written(lambda: remind(now=NOON)) == 0
    assert written(lambda: remind(now=NOON + DAY)) == 1
    assert told(stay, "officer") == ["task_due", "task_late"]


def test_who_was_given_the_task_is_reminded_alone(app: Flask) -> None:
    stay = make_stay()
    note(stay, Actor.OFFICER, 0, assignee="second")
    written(lambda: remind(now=NOON))
    assert (told(stay, "second"), told(stay, "officer")) == (["task_due"], [])


def test_what_does_not_fit_into_one_run_is_told_in_the_next(app: Flask) -> None:
    stay = make_stay()
    for number in range(3):
        note(stay, Actor.OFFICER, 0, key=f"t{number}")
    assert [written(lambda: remind(now=NOON, most=2)) for _run in range(3)] == [2, 1, 0]


def test_days_without_a_reminder_cost_the_same_however_many_tasks_there_are(app: Flask) -> None:
    counts = []
    stay = make_stay()
    for numbers in (range(1), range(1, 20)):
        for number in numbers:
            note(stay, Actor.OFFICER, 300, key=f"t{number}")
        db.session.remove()
        with counted() as statements:
            remind(now=NOON)
        counts.append(len(statements))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("status", "is_open"),
    [(AgencyStatus.PREPARING, True), (AgencyStatus.REGISTERED, False), (AgencyStatus.FILED, False)],
)
def test_the_task_to_register_ends_with_the_registration(
    app: Flask, status: AgencyStatus, is_open: bool
) -> None:
    stay = make_stay(is_team=True)
    note(stay, Actor.AGENCY, 100, key="register")
    stay.act(lambda case: setattr(case.agency, "status", status))
    assert written(lambda: close_registered(now=NOON)) == (0 if is_open else 1)
    assert (find_open_task(f"register:{stay.case_id}") is not None) is is_open


def test_the_worker_does_both(app: Flask) -> None:
    stay = make_stay()
    note(stay, Actor.AGENCY, 0, key="register")
    note(stay, Actor.AGENCY, 0)
    written(lambda: remind_of_tasks(now=NOON))
    assert find_open_task(f"register:{stay.case_id}") is None
    assert told(stay, "manager") == ["task_due"]
