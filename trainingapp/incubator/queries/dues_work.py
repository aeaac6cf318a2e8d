"""Work that falls due: tasks, items of plans, reports; and what of it waits for the base."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from trainingapp.education.days import day_of
from trainingapp.incubator.models import Agency, Case, IncubationBase, PlanItem, Report, Task
from trainingapp.incubator.queries.dues import (
    OFFICE,
    OWN,
    Due,
    DueKind,
    about_case,
    near,
    of_cases,
    page_of,
    take,
)
from trainingapp.rules.incubation.accounting_words import OPEN_REPORTS, ReportState
from trainingapp.rules.incubation.reminders import Rhythm
from trainingapp.rules.incubation.residence_words import ItemState
from trainingapp.rules.incubation.words import CLOSED, RESIDENT, Actor, Stage

UNDONE = (ItemState.TODO, ItemState.DOING, ItemState.RETURNED)
RUNNING = RESIDENT - {Stage.SUSPENDED}  # a pause stops the clocks of the plan


def list_tasks(today: date, after: int, most: int) -> Sequence[Due]:
    """Open tasks with a last day, of open cases and of agencies without a case."""
    area = func.coalesce(IncubationBase.area_code, Agency.area_code).label("area_code")
    query = (
        select(
            Task.id.label("row_id"),
            Task.due_on,
            Task.owner,
            Task.assignee_id,
            Task.message,
            Task.parameters,
            Task.is_typed,
            Task.case_id,
            Task.agency_id,
            Agency.name.label("agency"),
            area,
        )
        .join(Agency, Agency.id == Task.agency_id)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(IncubationBase, IncubationBase.id == Case.base_id)
        .where(
            Task.closed_at.is_(None),
            near(Task.due_on, today),
            or_(Task.case_id.is_(None), Case.stage.not_in(CLOSED)),
        )
    )
    return [
        Due(
            DueKind.TASK,
            day=row.due_on,
            actors=frozenset({Actor(row.owner)}),
            person_id=row.assignee_id,
            text=row.message,
            parameters=None if row.is_typed else row.parameters,
            url=f"/incubation/tasks#task-{row.row_id}",
            **about_case(row),
        )
        for row in take(query, Task.id, after=after, most=most)
    ]


def list_items(today: date, after: int, most: int) -> Sequence[Due]:
    """Items of plans that are to be done, or done again, while the stay goes on."""
    columns = (PlanItem.due_on, PlanItem.owner, PlanItem.owner_id, *NAMES)
    query = of_cases(PlanItem.id, *columns).where(
        PlanItem.case_id == Case.id,
        PlanItem.state.in_(UNDONE),
        near(PlanItem.due_on, today),
        Case.stage.in_(RUNNING),
    )
    return [
        Due(
            DueKind.ITEM,
            day=row.due_on,
            actors=frozenset({Actor(row.owner)}),
            person_id=row.owner_id,
            url=page_of(row, f"/plan#item-{row.row_id}"),
            **_named(row),
            **about_case(row),
        )
        for row in take(query, PlanItem.id, after=after, most=most)
    ]


def list_waiting_items(today: date, after: int, most: int) -> Sequence[Due]:  # noqa: ARG001
    """Items that the agency has handed in and nobody has looked at."""
    query = of_cases(PlanItem.id, PlanItem.submitted_at, *NAMES).where(
        PlanItem.case_id == Case.id,
        PlanItem.state == ItemState.SUBMITTED,
        PlanItem.submitted_at.is_not(None),
        Case.stage.in_(RESIDENT),
    )
    return [
        Due(
            DueKind.ITEM_WAITS,
            day=day_of(row.submitted_at),
            actors=OFFICE,
            rhythm=Rhythm.WAITING,
            url=page_of(row, f"/plan#item-{row.row_id}"),
            **_named(row),
            **about_case(row),
        )
        for row in take(query, PlanItem.id, after=after, most=most)
    ]


def list_reports(today: date, after: int, most: int) -> Sequence[Due]:
    """Open reports whose period is over."""
    query = of_cases(Report.id, Report.due_on, *PERIOD).where(
        Report.case_id == Case.id,
        Report.state.in_(OPEN_REPORTS),
        Report.ends_on <= today,
        near(Report.due_on, today),
    )
    return [
        Due(DueKind.REPORT, day=row.due_on, actors=OWN, **_report(row))
        for row in take(query, Report.id, after=after, most=most)
    ]


def list_waiting_reports(today: date, after: int, most: int) -> Sequence[Due]:  # noqa: ARG001
    """Reports that were handed in and are neither approved nor returned."""
    query = of_cases(Report.id, Report.submitted_at, *PERIOD).where(
        Report.case_id == Case.id,
        Report.state == ReportState.SUBMITTED,
        Report.submitted_at.is_not(None),
    )
    return [
        Due(
            DueKind.REPORT_WAITS,
            day=day_of(row.submitted_at),
            actors=OFFICE,
            rhythm=Rhythm.WAITING,
            **_report(row),
        )
        for row in take(query, Report.id, after=after, most=most)
    ]


NAMES = (PlanItem.title, PlanItem.title_en)
PERIOD = (Report.starts_on, Report.ends_on)


def _named(row: Any) -> dict[str, Any]:
    return {"text": row.title, "names": {"zh": row.title, "en": row.title_en or row.title}}


def _report(row: Any) -> dict[str, Any]:
    days = f"{row.starts_on} – {row.ends_on - timedelta(days=1)}"
    return {"text": days, "url": page_of(row, f"/reports/{row.row_id}"), **about_case(row)}
