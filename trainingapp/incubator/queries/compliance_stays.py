"""Stays, contracts and books of many agencies as the checks read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import and_, func, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agreement,
    Case,
    Contract,
    DeskAssignment,
    FinancePeriod,
    Founder,
    PlanItem,
    Report,
    SmallGrant,
)
from trainingapp.rules.incubation.accounting_words import (
    OPEN_REPORTS,
    ContractKind,
    ContractState,
)
from trainingapp.rules.incubation.compliance import facts as of
from trainingapp.rules.incubation.words import RESIDENT, Mode

HUNDRED = Decimal(100)


def list_open_cases(agency_ids: Collection[int]) -> dict[int, Case]:
    """The case of each agency that is in a base now, by agency."""
    query = select(Case).where(Case.agency_id.in_(agency_ids), Case.stage.in_(RESIDENT))
    return {one.agency_id: one for one in db.session.scalars(query.order_by(Case.id))}


@dataclass(frozen=True, slots=True)
class _Papers:
    until: dict[int, date]
    desks: frozenset[int]
    late: dict[int, date]
    grants: frozenset[int]


def list_stays(agency_ids: Collection[int], *, on: date) -> dict[int, of.Stay]:
    """The stay of each agency that is in a base, by agency."""
    cases = list_open_cases(agency_ids)
    ids = [case.id for case in cases.values()]
    papers = _Papers(
        _list_agreements(ids), _list_desks(ids, on), _list_late(ids), _list_grants(ids)
    )
    missing = _count_missing(ids, on)
    return {
        agency_id: _stay(case, papers, missing.get(case.id), on)
        for agency_id, case in cases.items()
    }


def _stay(case: Case, papers: _Papers, missing: int | None, on: date) -> of.Stay:
    ends_on, due_on = papers.until.get(case.id), papers.late.get(case.id)
    planned = case.planned_exit_on
    return of.Stay(
        entered_on=case.entered_on or on,
        agreement_until=ends_on - timedelta(days=1) if ends_on else None,
        needs_desk=case.mode == Mode.PHYSICAL,
        has_desk=case.id in papers.desks,
        latest_report_days=max(0, (on - due_on).days) if due_on else 0,
        grants_ended=(planned,) if planned and case.id in papers.grants else (),
        papers_missing=missing,
    )


def _list_agreements(case_ids: Sequence[int]) -> dict[int, date]:
    query = (
        select(Agreement.case_id, func.max(Agreement.ends_on))
        .where(
            Agreement.case_id.in_(case_ids),
            Agreement.signed_agency_on.is_not(None),
            Agreement.signed_base_on.is_not(None),
        )
        .group_by(Agreement.case_id)
    )
    return {case_id: ends_on for case_id, ends_on in db.session.execute(query)}


def _list_desks(case_ids: Sequence[int], on: date) -> frozenset[int]:
    query = select(DeskAssignment.case_id).where(
        DeskAssignment.case_id.in_(case_ids),
        DeskAssignment.starts_on <= on,
        or_(DeskAssignment.ends_on.is_(None), DeskAssignment.ends_on > on),
    )
    return frozenset(db.session.scalars(query))


def _list_late(case_ids: Sequence[int]) -> dict[int, date]:
    query = (
        select(Report.case_id, func.min(Report.due_on))
        .where(Report.case_id.in_(case_ids), Report.state.in_(OPEN_REPORTS))
        .group_by(Report.case_id)
    )
    return {case_id: due_on for case_id, due_on in db.session.execute(query)}


def _list_grants(case_ids: Sequence[int]) -> frozenset[int]:
    """The cases with a paid grant that is not accounted for; its period is taken to end with the planned stay."""
    query = select(SmallGrant.case_id).where(
        SmallGrant.case_id.in_(case_ids),
        SmallGrant.paid_on.is_not(None),
        SmallGrant.settled_at.is_(None),
    )
    return frozenset(db.session.scalars(query))


def _count_missing(case_ids: Sequence[int], on: date) -> dict[int, int]:
    """Items of the plan that ask for evidence, are due, and have none; a case without a plan is left out."""
    is_missing = and_(
        PlanItem.needs_evidence.is_(True),
        PlanItem.document_id.is_(None),
        PlanItem.settled_at.is_(None),
        PlanItem.due_on < on,
    )
    query = (
        select(PlanItem.case_id, func.count().filter(is_missing))
        .where(PlanItem.case_id.in_(case_ids))
        .group_by(PlanItem.case_id)
    )
    return {case_id: count for case_id, count in db.session.execute(query)}


def list_money(agency_ids: Collection[int]) -> dict[int, of.Money]:
    """The books of each agency, by agency: the newest period that was entered, and contracts of purchased services."""
    query = select(FinancePeriod).where(FinancePeriod.agency_id.in_(agency_ids))
    periods: dict[int, list[FinancePeriod]] = {}
    for row in db.session.scalars(query.order_by(FinancePeriod.ends_on, FinancePeriod.id)):
        periods.setdefault(row.agency_id, []).append(row)
    contracts: dict[int, list[of.Contract]] = {}
    bought = select(Contract).where(
        Contract.agency_id.in_(agency_ids),
        Contract.kind == ContractKind.GOV_PURCHASE,
        Contract.state.in_([ContractState.PLANNED, ContractState.RUNNING]),
    )
    for contract in db.session.scalars(bought.order_by(Contract.id)):
        contracts.setdefault(contract.agency_id, []).append(_contract(contract))
    shares = _list_shares(agency_ids)
    return {
        number: of.Money(
            net_assets=_net_assets(periods.get(number, ())),
            non_state_percent=shares.get(number),
            contracts=tuple(contracts.get(number, ())),
            takes_donations=_takes_donations(periods.get(number, ())),
        )
        for number in agency_ids
    }


def _net_assets(periods: Sequence[FinancePeriod]) -> Decimal | None:
    known = [one.net_assets for one in periods if one.net_assets is not None]
    return known[-1] if known else None


def _takes_donations(periods: Sequence[FinancePeriod]) -> bool | None:
    return any(one.income_donations > 0 for one in periods) if periods else None


def _contract(row: Contract) -> of.Contract:
    share = row.staff_cost / row.amount * HUNDRED if row.staff_cost and row.amount else None
    return of.Contract(
        award_on=row.awarded_on,
        signed_on=row.signed_on,
        starts_on=row.starts_on,
        last_day=row.ends_on - timedelta(days=1),
        has_dispatch=row.is_labour_dispatch,
        is_passed_on=row.is_subcontracted,
        staff_percent=share.quantize(Decimal("0.1")) if share is not None else None,
    )


def _list_shares(agency_ids: Collection[int]) -> dict[int, Decimal]:
    """The founders' share that is not the state's, in percent, where every contribution is known."""
    query = select(Founder.agency_id, Founder.contribution, Founder.is_state).where(
        Founder.agency_id.in_(agency_ids), Founder.struck_at.is_(None)
    )
    rows: dict[int, list[tuple[Decimal | None, bool]]] = {}
    for agency_id, contribution, is_state in db.session.execute(query):
        rows.setdefault(agency_id, []).append((contribution, is_state))
    found = {}
    for agency_id, given in rows.items():
        known = [(amount, is_state) for amount, is_state in given if amount is not None]
        total = sum((amount for amount, _state in known), Decimal(0))
        if len(known) == len(given) and total > 0:
            own = sum((amount for amount, is_state in known if not is_state), Decimal(0))
            found[agency_id] = (own / total * HUNDRED).quantize(Decimal("0.01"))
    return found
