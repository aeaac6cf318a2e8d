"""Contracts of an agency with what is to be delivered and what is paid for it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.cases import Case
from trainingapp.rules.incubation.accounting_words import (
    ContractKind,
    ContractState,
    Payer,
    Precondition,
)
from trainingapp.rules.incubation.words import Field


class Contract(Base):
    """A contract [starts_on, ends_on). `case_id` when it belongs to a case; `payer` base: its own money."""

    __tablename__ = "agency_contract"
    __table_args__ = (
        CheckConstraint(words("kind", ContractKind), name="kind"),
        CheckConstraint(words("state", ContractState), name="state"),
        CheckConstraint(words("field", Field), name="field"),
        CheckConstraint(words("payer", Payer), name="payer"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint("payer <> 'base' OR case_id IS NOT NULL", name="of_case"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    field: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    buyer: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60), default="")
    awarded_on: Mapped[date | None] = mapped_column(Date)
    signed_on: Mapped[date | None] = mapped_column(Date)
    published_on: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    staff_cost: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))  # planned
    spent: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    spent_on_staff: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    payer: Mapped[str] = mapped_column(String(8), default=Payer.BUYER)
    is_subcontracted: Mapped[bool] = mapped_column(default=False)  # as a whole
    is_labour_dispatch: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=ContractState.PLANNED)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    agency: Mapped[Agency] = relationship()
    case: Mapped[Case | None] = relationship()
    instalments: Mapped[list[Instalment]] = relationship(order_by="Instalment.number")
    deliverables: Mapped[list[Deliverable]] = relationship(order_by="Deliverable.due_on")


class Instalment(Base):
    """A part of a contract's amount. It opens when its precondition holds; a base's own is paid by a Payment."""

    __tablename__ = "contract_instalment"
    __table_args__ = (
        CheckConstraint(words("precondition", Precondition), name="precondition"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(paid_on IS NULL) = (paid_amount IS NULL)", name="paid"),
        UniqueConstraint("contract_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("agency_contract.id"))
    number: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    precondition: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime | None] = mapped_column(Instant)
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))

    contract: Mapped[Contract] = relationship(overlaps="instalments")


class Deliverable(Base):
    """Something that a contract promises by a day."""

    __tablename__ = "contract_deliverable"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("agency_contract.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column(Date)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    contract: Mapped[Contract] = relationship(overlaps="deliverables")
