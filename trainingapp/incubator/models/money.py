"""An agency's accounts by period, small grants, money held in trust, and the payments that two people release."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.contracts import Instalment
from trainingapp.rules.incubation.accounting_words import Direction, PaymentKind

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class FinancePeriod(Base):
    """Income, expense and means of an agency in [starts_on, ends_on); account names are not kept, only their sums."""

    __tablename__ = "finance_period"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="order"),
        UniqueConstraint("agency_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    income_government: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    income_donations: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    income_services: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    income_other: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    expense_staff: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    expense_activities: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    expense_administration: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    expense_other: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=Decimal(0))
    net_assets: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    cash: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    is_audited: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    agency: Mapped[Agency] = relationship()


class SmallGrant(Base):
    """A small grant of the base to a case: asked for, paid by a Payment, accounted for by the agency, settled."""

    __tablename__ = "small_grant"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(paid_on IS NULL) = (paid_amount IS NULL)", name="paid"),
        CheckConstraint("settled_at IS NULL OR reported_on IS NOT NULL", name="settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    spent: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    returned: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    reported_on: Mapped[date | None] = mapped_column(Date)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()


class Payment(Base):
    """Money of a case that one person proposes to move. Who proposed it never releases it; the database refuses."""

    __tablename__ = "incubation_payment"
    __table_args__ = (
        CheckConstraint(words("kind", PaymentKind), name="kind"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(settled_at IS NULL) = (is_released IS NULL)", name="settled"),
        CheckConstraint(
            "is_released IS NOT TRUE OR "
            "(settled_by_id IS NOT NULL AND settled_by_id <> proposed_by_id)",
            name="two_people",
        ),
        CheckConstraint("(kind = 'instalment') = (instalment_id IS NOT NULL)", name="instalment"),
        CheckConstraint("(kind = 'grant') = (grant_id IS NOT NULL)", name="grant"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    instalment_id: Mapped[int | None] = mapped_column(ForeignKey("contract_instalment.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("small_grant.id"))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    moved_on: Mapped[date] = mapped_column(Date)
    counterparty: Mapped[str] = mapped_column(String(120), default="")
    purpose: Mapped[str] = mapped_column(String(200))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    is_released: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    instalment: Mapped[Instalment | None] = relationship()
    grant: Mapped[SmallGrant | None] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])


class TrustEntry(Base):
    """Money that the base holds for a team without an account of its own, with the balance after it. Only added."""

    __tablename__ = "trust_entry"
    __table_args__ = (
        CheckConstraint(words("direction", Direction), name="direction"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("balance >= 0", name="balance"),
        UniqueConstraint("case_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    number: Mapped[int]
    payment_id: Mapped[int] = mapped_column(ForeignKey("incubation_payment.id"), unique=True)
    moved_on: Mapped[date] = mapped_column(Date)
    direction: Mapped[str] = mapped_column(String(4))
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    balance: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    payment: Mapped[Payment] = relationship()
