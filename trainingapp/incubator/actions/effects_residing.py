"""What follows from passages in matters of residence: agreement, plan, evaluation, exit."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainingapp.education.days import day_of
from trainingapp.incubator.actions import effects_leaving, handing_over
from trainingapp.incubator.actions.following import Effect
from trainingapp.incubator.actions.giving_organisations import give_organisation
from trainingapp.incubator.actions.planning import make_items, move_items
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.models import Case, StageRecord
from trainingapp.incubator.queries import residence as queries
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.residence_telling import (
    ASSESSOR_ASKED,
    EXTENDED,
    LAPSED,
    MOVED_IN,
    OWN,
    tell,
)
from trainingapp.rules.incubation.residence import planned_exit
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor, AgencyKind, Stage, Track
from trainingapp.rules.registration import add_months

N_ = str  # marks a message for translation where it is not yet shown

EVALUATE = N_("%(agency)s waits for its evaluation")
REGISTER = N_("Apply for registration")
UNREGISTERED = frozenset({AgencyKind.TEAM})


def begin_residence(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """The stay runs from today, for the length of its track; a team is reminded to register."""
    today = day_of(now)
    case.entered_on = today
    case.planned_exit_on = planned_exit(
        today, Track(case.track), queries.read_limits(case, on=today)
    )
    if case.agency.kind in UNREGISTERED:
        months = read_parameters(case.base.area_code, today).integer("register_within_months")
        todo = Todo(
            REGISTER,
            Actor.AGENCY,
            TaskSource.STAGE,
            due_on=add_months(today, months),
            endpoint="incubator.show_agency",
            arguments={"agency_id": case.agency_id},
        )
        open_task(f"register:{case.agency_id}", todo, agency=case.agency, case=case, now=now)


def make_plan(case: Case, record: StageRecord, now: datetime) -> None:
    """The plan of the stay is made from the template of its track."""
    make_items(case, now=now)
    tell(case, MOVED_IN, OWN | {Actor.OFFICER}, page="/plan", but=record.actor_id, now=now)


def tell_lapsed(case: Case, record: StageRecord, now: datetime) -> None:  # noqa: ARG001
    """Who applied hears that the place is given on; a desk kept for them is free, and what was lent is back."""
    for desk in queries.list_desks_of(case):
        desk.ends_on = max(desk.starts_on, day_of(now))
    for loan in queries.list_loans(case):
        loan.returned_on = day_of(now)
    tell(case, LAPSED, OWN, now=now)


def ask_assessor(case: Case, record: StageRecord, now: datetime) -> None:
    """Assessors with a seat hear that a sheet waits; the officer has it as a task."""
    days = read_parameters(case.base.area_code, day_of(now)).days("review_days")
    todo = Todo(
        EVALUATE,
        Actor.OFFICER,
        TaskSource.STAGE,
        parameters={"agency": case.agency.name},
        due_on=day_of(now) + timedelta(days=days),
        endpoint="incubator.list_assessments",
        arguments={"case_id": case.id},
        assignee_id=case.officer_id,
    )
    open_task(f"evaluate:{case.id}", todo, agency=case.agency, case=case, now=now)
    people = {Actor.ASSESSOR, Actor.OFFICER}
    tell(case, ASSESSOR_ASKED, people, page="/assessments", but=record.actor_id, now=now)


def extend_residence(case: Case, record: StageRecord, now: datetime) -> None:
    """The stay ends later by the months that were asked for; open items that depend on its end move with it.

    What was handed over before is in use again, and is handed over anew.
    """
    asked = queries.find_extension(case)
    if asked is None or case.planned_exit_on is None:
        return
    asked.ends_before = case.planned_exit_on
    case.planned_exit_on = add_months(case.planned_exit_on, asked.months)
    case.extensions += 1
    asked.ends_on, asked.settled_at, asked.is_granted = case.planned_exit_on, now, True
    asked.answer = record.reason
    move_items(case, now=now)
    handing_over.drop_handover(case, by_id=record.actor_id, now=now)
    if record.from_stage == Stage.GRADUATION:
        close_task(f"evaluate:{case.id}", now=now, by_id=record.actor_id)
    day = case.planned_exit_on.isoformat()
    tell(case, EXTENDED, OWN, page="/plan", but=record.actor_id, now=now, day=day)


EFFECTS: dict[str, Effect] = {
    "give_organisation": give_organisation,
    "begin_residence": begin_residence,
    "make_plan": make_plan,
    "tell_lapsed": tell_lapsed,
    "ask_assessor": ask_assessor,
    "extend_residence": extend_residence,
    **effects_leaving.EFFECTS,
}
