"""What formulas ask of agencies: their accounts, their plan, their maturity, the communities they serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Assessment,
    Case,
    Community,
    FinancePeriod,
    PlanItem,
    ProjectArea,
    ServiceProject,
    Site,
)
from trainingapp.incubator.queries import figures_staff
from trainingapp.incubator.queries.parameters import read_parameters_of
from trainingapp.rules.incubation.money import count_sources
from trainingapp.rules.incubation.residence_words import ItemState, Side
from trainingapp.rules.intervals import Interval

Facts = Mapping[int, Mapping[str, Decimal | None]]
INCOMES = ("income_government", "income_donations", "income_services", "income_other")
EXPENSES = ("expense_staff", "expense_activities", "expense_administration", "expense_other")


def read_accounts(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Sums of the accounts that lie within the span; means and start capital as they were at its end.

    The monthly expense is that of the six months before its end, or of as many of them as there are accounts for.

    Accounts of parts and of the whole of the same days are not added: the longest that lie apart are taken.
    """
    query = select(FinancePeriod).where(
        FinancePeriod.agency_id.in_(agency_ids),
        FinancePeriod.starts_on >= min(span.start, _half_a_year_before(span.end)),
        FinancePeriod.ends_on <= span.end,
    )
    rows: dict[int, list[FinancePeriod]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(FinancePeriod.ends_on, FinancePeriod.id)):
        rows[one.agency_id].append(one)
    agencies = db.session.execute(
        select(Agency.id, Agency.area_code, Agency.start_capital).where(Agency.id.in_(agency_ids))
    ).all()
    places = read_parameters_of({area for _id, area, _capital in agencies}, span.start)
    found = {}
    for agency_id, area, capital in agencies:
        within = _apart([one for one in rows[agency_id] if one.starts_on >= span.start])
        recent = [one for one in rows[agency_id] if one.starts_on >= _half_a_year_before(span.end)]
        found[agency_id] = {
            **_sums(within, places[area].number("income_source_percent")),
            "monthly_expense": _monthly(_apart(recent)) if within else None,
            "start_capital": capital or None,
        }
    return found


def _apart(rows: Sequence[FinancePeriod]) -> list[FinancePeriod]:
    taken: list[FinancePeriod] = []
    for one in sorted(rows, key=lambda row: row.starts_on.toordinal() - row.ends_on.toordinal()):
        if all(one.ends_on <= other.starts_on or other.ends_on <= one.starts_on for other in taken):
            taken.append(one)
    return sorted(taken, key=lambda row: row.ends_on)


def _sums(rows: Sequence[FinancePeriod], percent: Decimal) -> dict[str, Decimal | None]:
    if not rows:
        return {}
    sums: dict[str, Decimal | None] = {
        name: sum((getattr(one, name) for one in rows), Decimal(0))
        for name in (*INCOMES, *EXPENSES)
    }
    return sums | {
        "net_assets": rows[-1].net_assets,
        "cash": rows[-1].cash,
        "income_sources": count_sources(
            [sums[name] or Decimal(0) for name in INCOMES], percent=percent
        ),
    }


def _monthly(rows: Sequence[FinancePeriod]) -> Decimal | None:
    months = sum(_months(one.starts_on, one.ends_on) for one in rows)
    expense = sum((getattr(one, name) for one in rows for name in EXPENSES), Decimal(0))
    return expense / months if months else None


def _half_a_year_before(day: date) -> date:
    number = day.year * 12 + day.month - 7
    return date(number // 12, number % 12 + 1, 1)


def _months(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def weigh_plans(agency_ids: Sequence[int], span: Interval) -> Facts:
    """The weights of what a plan asked for by the end of the span, and of what was accepted; waived items count not."""
    query = (
        select(Case.agency_id, PlanItem.weight, PlanItem.state)
        .join(Case, Case.id == PlanItem.case_id)
        .where(
            Case.agency_id.in_(agency_ids),
            PlanItem.due_on < span.end,
            PlanItem.state != ItemState.WAIVED,
        )
    )
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for agency_id, weight, state in db.session.execute(query):
        found[agency_id][0] += weight
        found[agency_id][1] += weight if state == ItemState.ACCEPTED else 0
    return {
        agency_id: {"plan_weight_due": Decimal(due), "plan_weight_accepted": Decimal(accepted)}
        for agency_id, (due, accepted) in found.items()
    }


def find_maturity(agency_ids: Sequence[int], span: Interval) -> Facts:
    """The newest index by the base up to the end of the span."""
    query = (
        select(Case.agency_id, Assessment.index, Assessment.submitted_at)
        .join(Case, Case.id == Assessment.case_id)
        .where(
            Case.agency_id.in_(agency_ids),
            Assessment.side == Side.BASE,
            Assessment.submitted_at < figures_staff.end_of(span),
        )
        .order_by(Assessment.submitted_at, Assessment.id)
    )
    return {
        agency_id: {"maturity_index": index} for agency_id, index, _at in db.session.execute(query)
    }


def count_communities(agency_ids: Sequence[int], span: Interval) -> Facts:
    """Communities with a site or a project in the span, each once."""
    projects = (
        select(ServiceProject.agency_id, ProjectArea.area_code)
        .join(ProjectArea, ProjectArea.project_id == ServiceProject.id)
        .where(
            ServiceProject.agency_id.in_(agency_ids),
            ServiceProject.starts_on < span.end,
            ServiceProject.ends_on > span.start,
        )
    )
    sites = (
        select(Site.agency_id, Community.code)
        .join(Community, Community.id == Site.community_id)
        .where(
            Site.agency_id.in_(agency_ids),
            Site.struck_at.is_(None),
            Site.starts_on < span.end,
            Site.ends_on.is_(None) | (Site.ends_on > span.start),
        )
    )
    served: dict[int, set[str]] = {one: set() for one in agency_ids}
    for query in (projects, sites):
        for agency_id, code in db.session.execute(query):
            served[agency_id].add(code)
    return {
        agency_id: {"communities_served": Decimal(len(codes))}
        for agency_id, codes in served.items()
    }


ACCOUNTS = frozenset(
    {*INCOMES, *EXPENSES, "net_assets", "cash", "monthly_expense", "income_sources"}
)
PROVIDERS = (
    (ACCOUNTS | {"start_capital"}, read_accounts),
    (frozenset({"plan_weight_due", "plan_weight_accepted"}), weigh_plans),
    (frozenset({"maturity_index"}), find_maturity),
    (frozenset({"communities_served"}), count_communities),
    *figures_staff.PROVIDERS,
)
