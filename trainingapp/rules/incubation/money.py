"""Money of a case: what opens an instalment, who may release a payment, what is left of a grant and in trust."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.accounting_words import Direction, Precondition

NOTHING = Decimal(0)


class PaymentOwn(RuleViolation):
    message = "Who proposed a payment does not release it. Ask somebody else of the base."


class PaymentSettled(RuleViolation):
    message = "This payment has been decided already."


class PaymentWaits(RuleViolation):
    message = "A payment for this is waiting to be released already."


class InstalmentNotOpen(RuleViolation):
    message = "This instalment is not open: its condition is not met yet, or it is paid."


class NotOfTheBase(RuleViolation):
    message = "The buyer pays this contract. Enter what was received instead."


class ContractInUse(RuleViolation):
    message = "Money of this contract was paid or waits to be released. Who pays it and its case stay as they are."


class AmountTooHigh(RuleViolation):
    message = "At most %(most)s yuan can be paid here."


class InstalmentsTooHigh(RuleViolation):
    message = "All instalments together are more than the contract: at most %(most)s yuan is left."


class BalanceTooLow(RuleViolation):
    message = "Only %(balance)s yuan is held in trust."


class GrantNotPaid(RuleViolation):
    message = "This grant has not been paid, or it is settled already."


class GrantUnbalanced(RuleViolation):
    message = (
        "What was spent and what was returned do not add up to the %(paid)s yuan that were paid."
    )


def is_open_at_signing(precondition: Precondition, signed_on: date | None) -> bool:
    """Whether an instalment is open from the start: it waits for nothing but the signature."""
    return precondition is Precondition.SIGNING and signed_on is not None


def check_releaser(proposed_by: int, releases: int) -> None:
    """Two people move money. :raises PaymentOwn: the same person proposed it."""
    if proposed_by == releases:
        raise PaymentOwn


def balance_after(balance: Decimal, direction: Direction, amount: Decimal) -> Decimal:
    """What is held after a movement. :raises BalanceTooLow: more would leave than there is."""
    if direction is Direction.IN:
        return balance + amount
    if amount > balance:
        raise BalanceTooLow(balance=balance)
    return balance - amount


def left_to_plan(amount: Decimal, planned: Iterable[Decimal]) -> Decimal:
    """What of a contract's amount no instalment names yet."""
    return amount - sum(planned, NOTHING)


def check_accounted(paid: Decimal, *, spent: Decimal, returned: Decimal) -> None:
    """A grant is spent or given back to the last cent. :raises GrantUnbalanced: it is not."""
    if spent + returned != paid:
        raise GrantUnbalanced(paid=paid)


def days_late(due: date | None, paid: date | None, *, on: date) -> int | None:
    """Days between the day an instalment was due and the day it was paid, or `on`; None while nothing is due."""
    if due is None or (paid is None and on <= due):
        return None
    return ((paid or on) - due).days


def count_sources(amounts: Iterable[Decimal], *, percent: Decimal) -> Decimal | None:
    """How many sources give at least `percent` of the income; None without income (A13)."""
    known = list(amounts)
    income = sum(known, NOTHING)
    if income <= NOTHING:
        return None
    return Decimal(sum(1 for amount in known if amount * 100 >= percent * income))
