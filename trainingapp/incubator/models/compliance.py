"""How agencies stand by the checks, as history; what a base lets stand for a while; who read the law, and when."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.rules.incubation.compliance.words import Severity, Status

if TYPE_CHECKING:
    from trainingapp.accounts.models import User
    from trainingapp.incubator.models.documents import IncubatorDocument


class ComplianceResult(Base):
    """What one check found of an agency, from `found_at` until another finding replaced it.

    `since` is the first day of its status without a break; `terms` the thresholds that were used, each with its
    document, so that the finding explains itself later. Only `replaced_at` is ever written again.
    """

    __tablename__ = "compliance_result"
    __table_args__ = (
        CheckConstraint(words("status", Status), name="status"),
        CheckConstraint(words("severity", Severity), name="severity"),
        Index(
            "uq_compliance_result_current",
            "agency_id",
            "code",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        Index("ix_compliance_result_agency_id_code_found_at", "agency_id", "code", "found_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(4))
    status: Mapped[str] = mapped_column(String(16))
    severity: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(24))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_on: Mapped[date | None] = mapped_column(Date)
    since: Mapped[date] = mapped_column(Date)
    found_at: Mapped[datetime] = mapped_column(Instant)
    replaced_at: Mapped[datetime | None] = mapped_column(Instant)

    agency: Mapped[Agency] = relationship()


class ComplianceLook(Base):
    """When all checks of an agency last ran."""

    __tablename__ = "compliance_look"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    looked_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Waiver(Base):
    """The head of a base lets a breach stand until a day, for a reason and on a document."""

    __tablename__ = "compliance_waiver"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="order"),
        Index("ix_compliance_waiver_agency_id_code", "agency_id", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    code: Mapped[str] = mapped_column(String(4))
    reason: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int] = mapped_column(ForeignKey("incubator_document.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)  # the first day without it
    given_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    given_by: Mapped[User] = relationship(foreign_keys=[given_by_id])
    document: Mapped[IncubatorDocument] = relationship("IncubatorDocument")


class BasisReading(Base):
    """Somebody read the documents behind a check as they are in force."""

    __tablename__ = "basis_reading"
    __table_args__ = (Index("ix_basis_reading_code_read_on", "code", "read_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(4))
    read_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, default="")
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    read_by: Mapped[User | None] = relationship(foreign_keys=[read_by_id])
