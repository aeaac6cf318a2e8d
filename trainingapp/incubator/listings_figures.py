"""Figures of agencies as a tidy list: one row for each agency, measure and period, with both parts and the state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import lazy_pgettext as pgettext
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.extensions import db
from trainingapp.incubator import accounting_wording as words, models as m
from trainingapp.incubator.exports import Cell, Column, Listing, Scope, column
from trainingapp.incubator.indicator_files import find_entry
from trainingapp.incubator.listings_stays import EVERYONE
from trainingapp.rules.incubation.accounting_words import Source
from trainingapp.rules.incubation.indicators import standing_value


class Figure(NamedTuple):
    """A period of a measure with the value that stands."""

    case: m.Case | None  # of the stay that the figure belongs to; None for one of a project
    agency: m.Agency
    period: m.IndicatorPeriod
    value: m.IndicatorValue | None
    is_corrected: bool

    @property
    def assignment(self) -> m.IndicatorAssignment:
        """The measure as it is kept for the agency."""
        return self.period.assignment


def _figures(scope: Scope) -> Iterable[Figure]:
    kept = m.IndicatorAssignment
    is_asked = or_(
        kept.case_id.in_(scope.cases),
        kept.project_id.in_(
            select(m.ServiceProject.id).where(m.ServiceProject.agency_id.in_(scope.agencies))
        ),
    )
    periods = (
        select(m.IndicatorPeriod)
        .join(m.IndicatorPeriod.assignment)
        .where(is_asked)
        .options(
            contains_eager(m.IndicatorPeriod.assignment).options(
                joinedload(kept.case).joinedload(m.Case.agency),
                joinedload(kept.project).joinedload(m.ServiceProject.agency),
            )
        )
        .order_by(kept.case_id, kept.project_id, kept.measure, kept.id, m.IndicatorPeriod.starts_on)
    )
    values = (
        select(m.IndicatorValue)
        .join(m.IndicatorValue.period)
        .join(m.IndicatorPeriod.assignment)
        .where(is_asked)
        .order_by(m.IndicatorValue.id)
    )
    found = defaultdict(list)
    for one in db.session.scalars(values):
        found[one.period_id].append(one)
    for period in db.session.scalars(periods):
        case, project = period.assignment.case, period.assignment.project
        agency = case.agency if case else project.agency if project else None
        assert agency is not None, "a figure of a base is asked for with its base"
        own = found[period.id]
        is_corrected = any(one.reverses_id for one in own)
        yield Figure(case, agency, period, standing_value(own), is_corrected)


def _unit(row: Figure) -> Cell:
    entry = find_entry(row.assignment.measure)
    return words.unit_name(entry) if entry else None


SOURCES = {
    Source.COMPUTED: pgettext("workbook", "computed"),
    Source.REPORTED: pgettext("workbook", "reported"),
}
FIGURES = Listing(
    pgettext("workbook", "Figures"),
    (
        column("case", pgettext("workbook", "Case"), "case.number"),
        column("agency", pgettext("workbook", "Agency"), "agency.name"),
        column("project", pgettext("workbook", "Project"), "assignment.project.name"),
        column("measure", pgettext("workbook", "Code"), "assignment.measure"),
        Column(
            "name",
            pgettext("workbook", "Measure"),
            lambda row: words.measure_name(row.assignment.measure),
        ),
        Column("unit", pgettext("workbook", "Unit"), _unit),
        column("starts_on", pgettext("workbook", "From"), "period.starts_on"),
        Column(
            "last_day",
            pgettext("workbook", "Last day"),
            lambda row: words.last_day(row.period.ends_on),
        ),
        column("target", pgettext("workbook", "Target"), "period.target"),
        column("value", pgettext("workbook", "Value"), "value.value"),
        column("numerator", pgettext("workbook", "Numerator"), "value.numerator"),
        column("denominator", pgettext("workbook", "Denominator"), "value.denominator"),
        column("source", pgettext("workbook", "Source"), "value.source", SOURCES),
        column("state", pgettext("workbook", "State"), "value.state", words.VALUE_STATES),
        column("corrected", pgettext("workbook", "Corrected"), "is_corrected"),
        column("note", pgettext("workbook", "Note"), "value.note"),
    ),
    _figures,
    EVERYONE,
)
