"""What a day in incubation holds for one person: tasks, fresh breaches, who was not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Case,
    ComplianceResult,
    Encounter,
    Task,
    Waiver,
)
from trainingapp.incubator.queries import tasks
from trainingapp.incubator.queries.reach import acting_as
from trainingapp.rules.incubation.compliance.words import Severity, Status
from trainingapp.rules.incubation.words import RESIDENT, Actor
from trainingapp.web.auth import SignedIn

SOON = timedelta(days=7)  # of tasks
FRESH = timedelta(days=7)  # of breaches
MOST = 8  # of each that are shown; all of them are counted
OFFICE = frozenset({Actor.OFFICER, Actor.HEAD})
# Who reads the checks of an agency.
CHECKING = OFFICE | {Actor.FINANCE, Actor.AUTHORITY, Actor.AGENCY, Actor.APPLICANT}


class Counts(NamedTuple):
    """How many tasks are open, late, and due within a week."""

    open: int
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class Found:
    """The first of a long list, and how long it is."""

    rows: Sequence[Any] = ()
    total: int = 0


def count_tasks(person: SignedIn, *, today: date) -> Counts:
    """The tasks of somebody, counted in one statement."""
    own = tasks.select_own(person).with_only_columns(Task.id, Task.due_on).order_by(None).subquery()
    late = func.count().filter(own.c.due_on < today)
    soon = func.count().filter(own.c.due_on.between(today, today + SOON))
    row = db.session.execute(select(func.count(), late, soon).select_from(own)).one()
    return Counts(row[0], row[1], row[2])


def list_tasks(person: SignedIn, *, today: date) -> Sequence[Task]:
    """The most urgent tasks of somebody: late ones, and those due within a week."""
    query = tasks.select_own(person).where(Task.due_on <= today + SOON)
    return db.session.scalars(query.limit(2 * MOST)).all()


def list_breaches(person: SignedIn, *, today: date) -> Found:
    """What the checks have found broken within a week and nobody lets stand, red first.

    For agencies in incubation where somebody acts for the base, its authority or the agency.
    """
    inside = select(Case.agency_id).where(acting_as(person, CHECKING), Case.stage.in_(RESIDENT))
    query = (
        select(ComplianceResult)
        .join(ComplianceResult.agency)
        .where(
            ComplianceResult.agency_id.in_(inside),
            ComplianceResult.replaced_at.is_(None),
            ComplianceResult.status == Status.BREACH,
            ComplianceResult.since.between(today - FRESH, today),
            ~_is_waived(today),
        )
        .options(joinedload(ComplianceResult.agency))
    )
    is_red = (ComplianceResult.severity == Severity.RED).desc()
    return first_of(
        query.order_by(is_red, ComplianceResult.since.desc(), Agency.name, ComplianceResult.code)
    )


def _is_waived(today: date) -> ColumnElement[bool]:
    holding = select(Waiver.id).where(
        Waiver.agency_id == ComplianceResult.agency_id,
        Waiver.code == ComplianceResult.code,
        Waiver.starts_on <= today,
        Waiver.ends_on > today,
        Waiver.ended_at.is_(None),
    )
    return holding.exists()


def list_unmet(person: SignedIn, *, today: date) -> Found:
    """The agencies in incubation whose last meeting lies longest back, never met first; (case, last day) each.

    An officer sees the cases given to them, the head of a base all of its cases.
    """
    met = select(func.max(Encounter.happened_on)).where(
        Encounter.case_id == Case.id, Encounter.happened_on <= today
    )
    last = met.correlate(Case).scalar_subquery()
    own = and_(Case.officer_id == person.id, acting_as(person, OFFICE))
    query = (
        select(Case, last)
        .join(Case.agency)
        .where(Case.stage.in_(RESIDENT), or_(own, acting_as(person, {Actor.HEAD})))
        .options(joinedload(Case.agency))
    )
    return first_of(query.order_by(last.is_not(None), last, Agency.name, Case.id))


def first_of(query: Any) -> Found:
    """The first rows and how many there are, in one statement."""
    found = db.session.execute(query.add_columns(func.count().over()).limit(MOST)).all()
    rows = [row[0] if len(row) == 2 else row[:-1] for row in found]
    return Found(rows, found[0][-1] if found else 0)
