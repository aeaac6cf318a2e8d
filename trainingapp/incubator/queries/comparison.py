"""Figures of the agencies of a base by months since each moved in, for comparing calls and agencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import Select, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Case,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    TeamDay,
)
from trainingapp.incubator.queries.reach import select_cases
from trainingapp.rules.incubation.accounting_words import ValueState
from trainingapp.rules.incubation.breaches import month_ends
from trainingapp.rules.incubation.indicators import standing_value
from trainingapp.rules.incubation.quartiles import Point
from trainingapp.web.auth import SignedIn

RATIO = "ratio"  # of qualified staff, as it was kept night by night
MOST = 36  # months after moving in
YEARS = 48  # months back for which the ratio is looked up
HUNDRED = Decimal(100)

Points: TypeAlias = Mapping[int, Sequence[Point]]  # by case


@dataclass(frozen=True, slots=True)
class Resident:
    """A stay whose figures are compared."""

    case_id: int
    agency_id: int
    name: str
    intake_id: int | None
    entered_on: date
    left_on: date | None


def list_residents(base_id: int) -> Sequence[Resident]:
    """Every stay in a base, past and present, by the name of the agency."""
    query = (
        select(Case.id, Case.agency_id, Agency.name, Case.intake_id, Case.entered_on, Case.exit_on)
        .join(Agency, Agency.id == Case.agency_id)
        .where(Case.base_id == base_id, Case.entered_on.is_not(None))
        .order_by(Agency.name, Case.id)
    )
    return [
        Resident(number, agency_id, name, intake_id, entered_on, left_on)
        for number, agency_id, name, intake_id, entered_on, left_on in db.session.execute(query)
        if entered_on is not None
    ]


def list_named(residents: Sequence[Resident], person: SignedIn) -> dict[int, str]:
    """The names of those stays that the reader reaches: a declared conflict closes the others."""
    numbers = [one.case_id for one in residents]
    reached = select_cases(person).where(Case.id.in_(numbers)).with_only_columns(Case.id)
    open_ones = set(db.session.scalars(reached))
    return {one.case_id: one.name for one in residents if one.case_id in open_ones}


def list_measures(base_id: int) -> Sequence[str]:
    """The measures of which at least one case of the base has an approved value."""
    query = (
        select(IndicatorAssignment.measure)
        .join(Case, Case.id == IndicatorAssignment.case_id)
        .join(IndicatorPeriod, IndicatorPeriod.assignment_id == IndicatorAssignment.id)
        .join(IndicatorValue, IndicatorValue.period_id == IndicatorPeriod.id)
        .where(Case.base_id == base_id, IndicatorValue.state == ValueState.APPROVED)
        .distinct()
        .order_by(IndicatorAssignment.measure)
    )
    return db.session.scalars(query).all()


def list_points(base_id: int, measure: str, *, on: date) -> Points:
    """The numbers of a measure by case, those of the stay only; one statement."""
    return _list_ratios(base_id, on) if measure == RATIO else _list_values(base_id, measure)


def _list_ratios(base_id: int, on: date) -> Points:
    """The ratio near the ends and in the middle of each month: one of the three nights was surely kept."""
    ends = month_ends(on, YEARS)
    days = {*ends, *(one.replace(day=15) for one in ends), *(_night_before(one) for one in ends)}
    query = (
        select(Case.id, Case.entered_on, TeamDay.day, TeamDay.qualified, TeamDay.full_time)
        .join(TeamDay, TeamDay.agency_id == Case.agency_id)
        .where(
            Case.base_id == base_id,
            TeamDay.day.in_(sorted(days)),
            TeamDay.full_time > 0,
            TeamDay.day >= Case.entered_on,
            or_(Case.exit_on.is_(None), TeamDay.day < Case.exit_on),
        )
    )
    found: dict[int, list[Point]] = defaultdict(list)
    for number, entered_on, day, qualified, full_time in db.session.execute(query):
        if entered_on is not None:
            share = HUNDRED * qualified / full_time
            found[number].append(Point(number, entered_on, day, share))
    return found


def _night_before(day: date) -> date:
    return day - timedelta(days=1)


def _list_values(base_id: int, measure: str) -> Points:
    entries: dict[tuple[int, date, date], list[IndicatorValue]] = defaultdict(list)
    for number, entered_on, ends_on, value in db.session.execute(_select_values(base_id, measure)):
        if entered_on is not None:
            entries[number, entered_on, ends_on].append(value)
    found: dict[int, list[Point]] = defaultdict(list)
    for (number, entered_on, ends_on), values in entries.items():
        kept = standing_value(values)
        if kept is not None and kept.value is not None:
            last = ends_on - timedelta(days=1)
            found[number].append(Point(number, entered_on, last, kept.value))
    return found


def _select_values(base_id: int, measure: str) -> Select[int, date | None, date, IndicatorValue]:
    return (
        select(Case.id, Case.entered_on, IndicatorPeriod.ends_on, IndicatorValue)
        .join(IndicatorAssignment, IndicatorAssignment.case_id == Case.id)
        .join(IndicatorPeriod, IndicatorPeriod.assignment_id == IndicatorAssignment.id)
        .join(IndicatorValue, IndicatorValue.period_id == IndicatorPeriod.id)
        .where(Case.base_id == base_id, IndicatorAssignment.measure == measure)
        .order_by(IndicatorValue.id)
    )
