"""How far the targets of a base or a project are reached: points and weights of the measures that have both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.models import IndicatorAssignment, IndicatorPeriod
from trainingapp.rules.incubation.indicators import Goal, attainment, standing_value
from trainingapp.rules.intervals import Interval

Facts = Mapping[int, Mapping[str, Decimal | None]]
NAMES = frozenset({"goal_points", "goal_weights"})


def _reach(column: InstrumentedAttribute[int | None], ids: Sequence[int], span: Interval) -> Facts:
    query = (
        select(IndicatorPeriod)
        .join(IndicatorPeriod.assignment)
        .where(
            column.in_(ids),
            IndicatorPeriod.target.is_not(None),
            IndicatorPeriod.starts_on >= span.start,
            IndicatorPeriod.ends_on <= span.end,
        )
        .options(contains_eager(IndicatorPeriod.assignment), selectinload(IndicatorPeriod.values))
    )
    goals: dict[int, list[Goal]] = defaultdict(list)
    for period in db.session.scalars(query):
        owner_id = getattr(period.assignment, column.key)
        goals[owner_id].append(_goal(period))
    found = {}
    for owner_id, rows in goals.items():
        figure = attainment(rows)
        found[owner_id] = {"goal_points": figure.numerator, "goal_weights": figure.denominator}
    return found


def _goal(period: IndicatorPeriod) -> Goal:
    value = standing_value(period.values)
    entry = find_entry(period.assignment.measure)
    return Goal(
        weight=period.assignment.weight,
        actual=value.value if value else None,
        target=period.target,
        is_falling=entry.indicator.is_falling if entry else False,
    )


def of_bases(base_ids: Sequence[int], span: Interval) -> Facts:
    """The targets of bases in the span."""
    return _reach(IndicatorAssignment.base_id, base_ids, span)


def of_projects(project_ids: Sequence[int], span: Interval) -> Facts:
    """The targets of projects in the span."""
    return _reach(IndicatorAssignment.project_id, project_ids, span)


OF_BASES = ((NAMES, of_bases),)
OF_PROJECTS = ((NAMES, of_projects),)
