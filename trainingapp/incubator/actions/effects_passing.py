"""What follows from passages in matters of the passage itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.following import Effect
from trainingapp.incubator.models import Case, PlanItem, StageRecord, Task
from trainingapp.incubator.passing_telling import UNDONE, tell_of_case
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.people import list_people
from trainingapp.incubator.queries.suspensions import find_ended, find_open
from trainingapp.rules.incubation.outcomes import outcome_of
from trainingapp.rules.incubation.pausing import moved_on
from trainingapp.rules.incubation.residence_words import DONE, TaskSource
from trainingapp.rules.incubation.words import Actor, AgencyStatus, Stage

# Tasks that follow from the stay itself; a pause does not touch what a law or a risk asks for.
OF_THE_STAY = (TaskSource.PLAN, TaskSource.STAGE, TaskSource.ENCOUNTER)
OWN = frozenset({Actor.APPLICANT, Actor.AGENCY, Actor.OFFICER})


def begin_suspension(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """The planned pause runs from today."""
    pause = find_open(case)
    if pause is not None:
        pause.starts_on = day_of(now)


def drop_suspension(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """The pause that was begun by mistake has never been: nothing moves."""
    pause = find_open(case)
    if pause is not None:
        pause.starts_on, pause.resumed_on, pause.closed_at = None, None, now


def move_dates_on(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """The pause ends today; the planned end of the stay and what is open of its plan are later by the days that did
    not count. What a law asks for goes on to be due.
    """
    pause = find_open(case)
    if pause is None or pause.starts_on is None:
        return
    pause.resumed_on, pause.closed_at = day_of(now), now
    _move(case, pause.starts_on, pause.resumed_on, known_at=now)


def move_dates_back(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """The pause goes on as if it had never ended; another one that was planned since falls away."""
    pause, planned = find_ended(case), find_open(case)
    if pause is None or pause.starts_on is None or pause.resumed_on is None:
        return
    if planned is not None:
        planned.closed_at = now
    _move(case, pause.resumed_on, pause.starts_on, known_at=pause.closed_at or now)
    pause.resumed_on, pause.closed_at = None, None


def _move(case: Case, starts_on: date, resumed_on: date, *, known_at: datetime) -> None:
    """Move the planned end, and every open date of the plan from `starts_on` on, by the days between the two. What was
    entered after `known_at` never moved and stays.
    """
    case.planned_exit_on = moved_on(
        case.planned_exit_on, starts_on=starts_on, resumed_on=resumed_on
    )
    items = select(PlanItem).where(
        PlanItem.case_id == case.id,
        PlanItem.due_on >= starts_on,
        PlanItem.state.not_in(DONE),
        PlanItem.entered_at <= known_at,
    )
    tasks = select(Task).where(
        Task.case_id == case.id,
        Task.due_on >= starts_on,
        Task.closed_at.is_(None),
        Task.source.in_(OF_THE_STAY),
        Task.opened_at <= known_at,
    )
    for row in (*db.session.scalars(items), *db.session.scalars(tasks)):
        row.due_on = moved_on(row.due_on, starts_on=starts_on, resumed_on=resumed_on)
    db.session.flush()


def name_outcome(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """How the case ends: by this very act, or by the one that began the moving out."""
    act = record.act
    if record.from_stage == Stage.EXITING:
        acts = [one.act for one in list_records(case) if one.to_stage == Stage.EXITING]
        act = acts[-1] if acts else act
    found = outcome_of(act, AgencyStatus(case.agency.status))
    case.outcome = str(found) if found else None


def clear_outcome(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """The case has not ended after all."""
    case.outcome = None


def tell_undone(case: Case, record: StageRecord, now: datetime) -> None:
    """Those whose case it is are told that a step was taken back."""
    people = [user.id for user in list_people(case, OWN) if user.id != record.actor_id]
    tell_of_case(case, UNDONE, people, now=now)


EFFECTS: dict[str, Effect] = {
    "begin_suspension": begin_suspension,
    "drop_suspension": drop_suspension,
    "move_dates_on": move_dates_on,
    "move_dates_back": move_dates_back,
    "name_outcome": name_outcome,
    "clear_outcome": clear_outcome,
    "tell_undone": tell_undone,
}
