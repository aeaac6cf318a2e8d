"""Money of a case that moves: one person proposes it, another of the base releases it, and only then it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, Instalment, Payment, SmallGrant, TrustEntry
from trainingapp.incubator.queries.money import is_waiting, trust_balance
from trainingapp.incubator.report_telling import take_back_payment, tell_payment
from trainingapp.rules.incubation.accounting_words import Direction, Payer, PaymentKind
from trainingapp.rules.incubation.money import (
    AmountTooHigh,
    GrantNotPaid,
    InstalmentNotOpen,
    NotOfTheBase,
    PaymentSettled,
    PaymentWaits,
    balance_after,
    check_accounted,
    check_releaser,
)

DIRECTIONS = {PaymentKind.TRUST_IN: Direction.IN, PaymentKind.TRUST_OUT: Direction.OUT}


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that is to move on a day."""

    amount: Decimal
    moved_on: date
    purpose: str
    counterparty: str = ""
    document_id: int | None = None


def propose_instalment(
    case: Case, instalment: Instalment, movement: Movement, *, actor_id: int, now: datetime
) -> Payment:
    """Propose to pay an instalment of the base's own money.

    :raises NotOfTheBase: the buyer pays. :raises InstalmentNotOpen: its condition is not met, or it is paid.
    :raises AmountTooHigh: above the instalment. :raises PaymentWaits: it is proposed already.
    """
    if instalment.contract.payer != Payer.BASE:
        raise NotOfTheBase
    if instalment.opened_at is None or instalment.paid_on is not None:
        raise InstalmentNotOpen
    if movement.amount > instalment.amount:
        raise AmountTooHigh(most=instalment.amount)
    if is_waiting(instalment_id=instalment.id):
        raise PaymentWaits
    payment = Payment(kind=PaymentKind.INSTALMENT, instalment_id=instalment.id)
    return _propose(case, payment, movement, actor_id=actor_id, now=now)


def propose_grant(
    case: Case, grant: SmallGrant, movement: Movement, *, actor_id: int, now: datetime
) -> Payment:
    """Propose to pay a small grant.

    :raises InstalmentNotOpen: it is paid. :raises AmountTooHigh: above what was asked. :raises PaymentWaits: proposed.
    """
    if grant.paid_on is not None:
        raise InstalmentNotOpen
    if movement.amount > grant.amount:
        raise AmountTooHigh(most=grant.amount)
    if is_waiting(grant_id=grant.id):
        raise PaymentWaits
    payment = Payment(kind=PaymentKind.GRANT, grant_id=grant.id)
    return _propose(case, payment, movement, actor_id=actor_id, now=now)


def propose_trust(
    case: Case, direction: Direction, movement: Movement, *, actor_id: int, now: datetime
) -> Payment:
    """Propose money into the trust account of a team, or out of it. :raises BalanceTooLow: more than there is."""
    balance_after(trust_balance(case)[1], direction, movement.amount)
    kind = PaymentKind.TRUST_IN if direction is Direction.IN else PaymentKind.TRUST_OUT
    return _propose(case, Payment(kind=kind), movement, actor_id=actor_id, now=now)


def _propose(
    case: Case, payment: Payment, movement: Movement, *, actor_id: int, now: datetime
) -> Payment:
    payment.case_id, payment.amount, payment.moved_on = (
        case.id,
        movement.amount,
        movement.moved_on,
    )
    payment.purpose, payment.counterparty = movement.purpose, movement.counterparty
    payment.document_id = movement.document_id
    payment.proposed_by_id, payment.proposed_at, payment.note = actor_id, now, ""
    db.session.add(payment)
    db.session.flush()
    _note(payment, "propose", actor_id=actor_id, now=now)
    tell_payment(payment, case, now=now)
    return payment


def release_payment(case: Case, payment: Payment, *, actor_id: int, now: datetime) -> None:
    """Release what another person proposed; the case is locked, so of two movements at once the second sees the first.

    :raises PaymentSettled: it was decided. :raises PaymentOwn: the same person proposed it.
    :raises BalanceTooLow: less is held in trust by now. :raises InstalmentNotOpen: it was paid meanwhile.
    """
    if payment.settled_at is not None:
        raise PaymentSettled
    check_releaser(payment.proposed_by_id, actor_id)
    payment.is_released, payment.settled_at, payment.settled_by_id = True, now, actor_id
    db.session.flush()
    target = payment.instalment or payment.grant
    if target is None:
        _enter_in_trust(case, payment, now=now)
    elif target.paid_on is not None:
        raise InstalmentNotOpen
    else:
        target.paid_on, target.paid_amount = payment.moved_on, payment.amount
    db.session.flush()
    take_back_payment(payment)
    _note(payment, "release", actor_id=actor_id, now=now)


def _enter_in_trust(case: Case, payment: Payment, *, now: datetime) -> None:
    number, balance = trust_balance(case)
    direction = DIRECTIONS[PaymentKind(payment.kind)]
    db.session.add(
        TrustEntry(
            case_id=case.id,
            number=number + 1,
            payment_id=payment.id,
            moved_on=payment.moved_on,
            direction=direction,
            amount=payment.amount,
            balance=balance_after(balance, direction, payment.amount),
            entered_at=now,
        )
    )


def refuse_payment(payment: Payment, *, note: str, actor_id: int, now: datetime) -> None:
    """Do not release a payment, or take one's own proposal back. :raises PaymentSettled: it was decided."""
    if payment.settled_at is not None:
        raise PaymentSettled
    payment.is_released, payment.settled_at, payment.settled_by_id = False, now, actor_id
    payment.note = note
    db.session.flush()
    take_back_payment(payment)
    _note(payment, "refuse", actor_id=actor_id, now=now)


def ask_grant(
    case: Case, *, purpose: str, amount: Decimal, actor_id: int, now: datetime
) -> SmallGrant:
    """Ask the base for a small grant."""
    grant = SmallGrant(
        case_id=case.id,
        purpose=purpose,
        amount=amount,
        asked_by_id=actor_id,
        asked_at=now,
        note="",
    )
    db.session.add(grant)
    db.session.flush()
    return grant


def account_for_grant(
    grant: SmallGrant,
    *,
    spent: Decimal,
    returned: Decimal,
    document_id: int | None = None,
    now: datetime,
) -> None:
    """Say what became of a grant.

    :raises GrantNotPaid: it is not paid, or settled. :raises GrantUnbalanced: it does not add up.
    """
    if grant.paid_amount is None or grant.settled_at is not None:
        raise GrantNotPaid
    check_accounted(grant.paid_amount, spent=spent, returned=returned)
    grant.spent, grant.returned, grant.reported_on = spent, returned, day_of(now)
    grant.document_id = document_id
    db.session.flush()


def settle_grant(grant: SmallGrant, *, actor_id: int, now: datetime) -> None:
    """Accept what was said of a grant. :raises GrantNotPaid: nothing was said yet, or it is settled."""
    if grant.reported_on is None or grant.settled_at is not None:
        raise GrantNotPaid
    grant.settled_at, grant.settled_by_id = now, actor_id
    db.session.flush()
    record(
        "incubator.settle_grant",
        actor_id=actor_id,
        subject="incubation_case",
        subject_id=grant.case_id,
        detail={"grant": grant.id},
        now=now,
    )


def _note(payment: Payment, act: str, *, actor_id: int, now: datetime) -> None:
    record(
        f"incubator.{act}_payment",
        actor_id=actor_id,
        subject="incubation_case",
        subject_id=payment.case_id,
        detail={"payment": payment.id, "amount": str(payment.amount)},
        now=now,
    )
