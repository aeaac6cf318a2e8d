"""Service projects of an agency, the communities they serve, and their evaluations."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.contracts import Contract
from trainingapp.rules.incubation.accounting_words import EvaluationKind, EvaluationLevel
from trainingapp.rules.incubation.words import Field


class ServiceProject(Base):
    """A project of an agency in one field, [starts_on, ends_on), under a contract when it has one."""

    __tablename__ = "service_project"
    __table_args__ = (
        CheckConstraint(words("field", Field), name="field"),
        CheckConstraint("ends_on > starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("agency_contract.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    field: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    finished_on: Mapped[date | None] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    agency: Mapped[Agency] = relationship()
    contract: Mapped[Contract | None] = relationship()
    areas: Mapped[list[ProjectArea]] = relationship(order_by="ProjectArea.area_code")
    evaluations: Mapped[list[ProjectEvaluation]] = relationship(
        order_by="ProjectEvaluation.done_on"
    )


class ProjectArea(Base):
    """A community that a project serves, by its statistical code of twelve figures."""

    __tablename__ = "project_area"
    __table_args__ = (UniqueConstraint("project_id", "area_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("service_project.id"))
    area_code: Mapped[str] = mapped_column(String(12), index=True)


class ProjectEvaluation(Base):
    """A mid-term or final evaluation of a project, by whom, with its level. Rows are only ever added."""

    __tablename__ = "project_evaluation"
    __table_args__ = (
        CheckConstraint(words("kind", EvaluationKind), name="kind"),
        CheckConstraint(words("level", EvaluationLevel), name="level"),
        CheckConstraint("score IS NULL OR (score >= 0 AND score <= 100)", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("service_project.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    level: Mapped[str] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(String(120))  # who evaluated
    done_on: Mapped[date] = mapped_column(Date)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    project: Mapped[ServiceProject] = relationship(overlaps="evaluations")
