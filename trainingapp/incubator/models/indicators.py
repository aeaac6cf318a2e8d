"""Figures of a base, a case or a project: what is asked, period by period, and every value ever approved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.places import IncubationBase
from trainingapp.incubator.models.projects import ServiceProject
from trainingapp.rules.incubation.accounting_words import Every, Source, ValueKind, ValueState

if TYPE_CHECKING:
    from trainingapp.accounts.models import User

ONE_SCOPE = (
    "(CASE WHEN base_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN case_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END) = 1"
)


class IndicatorAssignment(Base):
    """That a measure of the catalogue is kept for one base, case or project. A missing target is no zero."""

    __tablename__ = "indicator_assignment"
    __table_args__ = (
        CheckConstraint(ONE_SCOPE, name="one_scope"),
        CheckConstraint(words("every", Every), name="every"),
        CheckConstraint("weight > 0", name="weight"),
        UniqueConstraint("measure", "base_id"),
        UniqueConstraint("measure", "case_id"),
        UniqueConstraint("measure", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[str] = mapped_column(String(32))  # a code of the catalogue, with its part
    base_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_base.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("service_project.id"), index=True)
    every: Mapped[str] = mapped_column(String(8))
    baseline: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    baseline_on: Mapped[date | None] = mapped_column(Date)
    target_total: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    weight: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(1))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    base: Mapped[IncubationBase | None] = relationship()
    case: Mapped[Case | None] = relationship()
    project: Mapped[ServiceProject | None] = relationship()
    periods: Mapped[list[IndicatorPeriod]] = relationship(order_by="IndicatorPeriod.starts_on")


class IndicatorPeriod(Base):
    """A measure in [starts_on, ends_on). Locked: only a correction by reversal changes what it says."""

    __tablename__ = "indicator_period"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="order"),
        UniqueConstraint("assignment_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("indicator_assignment.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    target: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    locked_at: Mapped[datetime | None] = mapped_column(Instant)
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    assignment: Mapped[IndicatorAssignment] = relationship(overlaps="periods")
    values: Mapped[list[IndicatorValue]] = relationship(order_by="IndicatorValue.id")


class IndicatorValue(Base):
    """A value, or None for "no data". An approved one never changes: a reversal and a new entry correct it."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        CheckConstraint(words("kind", ValueKind), name="kind"),
        CheckConstraint(words("state", ValueState), name="state"),
        CheckConstraint(words("source", Source), name="source"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal"),
        Index("uq_indicator_value_reverses_id", "reverses_id", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("indicator_period.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8), default=ValueKind.ENTRY)
    source: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    value: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    numerator: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    denominator: Mapped[Decimal | None] = mapped_column(Numeric(16, 4))
    breakdown: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("indicator_value.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)

    period: Mapped[IndicatorPeriod] = relationship(overlaps="values")
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
