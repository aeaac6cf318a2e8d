"""Contracts with instalments and deliverables, projects with evaluations, and the accounts of an agency."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agency,
    Contract,
    Deliverable,
    FinancePeriod,
    Instalment,
    ProjectArea,
    ProjectEvaluation,
    ServiceProject,
)
from trainingapp.incubator.queries.money import find_finance, has_moved
from trainingapp.rules.incubation.accounting_words import (
    PASSED,
    EvaluationKind,
    Payer,
    Precondition,
)
from trainingapp.rules.incubation.money import (
    ContractInUse,
    InstalmentNotOpen,
    InstalmentsTooHigh,
    NotOfTheBase,
    is_open_at_signing,
    left_to_plan,
)

BOUND = ("payer", "case_id")  # of a contract, once money moved


def keep_contract(
    agency: Agency,
    contract: Contract | None,
    values: Mapping[str, Any],
    *,
    actor_id: int,
    now: datetime,
) -> Contract:
    """Enter or change a contract. Signed, it opens the instalments that wait for nothing else.

    :raises InstalmentsTooHigh: the amount falls below its instalments.
    :raises ContractInUse: another payer or case, though money was paid or waits to be released.
    """
    row = contract or Contract(agency_id=agency.id, entered_at=now, entered_by_id=actor_id)
    planned = [one.amount for one in row.instalments] if contract else []
    if left_to_plan(values["amount"], planned) < 0:
        raise InstalmentsTooHigh(most=sum(planned, Decimal(0)))
    is_moved = any(name in values and values[name] != getattr(row, name) for name in BOUND)
    if contract and is_moved and has_moved(contract):
        raise ContractInUse
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    for instalment in row.instalments:
        _open_at_signing(row, instalment, now=now)
    db.session.flush()
    _note(agency, "keep_contract", {"contract": row.id}, actor_id=actor_id, now=now)
    return row


def add_instalment(
    contract: Contract,
    *,
    amount: Decimal,
    precondition: Precondition,
    due_on: date | None,
    now: datetime,
) -> Instalment:
    """Plan an instalment. :raises InstalmentsTooHigh: all together are more than the contract."""
    left = left_to_plan(contract.amount, (one.amount for one in contract.instalments))
    if amount > left:
        raise InstalmentsTooHigh(most=left)
    row = Instalment(
        number=len(contract.instalments) + 1,
        amount=amount,
        precondition=precondition,
        due_on=due_on,
    )
    contract.instalments.append(row)
    _open_at_signing(contract, row, now=now)
    db.session.flush()
    return row


def _open_at_signing(contract: Contract, instalment: Instalment, *, now: datetime) -> None:
    precondition = Precondition(instalment.precondition)
    if instalment.opened_at is None and is_open_at_signing(precondition, contract.signed_on):
        instalment.opened_at = now


def open_instalment(
    agency: Agency, instalment: Instalment, *, actor_id: int, now: datetime
) -> None:
    """Say that the condition of an instalment is met. :raises InstalmentNotOpen: it is open already."""
    if instalment.opened_at is not None:
        raise InstalmentNotOpen
    instalment.opened_at = now
    db.session.flush()
    _note(agency, "open_instalment", {"instalment": instalment.id}, actor_id=actor_id, now=now)


def receive_instalment(
    agency: Agency,
    instalment: Instalment,
    *,
    amount: Decimal,
    paid_on: date,
    actor_id: int,
    now: datetime,
) -> None:
    """Enter what the buyer has paid. What the base pays is moved by two of its people instead.

    :raises NotOfTheBase: the base pays this contract. :raises InstalmentNotOpen: it was entered already.
    """
    if instalment.contract.payer == Payer.BASE:
        raise NotOfTheBase
    if instalment.paid_on is not None:
        raise InstalmentNotOpen
    instalment.paid_on, instalment.paid_amount = paid_on, amount
    instalment.opened_at = instalment.opened_at or now
    db.session.flush()
    _note(agency, "receive_instalment", {"instalment": instalment.id}, actor_id=actor_id, now=now)


def add_deliverable(contract: Contract, *, title: str, due_on: date) -> Deliverable:
    """Enter something that the contract promises."""
    row = Deliverable(contract_id=contract.id, title=title, due_on=due_on, note="")
    db.session.add(row)
    db.session.flush()
    return row


def note_deliverable(
    deliverable: Deliverable,
    *,
    delivered_on: date | None,
    accepted_on: date | None,
    note: str,
) -> None:
    """Enter when something was delivered, and accepted by the buyer."""
    deliverable.delivered_on, deliverable.accepted_on = delivered_on, accepted_on
    deliverable.note = note
    db.session.flush()


def keep_project(
    agency: Agency,
    project: ServiceProject | None,
    values: Mapping[str, Any],
    area_codes: Collection[str],
    *,
    now: datetime,
) -> ServiceProject:
    """Enter or change a project with the communities it serves."""
    row = project or ServiceProject(agency_id=agency.id, entered_at=now)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    known = {one.area_code: one for one in row.areas}
    for code, area in known.items():
        if code not in area_codes:
            row.areas.remove(area)
            if area.id is not None:
                db.session.delete(area)
    row.areas += [ProjectArea(area_code=code) for code in sorted(set(area_codes) - set(known))]
    db.session.flush()
    return row


def evaluate_project(
    agency: Agency,
    project: ServiceProject,
    values: Mapping[str, Any],
    *,
    actor_id: int,
    now: datetime,
) -> ProjectEvaluation:
    """Enter an evaluation by a body from outside; a passed one opens the instalments that waited for it."""
    row = ProjectEvaluation(project_id=project.id, entered_at=now, entered_by_id=actor_id, **values)
    db.session.add(row)
    db.session.flush()
    if row.level in PASSED and project.contract is not None:
        kind = EvaluationKind(row.kind)
        waited = Precondition.FINAL if kind is EvaluationKind.FINAL else Precondition.MIDTERM
        for instalment in project.contract.instalments:
            if instalment.precondition == waited and instalment.opened_at is None:
                instalment.opened_at = now
        db.session.flush()
    _note(agency, "evaluate_project", {"project": project.id}, actor_id=actor_id, now=now)
    return row


def keep_accounts(
    agency: Agency, values: Mapping[str, Any], *, actor_id: int, now: datetime
) -> FinancePeriod:
    """Enter the accounts of a period; of the same days the newer ones replace the older."""
    row = find_finance(agency, values["starts_on"], values["ends_on"])
    if row is None:
        row = FinancePeriod(agency_id=agency.id)
        db.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.entered_at, row.entered_by_id = now, actor_id
    db.session.flush()
    _note(agency, "keep_accounts", {"period": row.id}, actor_id=actor_id, now=now)
    return row


def _note(
    agency: Agency, act: str, detail: Mapping[str, object], *, actor_id: int, now: datetime
) -> None:
    record(
        f"incubator.{act}",
        actor_id=actor_id,
        subject="agency",
        subject_id=agency.id,
        detail=detail,
        now=now,
    )
