"""How far an agency is: its maturity by domains at four moments, and the score sheets of mid-term and graduation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
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
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind, Side

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Assessment(Base):
    """The maturity of an agency at a moment, as one side sees it. Submitted it stays; `index` is 0 to 100."""

    __tablename__ = "maturity_assessment"
    __table_args__ = (
        CheckConstraint(words("kind", AssessmentKind), name="kind"),
        CheckConstraint(words("side", Side), name="side"),
        UniqueConstraint("case_id", "kind", "side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    kind: Mapped[str] = mapped_column(String(12))
    side: Mapped[str] = mapped_column(String(8))
    instrument: Mapped[str] = mapped_column(String(40))  # code-version
    levels: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # statement → 0 … 4
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # domain → words
    index: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])


class Evaluation(Base):
    """A score sheet of a case: the agency's own, or the assessor's. Submitted it stays; a later round is a new row."""

    __tablename__ = "case_evaluation"
    __table_args__ = (
        CheckConstraint(words("kind", EvaluationKind), name="kind"),
        CheckConstraint(words("side", Side), name="side"),
        Index("ix_case_evaluation_case_id_kind", "case_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    kind: Mapped[str] = mapped_column(String(12))
    side: Mapped[str] = mapped_column(String(8))
    sheet: Mapped[str] = mapped_column(String(40))  # code-version
    points: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # criterion → points
    notes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # criterion → evidence
    feedback: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
