"""Scoring sheets in their versions, which of them a call uses, what reviewers scored, and what was made of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.cases import Case, CaseSeat
from trainingapp.incubator.models.places import Intake
from trainingapp.rules.incubation.reviewing import Recommendation

if TYPE_CHECKING:
    from trainingapp.accounts.models import User
    from trainingapp.incubator.models.applications import ApplicationRevision


class Meeting(StrEnum):
    """How the base met the applicants before the decision."""

    INTERVIEW = "interview"
    VISIT = "visit"


class RubricVersion(Base):
    """A published version of a scoring sheet. It never changes: calls and reviews point at it."""

    __tablename__ = "rubric_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ReviewScheme(Base):
    """By which sheet the cases of a call are scored, and the bonus that the call names for fields in shortage."""

    __tablename__ = "review_scheme"
    __table_args__ = (CheckConstraint("bonus >= 0", name="bonus"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("incubation_intake.id"), unique=True)
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    bonus: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))
    bonus_fields: Mapped[list[Any]] = mapped_column(JSON, default=list)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Instant)

    intake: Mapped[Intake] = relationship()
    rubric: Mapped[RubricVersion] = relationship()


class Review(Base):
    """What one reviewer scored, of the revision that lay before them. Submitted it never changes; `number` counts anew
    when the review is reopened, and the newest submitted one counts.

    `scores`: code of a criterion → points of 0 to 5, as far as chosen; `remarks`: code → what the reviewer says of it.
    """

    __tablename__ = "case_review"
    __table_args__ = (
        UniqueConstraint("seat_id", "number"),
        CheckConstraint(
            f"recommendation IS NULL OR {words('recommendation', Recommendation)}",
            name="recommendation",
        ),
        CheckConstraint(
            "submitted_at IS NULL OR (total IS NOT NULL AND recommendation IS NOT NULL)",
            name="submitted",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("case_seat.id"))
    number: Mapped[int]
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("application_revision.id"))
    scores: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    remarks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    vetoes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    recommendation: Mapped[str | None] = mapped_column(String(8))
    comment: Mapped[str] = mapped_column(Text, default="")  # for those who decide
    advice: Mapped[str] = mapped_column(Text, default="")  # may be passed on to the applicant
    total: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    saved_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)

    seat: Mapped[CaseSeat] = relationship()
    rubric: Mapped[RubricVersion] = relationship()
    revision: Mapped[ApplicationRevision | None] = relationship()


class Moderation(Base):
    """Reviewers were far apart, and this is what was said about it. Rows are only ever added."""

    __tablename__ = "review_moderation"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    spread: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    note: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    by: Mapped[User] = relationship()


class Interview(Base):
    """That the base met the applicants, and what it found. Rows are only ever added."""

    __tablename__ = "case_interview"
    __table_args__ = (CheckConstraint(words("kind", Meeting), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    held_on: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(120), default="")
    people: Mapped[str] = mapped_column(String(300))
    findings: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    entered_by: Mapped[User] = relationship()


class RankingRecord(Base):
    """What the reviews of a case came to when its review was closed. At most one of a case stands; reopening ends it.

    `findings`: means by criterion, codes of vetoes and of criteria below their least, failings, how many sheets.
    """

    __tablename__ = "ranking_record"
    __table_args__ = (
        UniqueConstraint("case_id", "revision"),
        Index(
            "uq_ranking_record_standing",
            "case_id",
            unique=True,
            sqlite_where=text("unfrozen_at IS NULL"),
            postgresql_where=text("unfrozen_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_intake.id"), index=True)
    revision: Mapped[int]
    rubric_id: Mapped[int] = mapped_column(ForeignKey("rubric_version.id"))
    total: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    bonus: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    spread: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    passes: Mapped[bool]
    findings: Mapped[dict[str, Any]] = mapped_column(JSON)
    frozen_at: Mapped[datetime] = mapped_column(Instant)
    unfrozen_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    rubric: Mapped[RubricVersion] = relationship()
