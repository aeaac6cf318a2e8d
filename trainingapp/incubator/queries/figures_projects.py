"""What formulas ask of projects: budget and spending of their contract, instalments due and paid, evaluations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Contract,
    IndicatorAssignment,
    Instalment,
    ProjectEvaluation,
    ServiceProject,
)
from trainingapp.incubator.queries.figures_bases import reported_values
from trainingapp.rules.incubation.money import days_late
from trainingapp.rules.intervals import Interval

Facts = Mapping[int, Mapping[str, Decimal | None]]


def sum_spending(project_ids: Sequence[int], _span: Interval) -> Facts:
    """Budget and spending of the contract, as they stand; None where nothing was entered."""
    query = (
        select(ServiceProject.id, Contract.amount, Contract.spent, Contract.spent_on_staff)
        .join(Contract, Contract.id == ServiceProject.contract_id)
        .where(ServiceProject.id.in_(project_ids))
    )
    return {
        project_id: {
            "project_budget": amount,
            "project_spent": spent,
            "project_spent_on_staff": on_staff,
        }
        for project_id, amount, spent, on_staff in db.session.execute(query)
    }


def sum_instalments(project_ids: Sequence[int], span: Interval) -> Facts:
    """Instalments due before the end of the span: how much, how much of it was paid by then, and days of delay."""
    query = (
        select(ServiceProject.id, Instalment)
        .join(Contract, Contract.id == ServiceProject.contract_id)
        .join(Instalment, Instalment.contract_id == Contract.id)
        .where(ServiceProject.id.in_(project_ids), Instalment.due_on < span.end)
    )
    last = span.end - timedelta(days=1)
    found: dict[int, dict[str, Decimal | None]] = defaultdict(lambda: dict.fromkeys(NAMES, None))
    for project_id, one in db.session.execute(query):
        facts = found[project_id]
        is_paid = one.paid_on is not None and one.paid_on < span.end
        late = days_late(one.due_on, one.paid_on if is_paid else None, on=last) or 0
        _add(facts, "instalments_due", one.amount)
        _add(facts, "instalments_paid", (one.paid_amount or Decimal(0)) if is_paid else Decimal(0))
        _add(facts, "instalment_days_late", Decimal(max(late, 0)))
        _add(facts, "instalments_counted", Decimal(1))
    return found


def _add(facts: dict[str, Decimal | None], name: str, amount: Decimal) -> None:
    facts[name] = (facts[name] or Decimal(0)) + amount


def find_scores(project_ids: Sequence[int], span: Interval) -> Facts:
    """The points of the newest evaluation up to the end of the span."""
    query = (
        select(ProjectEvaluation.project_id, ProjectEvaluation.score)
        .where(ProjectEvaluation.project_id.in_(project_ids), ProjectEvaluation.done_on < span.end)
        .order_by(ProjectEvaluation.done_on, ProjectEvaluation.id)
    )
    return {one: {"evaluation_score": score} for one, score in db.session.execute(query)}


def reported_of_projects(project_ids: Sequence[int], span: Interval) -> Facts:
    """Attendances since the project began, as reported and approved: what was spent is counted from there too."""
    so_far = Interval(date.min, span.end)
    return reported_values(IndicatorAssignment.project_id, project_ids, so_far, ["S05.attendances"])


NAMES = ("instalments_due", "instalments_paid", "instalment_days_late", "instalments_counted")
PROVIDERS = (
    (frozenset({"project_budget", "project_spent", "project_spent_on_staff"}), sum_spending),
    (frozenset(NAMES), sum_instalments),
    (frozenset({"evaluation_score"}), find_scores),
    (frozenset({"s05_attendances"}), reported_of_projects),
)
