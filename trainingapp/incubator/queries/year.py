"""The year of a base: the days of the law and of the base in its place, its calls, and what agencies do by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, ComplianceResult, Intake, PlanItem
from trainingapp.incubator.queries.compliance import select_wall
from trainingapp.incubator.queries.parameters import Parameters
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.places import Source
from trainingapp.rules.incubation.words import RESIDENT

MOST = 400  # of each kind
OF_LAW = ("filing_supervisor_date", "filing_registry_date")
OF_BASE = (
    "filing_start_date",
    "close_figures_date",
    "survey_date",
    "pass_check_date",
    "entry_date",
    "grading_from_date",
    "grading_to_date",
    "yearly_report_date",
)
MILESTONES = ("baseline", "midterm_self", "final")  # of the templates of plans


@dataclass(frozen=True, slots=True)
class Day:
    """Something that falls on a day: a day of the law or of the base (`key`, with its source), a call that opens or
    closes, a milestone of an agency's plan or the planned end of its stay, or a check of an agency.
    """

    on: date
    key: str = ""
    source: Source | None = None
    call: Intake | None = None
    is_closing: bool = False  # of the call
    agency: Agency | None = None
    case: Case | None = None
    item: PlanItem | None = None
    result: ComplianceResult | None = None

    @property
    def is_of_law(self) -> bool:
        """Whether the law says so, and not the base."""
        return self.key in OF_LAW


def list_days(base_id: int, terms: Parameters, *, year: int) -> Sequence[Day]:
    """What falls in a year, by day; four statements for all agencies. A day that is settled nowhere is left out."""
    span = (date(year, 1, 1), date(year, 12, 31))
    days = [
        Day(terms.day_of_year(key, year), key=key, source=terms.source(key))
        for key in (*OF_LAW, *OF_BASE)
        if terms.has(key)
    ]
    days += _list_calls(base_id, span)
    days += _list_milestones(base_id, span)
    days += _list_ends(base_id, span)
    days += _list_checks(base_id, span)
    return sorted(days, key=lambda one: (one.on, one.agency is not None))


def _list_calls(base_id: int, span: tuple[date, date]) -> Iterator[Day]:
    first, last = span
    query = select(Intake).where(
        Intake.base_id == base_id,
        Intake.published_at.is_not(None),
        Intake.opens_on <= last,
        Intake.closes_on >= first,
    )
    for call in db.session.scalars(query.order_by(Intake.id).limit(MOST)):
        for on, is_closing in ((call.opens_on, False), (call.closes_on, True)):
            if first <= on <= last:
                yield Day(on, call=call, is_closing=is_closing)


def _list_milestones(base_id: int, span: tuple[date, date]) -> Iterator[Day]:
    query = (
        select(PlanItem, Case, Agency)
        .join(Case, Case.id == PlanItem.case_id)
        .join(Agency, Agency.id == Case.agency_id)
        .where(
            Case.base_id == base_id,
            Case.stage.in_(RESIDENT),
            PlanItem.code.in_(MILESTONES),
            PlanItem.settled_at.is_(None),
            PlanItem.due_on.between(*span),
        )
    )
    for item, case, agency in db.session.execute(query.order_by(PlanItem.due_on).limit(MOST)):
        if item.due_on is not None:
            yield Day(item.due_on, item=item, case=case, agency=agency)


def _list_ends(base_id: int, span: tuple[date, date]) -> Iterator[Day]:
    query = (
        select(Case, Agency)
        .join(Agency, Agency.id == Case.agency_id)
        .where(
            Case.base_id == base_id,
            Case.stage.in_(RESIDENT),
            Case.planned_exit_on.between(*span),
        )
    )
    for case, agency in db.session.execute(query.order_by(Case.planned_exit_on).limit(MOST)):
        if case.planned_exit_on is not None:
            yield Day(case.planned_exit_on, case=case, agency=agency)


def _list_checks(base_id: int, span: tuple[date, date]) -> Iterator[Day]:
    agencies = select_wall(base_id).with_only_columns(Agency.id).order_by(None)
    query = (
        select(ComplianceResult, Agency)
        .join(Agency, Agency.id == ComplianceResult.agency_id)
        .where(
            ComplianceResult.agency_id.in_(agencies),
            ComplianceResult.replaced_at.is_(None),
            ComplianceResult.status.in_([Status.DUE_SOON, Status.BREACH]),
            ComplianceResult.due_on.between(*span),
        )
    )
    for result, agency in db.session.execute(query.order_by(ComplianceResult.due_on).limit(MOST)):
        if result.due_on is not None:
            yield Day(result.due_on, result=result, agency=agency)
