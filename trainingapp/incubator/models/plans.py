"""What has to be done by when: the items of a case's plan, and tasks of people whatever they came from."""

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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.cases import Case
from trainingapp.rules.incubation.residence_words import ItemState, TaskSource
from trainingapp.rules.incubation.words import Actor

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Task(Base):
    """Something somebody has to do: open until `closed_at`. Of one key at most one is open.

    `message` is a message id with places for `parameters`, or, when `is_typed`, words that somebody typed. `owner` is
    the capacity that has to do it, `assignee` the person when one is named. `endpoint` with `arguments` is the page
    where it is done.
    """

    __tablename__ = "incubation_task"
    __table_args__ = (
        CheckConstraint(words("source", TaskSource), name="source"),
        CheckConstraint(words("owner", Actor), name="owner"),
        Index(
            "uq_incubation_task_open",
            "key",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_incubation_task_agency_id_closed_at", "agency_id", "closed_at"),
        Index("ix_incubation_task_case_id_closed_at", "case_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_case.id"))
    source: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str] = mapped_column(String(16))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    message: Mapped[str] = mapped_column(Text)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_typed: Mapped[bool] = mapped_column(default=False)
    endpoint: Mapped[str] = mapped_column(String(80), default="")
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    due_on: Mapped[date | None] = mapped_column(Date)  # the last day
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(Text, default="")  # on closing

    agency: Mapped[Agency] = relationship()
    case: Mapped[Case | None] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])


class PlanItem(Base):
    """One thing of a case's plan, from a template or typed. Its template's words stand in the file of plans."""

    __tablename__ = "plan_item"
    __table_args__ = (
        CheckConstraint(words("state", ItemState), name="state"),
        CheckConstraint(words("owner", Actor), name="owner"),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight"),
        UniqueConstraint("case_id", "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    code: Mapped[str] = mapped_column(String(40))
    template: Mapped[str] = mapped_column(
        String(40), default=""
    )  # code-version of the plan's template
    title: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    domain: Mapped[str] = mapped_column(String(24), default="")
    due_on: Mapped[date | None] = mapped_column(Date, index=True)  # the last day
    is_due_sure: Mapped[bool] = mapped_column(default=True)
    owner: Mapped[str] = mapped_column(String(16))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    weight: Mapped[int] = mapped_column(default=1)
    needs_evidence: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=ItemState.TODO)
    note: Mapped[str] = mapped_column(Text, default="")  # of who does it, with the evidence
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"))
    answer: Mapped[str] = mapped_column(Text, default="")  # why returned or waived
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    submitted_by: Mapped[User | None] = relationship(foreign_keys=[submitted_by_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])
