"""What was decided on a case, by whom, and what followed: public notice, objections, places in a row, an appeal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.documents import IncubatorDocument
from trainingapp.incubator.models.places import Intake
from trainingapp.incubator.models.reviews import RankingRecord
from trainingapp.rules.incubation.deciding import Result, Round

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Determination(Base):
    """A decision of the body in charge, apart from reviews, with its minutes. Rows are only ever added: the newest of
    a round counts. `turn` is the turn of the case in which it was written; an older one does not carry over.
    """

    __tablename__ = "determination"
    __table_args__ = (
        CheckConstraint(words("round", Round), name="round"),
        CheckConstraint(words("result", Result), name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    turn: Mapped[int]
    round: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(String(120))  # who decides: a leading group, a committee
    decided_on: Mapped[date] = mapped_column(Date)
    reasons: Mapped[str] = mapped_column(Text)  # the applicant reads them
    minutes_id: Mapped[int] = mapped_column(ForeignKey("incubator_document.id"))
    ranking_id: Mapped[int | None] = mapped_column(ForeignKey("ranking_record.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    minutes: Mapped[IncubatorDocument] = relationship()
    ranking: Mapped[RankingRecord | None] = relationship()
    entered_by: Mapped[User] = relationship()
    deciders: Mapped[list[Decider]] = relationship(order_by="Decider.id")


class Decider(Base):
    """Somebody who decided: with an account of this site, or by name. Rows are only ever added."""

    __tablename__ = "determination_decider"
    __table_args__ = (
        CheckConstraint("user_id IS NOT NULL OR name <> ''", name="named"),
        UniqueConstraint("determination_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    determination_id: Mapped[int] = mapped_column(ForeignKey("determination.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(60), default="")

    user: Mapped[User | None] = relationship()


class PublicNotice(Base):
    """That an admission is made public from `starts_on` up to, but without, `ends_on`, so that anybody may object."""

    __tablename__ = "public_notice"
    __table_args__ = (CheckConstraint("ends_on > starts_on", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    is_sure: Mapped[bool]  # whether the days off of its time were known
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()

    @property
    def last_day(self) -> date:
        """The last day on which somebody may object."""
        return self.ends_on - timedelta(days=1)


class Objection(Base):
    """What somebody objects against an admission, and how it was settled. The applicant never learns by whom."""

    __tablename__ = "notice_objection"
    __table_args__ = (
        UniqueConstraint("notice_id", "by_id"),
        CheckConstraint("(settled_at IS NULL) = (is_upheld IS NULL)", name="settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("public_notice.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    is_upheld: Mapped[bool | None]
    settlement: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    notice: Mapped[PublicNotice] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    settled_by: Mapped[User | None] = relationship(foreign_keys=[settled_by_id])


class WaitPlace(Base):
    """The number of a case on the waiting list of its intake. A case that comes back gets a new one, at the end."""

    __tablename__ = "wait_place"
    __table_args__ = (UniqueConstraint("intake_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    intake_id: Mapped[int] = mapped_column(ForeignKey("incubation_intake.id"))
    number: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(Instant)

    intake: Mapped[Intake] = relationship()


class Appeal(Base):
    """The applicant disagrees with a refusal: once for each case, answered by somebody who had no hand in it."""

    __tablename__ = "case_appeal"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (is_upheld IS NULL)", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    is_upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
