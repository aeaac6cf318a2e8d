"""The tasks of people: those given to them, and those of the capacities in which they act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import RoleGrant
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, IncubationBase, Task
from trainingapp.incubator.queries.reach import (
    BASE_ROLES,
    OF_THE_BASE,
    actors_of,
    agency_actors,
    began_by,
    places_of,
    select_agencies,
    select_cases,
)
from trainingapp.rules.incubation.residence_words import TaskSource
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn

# What a check or a passage has opened is closed by it; these somebody closes by hand.
BY_HAND = frozenset({TaskSource.MANUAL, TaskSource.ENCOUNTER})


def list_of_case(case: Case) -> Sequence[Task]:
    """The open tasks of a case, the most urgent first."""
    query = _open().where(Task.case_id == case.id)
    return db.session.scalars(query.order_by(Task.due_on.is_(None), Task.due_on, Task.id)).all()


def select_own(person: SignedIn, *, overdue_on: date | None = None) -> Select[Task]:
    """What somebody has to do, the most urgent first: given to them, or to nobody else in their capacity."""
    unassigned = or_(Task.assignee_id.is_(None), Task.assignee_id == person.id, _has_left())
    query = _open().where(unassigned, or_(Task.assignee_id == person.id, *_capacities(person)))
    query = query.where(Task.agency_id.in_(select_agencies(person).with_only_columns(Agency.id)))
    cases = select_cases(person).with_only_columns(Case.id)
    query = query.where(or_(Task.case_id.is_(None), Task.case_id.in_(cases)))
    if overdue_on is not None:
        query = query.where(Task.due_on < overdue_on)
    query = query.options(joinedload(Task.agency), joinedload(Task.assignee))
    return query.order_by(Task.due_on.is_(None), Task.due_on, Task.id)


def get_task(person: SignedIn, task_id: int) -> Task:
    """A task, done or not, of an agency that somebody reaches, by a case they reach where it is of one.

    :raises NoResultFound: any other.
    """
    cases = select_cases(person).with_only_columns(Case.id)
    agencies = select_agencies(person).with_only_columns(Agency.id)
    query = select(Task).where(
        Task.id == task_id,
        Task.agency_id.in_(agencies),
        or_(Task.case_id.is_(None), Task.case_id.in_(cases)),
    )
    return db.session.scalars(query).one()


def may_close(person: SignedIn, task: Task) -> bool:
    """Whether somebody may say that a task is done: who has to do it, or an officer, and no check watches over it."""
    if task.source not in BY_HAND:
        return False
    actors = actors_of(person, task.case) if task.case else agency_actors(person, task.agency)
    if Actor.APPLICANT in actors:
        actors |= {Actor.AGENCY}
    is_own = task.assignee_id == person.id or task.owner in actors
    return is_own or bool(actors & {Actor.OFFICER, Actor.HEAD})


def _open() -> Select[Task]:
    return select(Task).where(Task.closed_at.is_(None))


def _has_left() -> ColumnElement[bool]:
    """A task of the base that was given to somebody who does not work there any more: it is everybody's again."""
    works = (
        exists()
        .where(Case.id == Task.case_id)
        .where(IncubationBase.id == Case.base_id)
        .where(
            RoleGrant.organisation_id == IncubationBase.organisation_id,
            RoleGrant.user_id == Task.assignee_id,
            RoleGrant.role.in_(BASE_ROLES),
            RoleGrant.revoked_at.is_(None),
        )
    )
    return and_(Task.owner.in_(OF_THE_BASE), Task.case_id.is_not(None), ~works)


def _capacities(person: SignedIn) -> list[ColumnElement[bool]]:
    own = select(Agency.id).where(
        Agency.organisation_id.in_(places_of(person, Role.AGENCY_MANAGER))
    )
    applied = select(Case.id).where(began_by(person))
    found: list[ColumnElement[bool]] = [
        false(),
        and_(Task.owner == Actor.AGENCY, Task.agency_id.in_(own)),
        and_(Task.owner.in_([Actor.APPLICANT, Actor.AGENCY]), Task.case_id.in_(applied)),
    ]
    for role, actor in BASE_ROLES.items():
        bases = select(IncubationBase.id).where(
            IncubationBase.organisation_id.in_(places_of(person, role))
        )
        cases = select(Case.id).where(Case.base_id.in_(bases))
        agencies = select(Case.agency_id).where(Case.base_id.in_(bases))
        of_agency = and_(Task.case_id.is_(None), Task.agency_id.in_(agencies))
        found.append(and_(Task.owner == actor, or_(Task.case_id.in_(cases), of_agency)))
    return found
