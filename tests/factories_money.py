"""A case that reports, with contracts, projects, grants and payments, for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from tests.committing import written as act
from tests.factories_incubator import NOON, TODAY, make_case, make_place, written
from trainingapp.extensions import db
from trainingapp.incubator.actions import scheduling
from trainingapp.incubator.models import (
    Agency,
    Case,
    Contract,
    FinancePeriod,
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
    Instalment,
    ProjectEvaluation,
    Report,
    ReportSchedule,
    ServiceProject,
    SmallGrant,
)
from trainingapp.rules.incubation.accounting_words import (
    ContractKind,
    ContractState,
    EvaluationKind,
    EvaluationLevel,
    Every,
    Payer,
    Precondition,
    ReportState,
    Source,
    ValueKind,
    ValueState,
)
from trainingapp.rules.incubation.words import Field

Q3 = (date(2026, 7, 1), date(2026, 10, 1))


def begin_reporting(case: Case, *, at: datetime = NOON) -> None:
    """What follows from moving in: schedules, reports so far, every measure with its periods."""
    number = case.id

    def begin() -> None:
        found = db.session.get_one(Case, number)
        scheduling.schedule_reports(found, now=at)
        scheduling.assign_indicators(found, now=at)

    act(begin)


def make_reporting_case(**changes: Any) -> Case:
    """A case in incubation that has reported since it moved in."""
    case = make_case(make_place(), **changes)
    begin_reporting(case)
    return case


def make_report(case: Case, **changes: Any) -> Report:
    """A report on the third quarter, without the rest of a schedule."""
    schedule = written(
        ReportSchedule(
            case_id=case.id, every=Every.QUARTER, starts_on=date(2026, 5, 25), due_days=10
        )
    )
    values: dict[str, Any] = {
        "every": Every.QUARTER,
        "starts_on": Q3[0],
        "ends_on": Q3[1],
        "due_on": date(2026, 10, 10),
        "state": ReportState.PENDING,
        **changes,
    }
    return written(  # type: ignore[no-any-return]
        Report(case_id=case.id, schedule_id=schedule.id, **values)
    )


def find_report(case: Case, starts_on: date = Q3[0], every: Every = Every.QUARTER) -> Report:
    """The report of a case on the period that begins on a day."""
    query = select(Report).where(
        Report.case_id == case.id, Report.starts_on == starts_on, Report.every == every
    )
    return db.session.scalars(query).one()


def make_period(measure: str, *, every: Every = Every.QUARTER, **changes: Any) -> IndicatorPeriod:
    """The third quarter of a measure; `case_id`, `project_id` or `base_id` say whose."""
    target = changes.pop("target", None)
    span = changes.pop("span", Q3)
    known = db.session.scalars(
        select(IndicatorAssignment).filter_by(measure=measure, **changes)
    ).one_or_none()
    assignment = known or written(
        IndicatorAssignment(
            measure=measure, every=every, starts_on=span[0], entered_at=NOON, **changes
        )
    )
    return written(  # type: ignore[no-any-return]
        IndicatorPeriod(
            assignment_id=assignment.id, starts_on=span[0], ends_on=span[1], target=target
        )
    )


def make_value(period: IndicatorPeriod, value: str | None, **changes: Any) -> IndicatorValue:
    """An approved value that was reported."""
    values: dict[str, Any] = {
        "kind": ValueKind.ENTRY,
        "source": Source.REPORTED,
        "state": ValueState.APPROVED,
        "entered_at": NOON,
        **changes,
    }
    number = None if value is None else Decimal(value)
    return written(  # type: ignore[no-any-return]
        IndicatorValue(period_id=period.id, value=number, **values)
    )


def make_contract(agency: Agency, **changes: Any) -> Contract:
    """A contract of government for a year."""
    values: dict[str, Any] = {
        "kind": ContractKind.GOV_PURCHASE,
        "field": Field.ELDER_CARE,
        "title": "长者社区支持服务",
        "buyer": "滨江街道办事处",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 1, 1),
        "signed_on": date(2025, 12, 20),
        "amount": Decimal("300000.00"),
        "payer": Payer.BUYER,
        "state": ContractState.RUNNING,
        "entered_at": NOON,
        **changes,
    }
    return written(Contract(agency_id=agency.id, **values))  # type: ignore[no-any-return]


def make_instalment(contract: Contract, **changes: Any) -> Instalment:
    """The first instalment, open."""
    values: dict[str, Any] = {
        "number": 1,
        "amount": Decimal("100000.00"),
        "precondition": Precondition.SIGNING,
        "due_on": TODAY - timedelta(days=30),
        "opened_at": NOON,
        **changes,
    }
    return written(Instalment(contract_id=contract.id, **values))  # type: ignore[no-any-return]


def make_project(
    agency: Agency, contract: Contract | None = None, **changes: Any
) -> ServiceProject:
    """A project of a year."""
    values: dict[str, Any] = {
        "name": "长者友邻计划",
        "field": Field.ELDER_CARE,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 1, 1),
        "entered_at": NOON,
        "contract_id": contract.id if contract else None,
        **changes,
    }
    return written(ServiceProject(agency_id=agency.id, **values))  # type: ignore[no-any-return]


def make_evaluation(project: ServiceProject, **changes: Any) -> ProjectEvaluation:
    """A final evaluation that was passed."""
    values: dict[str, Any] = {
        "kind": EvaluationKind.FINAL,
        "level": EvaluationLevel.GOOD,
        "score": Decimal("86.50"),
        "body": "第三方评估机构",
        "done_on": date(2026, 9, 20),
        "entered_at": NOON,
        **changes,
    }
    return written(ProjectEvaluation(project_id=project.id, **values))  # type: ignore[no-any-return]


def make_grant(case: Case, **changes: Any) -> SmallGrant:
    """A small grant that was asked for."""
    values: dict[str, Any] = {
        "purpose": "购买评估量表",
        "amount": Decimal("5000.00"),
        "asked_at": NOON,
        **changes,
    }
    return written(SmallGrant(case_id=case.id, **values))  # type: ignore[no-any-return]


def make_accounts(agency: Agency, **changes: Any) -> FinancePeriod:
    """The accounts of the third quarter: 120 000 in, 90 000 out."""
    values: dict[str, Any] = {
        "starts_on": Q3[0],
        "ends_on": Q3[1],
        "income_government": Decimal(90000),
        "income_donations": Decimal(20000),
        "income_services": Decimal(10000),
        "expense_staff": Decimal(60000),
        "expense_activities": Decimal(20000),
        "expense_administration": Decimal(10000),
        "net_assets": Decimal(80000),
        "cash": Decimal(60000),
        "entered_at": NOON,
        **changes,
    }
    return written(FinancePeriod(agency_id=agency.id, **values))  # type: ignore[no-any-return]
