"""Everything with a day in the cases of a base or an agency, as rows of one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, literal, null, or_, select, union_all

from trainingapp.incubator import models as of
from trainingapp.incubator.queries.reach import select_cases
from trainingapp.rules.incubation.accounting_words import SETTLED_REPORTS
from trainingapp.rules.incubation.compliance.words import Status
from trainingapp.rules.incubation.residence_words import DONE
from trainingapp.rules.incubation.words import RESIDENT
from trainingapp.web.auth import SignedIn


class DayKind(StrEnum):
    """What falls on a day."""

    TASK = "task"
    ITEM = "item"
    REPORT = "report"
    RECTIFY = "rectify"
    CHECK = "check"
    MEETING = "meeting"
    CALL = "call"
    NOTICE = "notice"
    AGREEMENT = "agreement"
    EXIT = "exit"
    PAUSE = "pause"
    LEAVE = "leave"
    FOLLOW_UP = "follow_up"
    INSTALMENT = "instalment"
    DELIVERABLE = "deliverable"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose calendar: of a base, or of an agency, as somebody reads it."""

    person: SignedIn
    base_id: int | None = None
    agency_id: int | None = None

    @property
    def cases(self) -> Select[Any]:
        """The cases whose days are in it: those that the person reaches."""
        query = select_cases(self.person).with_only_columns(of.Case.id)
        if self.base_id is not None:
            query = query.where(of.Case.base_id == self.base_id)
        if self.agency_id is not None:
            query = query.where(of.Case.agency_id == self.agency_id)
        return query


def select_days(scope: Scope, first: date, last: date) -> CompoundSelect[Any]:
    """Every row with a day from `first` to `last`: day, kind, number of the row, case, agency."""
    parts = [
        *_of_cases(scope),
        _rectified(scope),
        *_of_contracts(scope),
        *_of_agencies(scope),
        *_calls(scope),
    ]
    return union_all(*(query.where(day.between(first, last)) for query, day in parts))


def _row(kind: DayKind, day: Any, number: Any, *, agency: Any = None) -> Select[Any]:
    case_id, agency_id = (of.Case.id, of.Case.agency_id) if agency is None else (null(), agency)
    return select(
        day.label("on"),
        literal(kind.value).label("kind"),
        number.label("ref_id"),
        case_id.label("case_id"),
        agency_id.label("agency_id"),
    )


def _of_cases(scope: Scope) -> Sequence[tuple[Select[Any], Any]]:
    """Rows of tables that name their case: (table, kind, day, which of them)."""
    cases = scope.cases
    is_resident = of.Case.stage.in_(RESIDENT)
    plans: Sequence[tuple[Any, DayKind, Any, ColumnElement[bool]]] = (
        (of.Task, DayKind.TASK, of.Task.due_on, of.Task.closed_at.is_(None)),
        (of.PlanItem, DayKind.ITEM, of.PlanItem.due_on, of.PlanItem.state.not_in(DONE)),
        (of.Report, DayKind.REPORT, of.Report.due_on, of.Report.state.not_in(SETTLED_REPORTS)),
        (of.Encounter, DayKind.MEETING, of.Encounter.happened_on, of.Encounter.id > 0),
        (
            of.PublicNotice,
            DayKind.NOTICE,
            of.PublicNotice.ends_on,
            of.PublicNotice.closed_at.is_(None),
        ),
        (of.Agreement, DayKind.AGREEMENT, of.Agreement.ends_on, is_resident),
        (
            of.Suspension,
            DayKind.PAUSE,
            of.Suspension.planned_end_on,
            of.Suspension.closed_at.is_(None),
        ),
        (
            of.LeaveNotice,
            DayKind.LEAVE,
            of.LeaveNotice.leaves_on,
            of.LeaveNotice.withdrawn_at.is_(None),
        ),
        (of.FollowUp, DayKind.FOLLOW_UP, of.FollowUp.due_on, of.FollowUp.done_on.is_(None)),
    )
    found = [
        (
            _row(kind, day, table.id)
            .select_from(table)
            .join(of.Case, of.Case.id == table.case_id)
            .where(table.case_id.in_(cases), which),
            day,
        )
        for table, kind, day, which in plans
    ]
    leaving = _row(DayKind.EXIT, of.Case.planned_exit_on, of.Case.id)
    return [
        *found,
        (leaving.where(of.Case.id.in_(cases), is_resident), of.Case.planned_exit_on),
    ]


def _rectified(scope: Scope) -> tuple[Select[Any], Any]:
    item, order = of.RectificationItem, of.Rectification
    query = (
        _row(DayKind.RECTIFY, item.due_on, item.id)
        .select_from(item)
        .join(order, order.id == item.rectification_id)
        .join(of.Case, of.Case.id == order.case_id)
        .where(
            order.case_id.in_(scope.cases), order.ordered_at.is_not(None), item.state.not_in(DONE)
        )
    )
    return query, item.due_on


def _of_contracts(scope: Scope) -> Sequence[tuple[Select[Any], Any]]:
    """What contracts of these cases pay and promise; the number is the contract's."""
    plans: Sequence[tuple[Any, DayKind, ColumnElement[bool]]] = (
        (of.Instalment, DayKind.INSTALMENT, of.Instalment.paid_on.is_(None)),
        (of.Deliverable, DayKind.DELIVERABLE, of.Deliverable.accepted_on.is_(None)),
    )
    return [
        (
            _row(kind, table.due_on, of.Contract.id)
            .select_from(table)
            .join(of.Contract, of.Contract.id == table.contract_id)
            .join(of.Case, of.Case.id == of.Contract.case_id)
            .where(of.Contract.case_id.in_(scope.cases), open_one),
            table.due_on,
        )
        for table, kind, open_one in plans
    ]


def _of_agencies(scope: Scope) -> Sequence[tuple[Select[Any], Any]]:
    """Checks that fall due, and tasks without a case, of agencies in incubation."""
    inside = select(of.Case.agency_id).where(of.Case.id.in_(scope.cases))
    in_base = inside.where(of.Case.stage.in_(RESIDENT))
    result, task = of.ComplianceResult, of.Task
    checks = _row(DayKind.CHECK, result.due_on, result.id, agency=result.agency_id).where(
        or_(result.agency_id.in_(in_base), result.agency_id == scope.agency_id),
        result.replaced_at.is_(None),
        result.status.in_([Status.DUE_SOON, Status.BREACH]),
    )
    tasks = _row(DayKind.TASK, task.due_on, task.id, agency=task.agency_id).where(
        or_(task.agency_id.in_(in_base), task.agency_id == scope.agency_id),
        task.case_id.is_(None),
        task.closed_at.is_(None),
    )
    return [(checks, result.due_on), (tasks, task.due_on)]


def _calls(scope: Scope) -> Sequence[tuple[Select[Any], Any]]:
    """The last days of the published calls of a base."""
    if scope.base_id is None:
        return []
    call = of.Intake
    query = _row(DayKind.CALL, call.closes_on, call.id, agency=null()).where(
        call.base_id == scope.base_id, call.published_at.is_not(None)
    )
    return [(query, call.closes_on)]
