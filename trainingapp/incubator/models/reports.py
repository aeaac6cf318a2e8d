"""Reports that an agency owes during a case: the schedule, each report with its last day, every version handed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.documents import IncubatorDocument
from trainingapp.rules.incubation.accounting_words import Every, ReportState

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class ReportSchedule(Base):
    """That a case reports every month, quarter or year, from a day on; `ends_on` is the first day without."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        CheckConstraint(words("every", Every), name="every"),
        CheckConstraint("due_days >= 0", name="due_days"),
        UniqueConstraint("case_id", "every"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    every: Mapped[str] = mapped_column(String(8))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    due_days: Mapped[int]  # days after the period in which the report may be handed in

    case: Mapped[Case] = relationship()


class Report(Base):
    """One report on one period [starts_on, ends_on), due on its last day."""

    __tablename__ = "incubation_report"
    __table_args__ = (
        CheckConstraint(words("every", Every), name="every"),
        CheckConstraint(words("state", ReportState), name="state"),
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint("state <> 'skipped' OR skip_reason <> ''", name="skipped"),
        UniqueConstraint("case_id", "every", "starts_on"),
        Index("ix_incubation_report_state_due_on", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    schedule_id: Mapped[int] = mapped_column(ForeignKey("report_schedule.id"))
    every: Mapped[str] = mapped_column(String(8))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12), default=ReportState.PENDING)
    narrative: Mapped[str] = mapped_column(Text, default="")
    problems: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    skip_reason: Mapped[str] = mapped_column(Text, default="")
    review_note: Mapped[str] = mapped_column(Text, default="")
    first_submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()
    evidence: Mapped[list[ReportEvidence]] = relationship(order_by="ReportEvidence.id")
    versions: Mapped[list[ReportVersion]] = relationship(order_by="ReportVersion.number")
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class ReportVersion(Base):
    """What was handed in, as it was. Rows are only ever added."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("incubation_report.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    submitted_by: Mapped[User | None] = relationship(foreign_keys=[submitted_by_id])


class ReportEvidence(Base):
    """A document that stands behind a report and the values in it."""

    __tablename__ = "report_evidence"
    __table_args__ = (UniqueConstraint("report_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("incubation_report.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("incubator_document.id"))

    document: Mapped[IncubatorDocument] = relationship()
