"""What is kept for a case, a project or a base: assignments, their periods, and the values that stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Case,
    IncubationBase,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    ServiceProject,
)
from trainingapp.rules.incubation.accounting_words import Every
from trainingapp.rules.incubation.indicators import standing_value
from trainingapp.rules.incubation.words import RESIDENT


def select_assignments(case: Case) -> Select[IndicatorAssignment]:
    """What is kept for a case and for its agency's projects, by measure. With every period and value."""
    projects = select(ServiceProject.id).where(ServiceProject.agency_id == case.agency_id)
    query = select(IndicatorAssignment).where(
        or_(
            IndicatorAssignment.case_id == case.id,
            IndicatorAssignment.project_id.in_(projects),
        )
    )
    return query.order_by(
        IndicatorAssignment.project_id, IndicatorAssignment.measure, IndicatorAssignment.id
    ).options(
        selectinload(IndicatorAssignment.project),
        selectinload(IndicatorAssignment.periods).selectinload(IndicatorPeriod.values),
    )


def list_of_base(base: IncubationBase) -> Sequence[IndicatorAssignment]:
    """What is kept for a base itself."""
    query = select(IndicatorAssignment).where(IndicatorAssignment.base_id == base.id)
    return db.session.scalars(
        query.order_by(IndicatorAssignment.measure).options(
            selectinload(IndicatorAssignment.periods).selectinload(IndicatorPeriod.values)
        )
    ).all()


def get_assignment(case: Case, assignment_id: int) -> IndicatorAssignment:
    """One of a case's assignments. :raises NoResultFound: of another case."""
    query = select_assignments(case).where(IndicatorAssignment.id == assignment_id)
    return db.session.scalars(query).one()


def get_value(case: Case, value_id: int) -> IndicatorValue:
    """A value of a case's assignment. :raises NoResultFound: of another case."""
    assignments = select_assignments(case).with_only_columns(IndicatorAssignment.id).order_by(None)
    query = (
        select(IndicatorValue)
        .join(IndicatorValue.period)
        .where(IndicatorValue.id == value_id, IndicatorPeriod.assignment_id.in_(assignments))
        .with_for_update(of=IndicatorValue)
    )
    return db.session.scalars(query).one()


def list_unapproved(
    case: Case, *, before: date, every: Collection[str]
) -> Sequence[IndicatorPeriod]:
    """The periods of a case and its projects that ended before a day without an approved value, as often as `every`."""
    assignments = select_assignments(case).with_only_columns(IndicatorAssignment.id).order_by(None)
    query = (
        select(IndicatorPeriod)
        .join(IndicatorPeriod.assignment)
        .where(
            IndicatorPeriod.assignment_id.in_(assignments),
            IndicatorPeriod.ends_on < before,
            IndicatorAssignment.every.in_(every),
        )
        .options(selectinload(IndicatorPeriod.values), selectinload(IndicatorPeriod.assignment))
        .order_by(IndicatorPeriod.starts_on, IndicatorPeriod.id)
    )
    return [one for one in db.session.scalars(query) if standing_value(one.values) is None]


def list_unfrozen(
    measures: Collection[str], *, ended_by: date, ended_after: date, after: int, most: int
) -> Sequence[IndicatorPeriod]:
    """The months of these measures that ended between two days and have no value, by number, those behind `after`.

    Of cases only those in incubation; what is locked is left out.
    """
    query = (
        select(IndicatorPeriod)
        .join(IndicatorPeriod.assignment)
        .outerjoin(Case, Case.id == IndicatorAssignment.case_id)
        .where(
            IndicatorPeriod.id > after,
            IndicatorPeriod.ends_on <= ended_by,
            IndicatorPeriod.ends_on > ended_after,
            IndicatorPeriod.locked_at.is_(None),
            ~IndicatorPeriod.values.any(),
            IndicatorAssignment.every == Every.MONTH,
            IndicatorAssignment.measure.in_(measures),
            or_(Case.id.is_(None), Case.stage.in_(RESIDENT)),
        )
        .options(
            selectinload(IndicatorPeriod.values),
            selectinload(IndicatorPeriod.assignment).selectinload(IndicatorAssignment.case),
        )
    )
    return db.session.scalars(query.order_by(IndicatorPeriod.id).limit(most)).all()


def list_lockable(case: Case, *, before: date) -> Sequence[IndicatorPeriod]:
    """The periods of a case and its projects that are over and not locked."""
    assignments = select_assignments(case).with_only_columns(IndicatorAssignment.id).order_by(None)
    query = select(IndicatorPeriod).where(
        IndicatorPeriod.assignment_id.in_(assignments),
        IndicatorPeriod.ends_on <= before,
        IndicatorPeriod.locked_at.is_(None),
    )
    return db.session.scalars(query.order_by(IndicatorPeriod.id)).all()


def list_projects(case: Case) -> Sequence[ServiceProject]:
    """The projects of a case's agency."""
    query = select(ServiceProject).where(ServiceProject.agency_id == case.agency_id)
    return db.session.scalars(query.order_by(ServiceProject.id)).all()


def list_kept(case: Case) -> dict[tuple[str, int | None], IndicatorAssignment]:
    """The assignments of a case by measure and project, with their periods and without their values."""
    query = select_assignments(case).options(selectinload(IndicatorAssignment.periods))
    return {(one.measure, one.project_id): one for one in db.session.scalars(query).all()}
