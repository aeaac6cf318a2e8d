"""The days of a base or an agency by month, with what each row is called; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, ComplianceResult, Intake, PlanItem, Task
from trainingapp.incubator.queries.calendar_rows import DayKind, Scope, select_days
from trainingapp.web.pages import Page

PER_PAGE = 50
MOST = 1000  # in a feed
BEFORE, AFTER = timedelta(days=31), timedelta(days=366)  # of a feed


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day. `row` is what it is called by: a task, an item of a plan, a finding, a call; else None."""

    on: date
    kind: DayKind
    ref_id: int
    case_id: int | None
    agency_id: int | None
    agency: str
    row: Any = None


def list_month(scope: Scope, first: date, last: date, *, number: int) -> Page[Entry]:
    """A page of what falls from `first` to `last`, by day."""
    query = _by_day(scope, first, last)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    pages = max(1, -(-(total or 0) // PER_PAGE))
    number = min(max(number, 1), pages)
    found = _read(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page(found, number, pages, total or 0)


def list_for_feed(scope: Scope, *, today: date) -> Sequence[Entry]:
    """What a feed shows: from a month ago to a year ahead. Where that is too much, what is past gives way first."""
    coming = _read(_by_day(scope, today, today + AFTER).limit(MOST))
    yesterday = today - timedelta(days=1)
    past = _read(_by_day(scope, today - BEFORE, yesterday).limit(MOST - len(coming)))
    return [*past, *coming]


def _by_day(scope: Scope, first: date, last: date) -> Select[Any]:
    rows = select_days(scope, first, last).subquery()
    query: Select[Any] = select(
        rows.c.on, rows.c.kind, rows.c.ref_id, rows.c.case_id, rows.c.agency_id, Agency.name
    ).outerjoin(Agency, Agency.id == rows.c.agency_id)
    return query.order_by(rows.c.on, rows.c.kind, Agency.name, rows.c.ref_id)


# Kinds whose rows have a name of their own.
NAMED: dict[DayKind, Any] = {
    DayKind.TASK: Task,
    DayKind.ITEM: PlanItem,
    DayKind.CHECK: ComplianceResult,
    DayKind.CALL: Intake,
}


def _read(query: Select[Any]) -> list[Entry]:
    found = db.session.execute(query).all()
    named = {
        kind: _rows_of(model, {row[2] for row in found if row[1] == kind})
        for kind, model in NAMED.items()
    }
    return [
        Entry(on, DayKind(kind), ref, case_id, agency_id, name or "", named.get(kind, {}).get(ref))
        for on, kind, ref, case_id, agency_id, name in found
    ]


def _rows_of(model: Any, numbers: Collection[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.scalars(select(model).where(model.id.in_(numbers)))}
