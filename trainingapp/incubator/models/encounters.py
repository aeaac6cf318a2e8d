"""Meetings of base and agency with their minutes, and what they agreed; risks and incidents."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.cases import Case
from trainingapp.rules.incubation.residence_words import (
    EncounterKind,
    IncidentKind,
    Origin,
    RiskKind,
)
from trainingapp.rules.incubation.words import Actor

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Encounter(Base):
    """A visit, a talk, a supervision … with its minutes. Confirmed by the agency it stays as it is."""

    __tablename__ = "encounter"
    __table_args__ = (
        CheckConstraint(words("kind", EncounterKind), name="kind"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        Index("ix_encounter_case_id_happened_on", "case_id", "happened_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    kind: Mapped[str] = mapped_column(String(16))
    happened_on: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(120), default="")
    is_online: Mapped[bool] = mapped_column(default=False)
    host_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    attendees: Mapped[str] = mapped_column(Text, default="")
    purpose: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    findings: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    remark: Mapped[str] = mapped_column(Text, default="")  # of the agency on confirming

    case: Mapped[Case] = relationship()
    host: Mapped[User | None] = relationship(foreign_keys=[host_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])
    actions: Mapped[list[AgreedAction]] = relationship(
        order_by="AgreedAction.id", back_populates="encounter"
    )


class AgreedAction(Base):
    """Something that was agreed at a meeting; it is a task until it is done."""

    __tablename__ = "agreed_action"
    __table_args__ = (CheckConstraint(words("owner", Actor), name="owner"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    encounter_id: Mapped[int] = mapped_column(ForeignKey("encounter.id"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    owner: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date | None] = mapped_column(Date)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_task.id"))

    encounter: Mapped[Encounter] = relationship(back_populates="actions")


class RiskFlag(Base):
    """A risk of an agency (severity × likelihood, 1 to 5 each) with its owner, its plan and its day."""

    __tablename__ = "risk_flag"
    __table_args__ = (
        CheckConstraint(words("kind", RiskKind), name="kind"),
        CheckConstraint(words("origin", Origin), name="origin"),
        CheckConstraint("severity BETWEEN 1 AND 5 AND likelihood BETWEEN 1 AND 5", name="scale"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    origin: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    severity: Mapped[int]
    likelihood: Mapped[int]
    plan: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    due_on: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closing_note: Mapped[str] = mapped_column(Text, default="")

    case: Mapped[Case] = relationship()
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])


class Incident(Base):
    """Something grave that happened at an agency. Only the agency, its officers, the head and the authority read it."""

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint(words("kind", IncidentKind), name="kind"),
        CheckConstraint("persons_harmed >= 0", name="persons_harmed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    happened_on: Mapped[date] = mapped_column(Date)
    persons_harmed: Mapped[int] = mapped_column(default=0)
    summary: Mapped[str] = mapped_column(Text)  # without names of clients
    measures: Mapped[str] = mapped_column(Text, default="")
    told_whom: Mapped[str] = mapped_column(String(200), default="")  # police, authority …
    told_on: Mapped[date | None] = mapped_column(Date)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    agency: Mapped[Agency] = relationship()
    case: Mapped[Case] = relationship()
