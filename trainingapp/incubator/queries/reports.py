"""Reports of cases: the list of one case, what waits at a base, and the values that belong into a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import Entry, entries, find_entry
from trainingapp.incubator.models import (
    Case,
    IncubatorDocument,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Report,
    ReportSchedule,
    ServiceProject,
)
from trainingapp.incubator.queries import documents
from trainingapp.incubator.queries.parameters import Parameters, read_parameters
from trainingapp.incubator.queries.reach import worked_by
from trainingapp.rules.incubation.accounting_words import (
    SETTLED_REPORTS,
    Every,
    Lateness,
    ReportState,
)
from trainingapp.rules.incubation.reporting import lateness
from trainingapp.web.auth import SignedIn
from trainingapp.web.i18n import SHANGHAI

MOST_PAPERS = 100


def parameters_of(case: Case, on: date) -> Parameters:
    """What holds at the case's base on a day."""
    return read_parameters(case.base.area_code, on)


def list_papers(case: Case, person: SignedIn) -> Sequence[IncubatorDocument]:
    """The documents of a case that somebody may put behind a report."""
    return db.session.scalars(documents.select_of(person, case).limit(MOST_PAPERS)).all()


def select_reports(case: Case) -> Select[Report]:
    """The reports of a case, the newest period first."""
    newest = (Report.starts_on.desc(), Report.every, Report.id)
    return select(Report).where(Report.case_id == case.id).order_by(*newest)


def get_report(case: Case, report_id: int, *, lock: bool = False) -> Report:
    """A report of the case; with `lock` for writing. :raises NoResultFound: of another case."""
    query = select(Report).where(Report.case_id == case.id, Report.id == report_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def select_waiting(person: SignedIn) -> Select[Report]:
    """The reports of the cases of somebody's bases that wait for a word of the base, the oldest first."""
    cases = select(Case.id).where(worked_by(person))
    query = select(Report).where(Report.state == ReportState.SUBMITTED, Report.case_id.in_(cases))
    return query.order_by(Report.submitted_at, Report.id).options(
        selectinload(Report.case).selectinload(Case.agency)
    )


def list_unsettled(case: Case, *, before: date) -> Sequence[Report]:
    """The reports whose last day is before a day and that are neither approved nor skipped."""
    query = select(Report).where(
        Report.case_id == case.id, Report.due_on < before, Report.state.not_in(SETTLED_REPORTS)
    )
    return db.session.scalars(query.order_by(Report.due_on, Report.id)).all()


def list_past_due(case: Case, *, before: date) -> Sequence[Report]:
    """Every report whose last day is before a day, however it stands."""
    query = select(Report).where(Report.case_id == case.id, Report.due_on < before)
    return db.session.scalars(query.order_by(Report.due_on, Report.id)).all()


def list_skipped(case: Case) -> set[tuple[str, date]]:
    """The kind and first day of each report that is not asked for."""
    query = select(Report.every, Report.starts_on).where(
        Report.case_id == case.id, Report.state == ReportState.SKIPPED
    )
    return {(every, starts_on) for every, starts_on in db.session.execute(query)}


def lateness_of(report: Report, *, on: date, very_late_days: int) -> Lateness:
    """How a report stands to its last day."""
    first = report.first_submitted_at
    return lateness(
        report.due_on,
        ReportState(report.state),
        handed_in=first.astimezone(SHANGHAI).date() if first else None,
        on=on,
        very_late_days=very_late_days,
    )


def list_schedules(case_ids: Iterable[int]) -> Sequence[ReportSchedule]:
    """The schedules of cases."""
    query = select(ReportSchedule).where(ReportSchedule.case_id.in_(list(case_ids)))
    return db.session.scalars(query.order_by(ReportSchedule.id)).all()


def list_periods(report: Report) -> list[tuple[Entry, IndicatorPeriod]]:
    """What belongs into a report: periods of the same days of the case and its agency's projects, by project and code.

    A measure that the catalogue no longer has is left out.
    """
    projects = select(ServiceProject.id).where(ServiceProject.agency_id == report.case.agency_id)
    query = (
        select(IndicatorPeriod)
        .join(IndicatorPeriod.assignment)
        .where(
            IndicatorAssignment.every == report.every,
            IndicatorPeriod.starts_on == report.starts_on,
            or_(
                IndicatorAssignment.case_id == report.case_id,
                IndicatorAssignment.project_id.in_(projects),
            ),
        )
        .options(
            contains_eager(IndicatorPeriod.assignment).selectinload(IndicatorAssignment.project),
            selectinload(IndicatorPeriod.values),
        )
    )
    found = [
        (entry, period)
        for period in db.session.scalars(query)
        if (entry := find_entry(period.assignment.measure)) is not None
    ]
    order = list(entries())
    return sorted(
        found, key=lambda pair: (pair[1].assignment.project_id or 0, order.index(pair[0].code))
    )


def values_before(report: Report) -> dict[int, IndicatorValue]:
    """For each assignment in a report, its newest entry of the periods before: what a change is measured against."""
    ids = [period.assignment_id for _entry, period in list_periods(report)]
    query = (
        select(IndicatorPeriod.assignment_id, IndicatorValue)
        .join(IndicatorValue, IndicatorValue.period_id == IndicatorPeriod.id)
        .where(
            and_(
                IndicatorPeriod.assignment_id.in_(ids),
                IndicatorPeriod.ends_on == report.starts_on,
                IndicatorValue.state == "approved",
                IndicatorValue.kind == "entry",
            )
        )
        .order_by(IndicatorValue.id)
    )
    return {assignment: value for assignment, value in db.session.execute(query)}


def every_of(parameters: Parameters) -> list[Every]:
    """How often agencies report in a place."""
    asked = {
        Every.MONTH: parameters.flag("report_monthly"),
        Every.QUARTER: parameters.flag("report_quarterly"),
        Every.YEAR: parameters.flag("report_yearly"),
    }
    return [every for every, is_asked in asked.items() if is_asked]
