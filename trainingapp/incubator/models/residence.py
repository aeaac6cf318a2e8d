"""What makes an agency a resident: agreement, pledge, desk, equipment; and what makes its stay longer."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Numeric, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.places import IncubationBase
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    EquipmentState,
    PledgeKind,
)

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Agreement(Base):
    """An agreement (入驻协议 …) of a case. Once both have signed it only expires; a new one is another row."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint(words("kind", AgreementKind), name="kind"),
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint("desks >= 0 AND rent >= 0 AND deposit >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(40), default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)  # the first day it no longer holds
    desks: Mapped[int] = mapped_column(default=0)
    rent: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)  # yuan a month
    deposit: Mapped[Decimal] = mapped_column(Numeric(14, 2), default=0)
    terms: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    signed_agency_on: Mapped[date | None] = mapped_column(Date)
    signed_agency_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_base_on: Mapped[date | None] = mapped_column(Date)
    signed_base_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    signed_agency_by: Mapped[User | None] = relationship(foreign_keys=[signed_agency_by_id])
    signed_base_by: Mapped[User | None] = relationship(foreign_keys=[signed_base_by_id])


class Pledge(Base):
    """A declaration of the agency; for safety also who told it and when."""

    __tablename__ = "agency_pledge"
    __table_args__ = (
        CheckConstraint(words("kind", PledgeKind), name="kind"),
        Index("uq_agency_pledge_case_id_kind", "case_id", "kind", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    kind: Mapped[str] = mapped_column(String(12))
    told_on: Mapped[date | None] = mapped_column(Date)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(Instant)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    told_by: Mapped[User | None] = relationship(foreign_keys=[told_by_id])
    agreed_by: Mapped[User | None] = relationship(foreign_keys=[agreed_by_id])


class DeskAssignment(Base):
    """A desk of a base that a case has from a day on. A desk is with one case at a time."""

    __tablename__ = "desk_assignment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        Index(
            "uq_desk_assignment_taken",
            "base_id",
            "desk",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("incubation_base.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    desk: Mapped[int]  # 1 … desks of the base
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)  # the first day it is free again
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()


class Equipment(Base):
    """A piece of equipment of a base, by its number on the list."""

    __tablename__ = "base_equipment"
    __table_args__ = (
        CheckConstraint(words("state", EquipmentState), name="state"),
        Index("uq_base_equipment_base_id_code", "base_id", "code", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("incubation_base.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(8), default=EquipmentState.GOOD)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    base: Mapped[IncubationBase] = relationship()


class EquipmentLoan(Base):
    """Equipment that a case has, until it is returned. One piece is with one case at a time."""

    __tablename__ = "equipment_loan"
    __table_args__ = (
        Index(
            "uq_equipment_loan_out",
            "equipment_id",
            unique=True,
            sqlite_where=text("returned_on IS NULL"),
            postgresql_where=text("returned_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[int] = mapped_column(ForeignKey("base_equipment.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    lent_on: Mapped[date] = mapped_column(Date)
    returned_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")

    equipment: Mapped[Equipment] = relationship()
    case: Mapped[Case] = relationship()


class Extension(Base):
    """A longer stay that was asked for; granted by the passage that it was asked for, or refused."""

    __tablename__ = "residence_extension"
    __table_args__ = (
        CheckConstraint("months BETWEEN 1 AND 24", name="months"),
        Index(
            "uq_residence_extension_waiting",
            "case_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    months: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    plan: Mapped[str] = mapped_column(Text, default="")  # what will be done in that time
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    is_granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    ends_before: Mapped[date | None] = mapped_column(Date)  # the planned end it moved
    ends_on: Mapped[date | None] = mapped_column(Date)  # the planned end after it

    asked_by: Mapped[User | None] = relationship(foreign_keys=[asked_by_id])


class EarlyConsent(Base):
    """The head of the base agrees that a case may graduate earlier than near its planned end."""

    __tablename__ = "early_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)
