"""Contracts of an agency, and the money of a case: grants, what is held in trust, payments that wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Case,
    Contract,
    Deliverable,
    FinancePeriod,
    Instalment,
    Payment,
    ProjectEvaluation,
    ServiceProject,
    SmallGrant,
    TrustEntry,
)
from trainingapp.incubator.queries.reach import select_cases, worked_by
from trainingapp.rules.incubation.accounting_words import (
    PASSED,
    EvaluationKind,
    Payer,
    Precondition,
)
from trainingapp.web.auth import SignedIn


def list_cases(agency: Agency, person: SignedIn) -> Sequence[Case]:
    """The cases of an agency that somebody reaches, the oldest first."""
    query = select_cases(person).where(Case.agency_id == agency.id)
    return db.session.scalars(query.order_by(Case.id)).all()


def sum_paid(contract: Contract) -> Decimal:
    """What was paid of a contract so far."""
    return sum((one.paid_amount or Decimal(0) for one in contract.instalments), Decimal(0))


def select_contracts(agency: Agency) -> Select[Contract]:
    """The contracts of an agency, the newest first."""
    query = select(Contract).where(Contract.agency_id == agency.id)
    return query.order_by(Contract.starts_on.desc(), Contract.id.desc()).options(
        selectinload(Contract.instalments)
    )


def get_contract(agency: Agency, contract_id: int, *, lock: bool = False) -> Contract:
    """A contract of the agency. :raises NoResultFound: of another."""
    query = select(Contract).where(Contract.agency_id == agency.id, Contract.id == contract_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def get_instalment(contract: Contract, instalment_id: int) -> Instalment:
    """An instalment of the contract. :raises NoResultFound: of another."""
    query = select(Instalment).where(
        Instalment.contract_id == contract.id, Instalment.id == instalment_id
    )
    return db.session.scalars(query).one()


def get_deliverable(contract: Contract, deliverable_id: int) -> Deliverable:
    """A deliverable of the contract. :raises NoResultFound: of another."""
    query = select(Deliverable).where(
        Deliverable.contract_id == contract.id, Deliverable.id == deliverable_id
    )
    return db.session.scalars(query).one()


def list_projects(agency: Agency) -> Sequence[ServiceProject]:
    """The projects of an agency with their evaluations, the newest first."""
    query = select(ServiceProject).where(ServiceProject.agency_id == agency.id)
    return db.session.scalars(
        query.order_by(ServiceProject.starts_on.desc(), ServiceProject.id.desc()).options(
            selectinload(ServiceProject.evaluations),
            selectinload(ServiceProject.areas),
            selectinload(ServiceProject.contract),
        )
    ).all()


def get_project(agency: Agency, project_id: int) -> ServiceProject:
    """A project of the agency. :raises NoResultFound: of another."""
    query = select(ServiceProject).where(
        ServiceProject.agency_id == agency.id, ServiceProject.id == project_id
    )
    return db.session.scalars(query).one()


def select_finances(agency: Agency) -> Select[FinancePeriod]:
    """The accounts of an agency, the newest first."""
    query = select(FinancePeriod).where(FinancePeriod.agency_id == agency.id)
    return query.order_by(FinancePeriod.ends_on.desc(), FinancePeriod.starts_on)


def find_finance(agency: Agency, starts_on: date, ends_on: date) -> FinancePeriod | None:
    """The accounts of exactly these days."""
    query = select(FinancePeriod).where(
        FinancePeriod.agency_id == agency.id,
        FinancePeriod.starts_on == starts_on,
        FinancePeriod.ends_on == ends_on,
    )
    return db.session.scalars(query).one_or_none()


def list_grants(case: Case) -> Sequence[SmallGrant]:
    """The grants of a case, the newest first."""
    query = select(SmallGrant).where(SmallGrant.case_id == case.id)
    return db.session.scalars(query.order_by(SmallGrant.id.desc())).all()


def get_grant(case: Case, grant_id: int) -> SmallGrant:
    """A grant of the case. :raises NoResultFound: of another."""
    query = select(SmallGrant).where(SmallGrant.case_id == case.id, SmallGrant.id == grant_id)
    return db.session.scalars(query.with_for_update()).one()


def list_unsettled_grants(case: Case) -> Sequence[SmallGrant]:
    """Grants that were paid and are not settled."""
    query = select(SmallGrant).where(
        SmallGrant.case_id == case.id,
        SmallGrant.paid_on.is_not(None),
        SmallGrant.settled_at.is_(None),
    )
    return db.session.scalars(query.order_by(SmallGrant.id)).all()


def select_trust(case: Case) -> Select[TrustEntry]:
    """What moved in the trust account of a case, the newest first."""
    query = select(TrustEntry).where(TrustEntry.case_id == case.id)
    return query.order_by(TrustEntry.number.desc()).options(
        selectinload(TrustEntry.payment).selectinload(Payment.proposed_by),
        selectinload(TrustEntry.payment).selectinload(Payment.settled_by),
    )


def trust_balance(case: Case) -> tuple[int, Decimal]:
    """The number of the last entry and what is held in trust after it; (0, 0) before the first."""
    query = select(TrustEntry.number, TrustEntry.balance).where(TrustEntry.case_id == case.id)
    found = db.session.execute(query.order_by(TrustEntry.number.desc()).limit(1)).first()
    return (found.number, found.balance) if found else (0, Decimal(0))


def list_waiting(case: Case) -> Sequence[Payment]:
    """Payments of a case that wait to be released, the oldest first."""
    query = select(Payment).where(Payment.case_id == case.id, Payment.settled_at.is_(None))
    return db.session.scalars(
        query.order_by(Payment.id).options(selectinload(Payment.proposed_by))
    ).all()


def select_all_waiting(person: SignedIn) -> Select[Payment]:
    """Payments that wait in the cases of somebody's bases, the oldest first."""
    cases = select(Case.id).where(worked_by(person))
    query = select(Payment).where(Payment.settled_at.is_(None), Payment.case_id.in_(cases))
    return query.order_by(Payment.id).options(
        selectinload(Payment.proposed_by),
        selectinload(Payment.case).selectinload(Case.agency),
    )


def get_payment(case: Case, payment_id: int) -> Payment:
    """A payment of the case, locked. :raises NoResultFound: of another."""
    query = select(Payment).where(Payment.case_id == case.id, Payment.id == payment_id)
    return db.session.scalars(
        query.with_for_update(of=Payment).execution_options(populate_existing=True)
    ).one()


def is_waiting(*, instalment_id: int | None = None, grant_id: int | None = None) -> bool:
    """Whether a payment of the instalment or the grant waits already."""
    query = select(Payment.id).where(
        Payment.settled_at.is_(None),
        Payment.instalment_id == instalment_id if instalment_id else Payment.grant_id == grant_id,
    )
    return db.session.scalars(query.limit(1)).first() is not None


def has_moved(contract: Contract) -> bool:
    """Whether money of a contract was paid or waits to be released."""
    waiting = select(Payment.id).where(
        Payment.instalment_id == Instalment.id, Payment.settled_at.is_(None)
    )
    query = select(Instalment.id).where(
        Instalment.contract_id == contract.id, Instalment.paid_on.is_not(None) | waiting.exists()
    )
    return db.session.scalars(query.limit(1)).first() is not None


def list_own_instalments(case: Case) -> Sequence[Instalment]:
    """Instalments that the base pays itself in a case, by contract."""
    query = (
        select(Instalment)
        .join(Instalment.contract)
        .where(Contract.case_id == case.id, Contract.payer == Payer.BASE)
    )
    return db.session.scalars(
        query.order_by(Contract.id, Instalment.number).options(selectinload(Instalment.contract))
    ).all()


def list_closed_instalments(case: Case, precondition: Precondition) -> Sequence[Instalment]:
    """Instalments of a case's contracts that wait for a condition."""
    query = (
        select(Instalment)
        .join(Instalment.contract)
        .where(
            Contract.case_id == case.id,
            Instalment.precondition == precondition,
            Instalment.opened_at.is_(None),
        )
    )
    return db.session.scalars(query.order_by(Instalment.id)).all()


def has_finished_project(agency_id: int) -> bool:
    """Whether an agency has finished a project whose final evaluation it passed (gate G8)."""
    query = (
        select(ProjectEvaluation.id)
        .join(ProjectEvaluation.project)
        .where(
            ServiceProject.agency_id == agency_id,
            ServiceProject.finished_on.is_not(None),
            ProjectEvaluation.kind == EvaluationKind.FINAL,
            ProjectEvaluation.level.in_(PASSED),
        )
    )
    return db.session.scalars(query.limit(1)).first() is not None
