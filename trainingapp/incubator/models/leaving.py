"""How a stay ends: putting right, leaving, dismissal, hand-over; and how graduates do afterwards."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.cases import Case
from trainingapp.rules.incubation.residence_words import (
    Cause,
    HandoverKind,
    ItemState,
    Origin,
    Survival,
)

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Rectification(Base):
    """What an agency has to put right (整改). Being written until `ordered_at`, then it stands; at most one is open."""

    __tablename__ = "rectification"
    __table_args__ = (
        CheckConstraint(words("origin", Origin), name="origin"),
        Index(
            "uq_rectification_open",
            "case_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    origin: Mapped[str] = mapped_column(String(12))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    ordered_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    items: Mapped[list[RectificationItem]] = relationship(
        order_by="RectificationItem.id", back_populates="rectification"
    )


class RectificationItem(Base):
    """One thing to put right by a day, shown with evidence, looked at again."""

    __tablename__ = "rectification_item"
    __table_args__ = (CheckConstraint(words("state", ItemState), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rectification_id: Mapped[int] = mapped_column(ForeignKey("rectification.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)  # the last day
    state: Mapped[str] = mapped_column(String(12), default=ItemState.TODO)
    note: Mapped[str] = mapped_column(Text, default="")  # what the agency did, and what shows it
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    rectification: Mapped[Rectification] = relationship(back_populates="items")


class LeaveNotice(Base):
    """The agency's own notice that it leaves on a day; withdrawn while the case has not passed on."""

    __tablename__ = "leave_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    given_on: Mapped[date] = mapped_column(Date)
    leaves_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class Dismissal(Base):
    """A dismissal (清退) in preparation: its cause, the facts, and what the agency says. At most one is open."""

    __tablename__ = "dismissal"
    __table_args__ = (
        CheckConstraint(words("cause", Cause), name="cause"),
        Index(
            "uq_dismissal_open",
            "case_id",
            unique=True,
            sqlite_where=text("dropped_at IS NULL"),
            postgresql_where=text("dropped_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    cause: Mapped[str] = mapped_column(String(20))
    facts: Mapped[str] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    told_on: Mapped[date] = mapped_column(Date)
    answer_by: Mapped[date] = mapped_column(Date)  # the last day
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    statement: Mapped[str] = mapped_column(Text, default="")
    stated_at: Mapped[datetime | None] = mapped_column(Instant)
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(Instant)


class Handover(Base):
    """The hand-over on leaving (交接), with the words of both sides at its end."""

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), unique=True)
    due_on: Mapped[date] = mapped_column(Date)  # the last day
    is_due_sure: Mapped[bool] = mapped_column(default=True)
    begun_at: Mapped[datetime] = mapped_column(Instant)
    agency_signed_at: Mapped[datetime | None] = mapped_column(Instant)
    agency_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    base_signed_at: Mapped[datetime | None] = mapped_column(Instant)
    base_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()
    items: Mapped[list[HandoverItem]] = relationship(order_by="HandoverItem.id")


class HandoverItem(Base):
    """One thing handed over; done when `done_on` is set by the base."""

    __tablename__ = "handover_item"
    __table_args__ = (
        CheckConstraint(words("kind", HandoverKind), name="kind"),
        UniqueConstraint("handover_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    kind: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date | None] = mapped_column(Date)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class FollowUp(Base):
    """A look at a graduate some months later. `month` counts from the end of the stay."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint(f"survival IS NULL OR {words('survival', Survival)}", name="survival"),
        UniqueConstraint("case_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    month: Mapped[int]
    due_on: Mapped[date] = mapped_column(Date, index=True)
    done_on: Mapped[date | None] = mapped_column(Date)
    survival: Mapped[str | None] = mapped_column(String(16))
    staff: Mapped[int | None]  # full-time
    projects: Mapped[int | None]  # running
    needs: Mapped[str] = mapped_column(Text, default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    case: Mapped[Case] = relationship()
    contacts: Mapped[list[FollowUpContact]] = relationship(order_by="FollowUpContact.id")


class FollowUpContact(Base):
    """One attempt to reach a graduate. Rows are only ever added."""

    __tablename__ = "follow_up_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey("follow_up.id"), index=True)
    happened_on: Mapped[date] = mapped_column(Date)
    is_reached: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
