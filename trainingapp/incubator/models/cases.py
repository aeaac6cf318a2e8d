"""The case: one agency's passage through one base, the workflow it was begun under, and every stage it has been in."""

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
    text,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.places import IncubationBase, Intake
from trainingapp.rules.incubation.words import (
    Applicants,
    Duty,
    Mode,
    Outcome,
    SeatState,
    Stage,
    Track,
)

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class WorkflowVersion(Base):
    """A published version of a workflow. It never changes; a case stays with the version it was begun under."""

    __tablename__ = "workflow_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = deferred(mapped_column(JSON))
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Case(Base):
    """One case file. `stage` is where it stands, since `stage_since`; `turn` counts its passages."""

    __tablename__ = "incubation_case"
    __table_args__ = (
        CheckConstraint(words("stage", Stage), name="stage"),
        CheckConstraint(words("track", Track), name="track"),
        CheckConstraint(words("mode", Mode), name="mode"),
        CheckConstraint(words("applicants", Applicants), name="applicants"),
        CheckConstraint(f"outcome IS NULL OR {words('outcome', Outcome)}", name="outcome"),
        Index("ix_incubation_case_base_id_stage", "base_id", "stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("incubation_base.id"))
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_intake.id"), index=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    workflow_version_id: Mapped[int] = mapped_column(ForeignKey("workflow_version.id"))
    applicants: Mapped[str] = mapped_column(String(12))
    track: Mapped[str] = mapped_column(String(4))
    mode: Mapped[str] = mapped_column(String(8), default=Mode.PHYSICAL)
    stage: Mapped[str] = mapped_column(String(16), default=Stage.DRAFT)
    stage_since: Mapped[datetime] = mapped_column(Instant)
    turn: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    entered_on: Mapped[date | None] = mapped_column(Date)
    planned_exit_on: Mapped[date | None] = mapped_column(Date)
    exit_on: Mapped[date | None] = mapped_column(Date)
    extensions: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(24))

    base: Mapped[IncubationBase] = relationship()
    intake: Mapped[Intake | None] = relationship()
    agency: Mapped[Agency] = relationship()
    applicant: Mapped[User | None] = relationship(foreign_keys=[applicant_id])
    officer: Mapped[User | None] = relationship(foreign_keys=[officer_id])
    workflow: Mapped[WorkflowVersion] = relationship()


class StageRecord(Base):
    """One passage of a case: by which act, by whom in which capacity, on what evidence. Rows are only ever added."""

    __tablename__ = "stage_record"
    __table_args__ = (UniqueConstraint("case_id", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    turn: Mapped[int]
    transition: Mapped[str] = mapped_column(String(8))  # T1 … of its workflow
    act: Mapped[str] = mapped_column(String(32))
    from_stage: Mapped[str] = mapped_column(String(16))
    to_stage: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    capacity: Mapped[str] = mapped_column(String(16))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # guard → what it found
    reverts_id: Mapped[int | None] = mapped_column(ForeignKey("stage_record.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])
    proposed_by: Mapped[User | None] = relationship(foreign_keys=[proposed_by_id])


class Proposal(Base):
    """An act that one person proposed and another has to confirm. At most one waits for each case."""

    __tablename__ = "case_proposal"
    __table_args__ = (
        Index(
            "uq_case_proposal_waiting",
            "case_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    transition: Mapped[str] = mapped_column(String(8))
    act: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(Text, default="")
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    is_confirmed: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="")

    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])


class CaseSeat(Base):
    """An expert's seat on a case. A reviewer sees the application only when the seat is taken, without a conflict."""

    __tablename__ = "case_seat"
    __table_args__ = (
        CheckConstraint(words("duty", Duty), name="duty"),
        CheckConstraint(words("state", SeatState), name="state"),
        UniqueConstraint("case_id", "user_id", "duty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    duty: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default=SeatState.ASKED)
    note: Mapped[str] = mapped_column(Text, default="")  # the conflict, or why declined
    due_on: Mapped[date | None] = mapped_column(Date)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    case: Mapped[Case] = relationship()
