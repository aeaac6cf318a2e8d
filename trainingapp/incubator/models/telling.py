"""What people were told of what falls due, so that nobody is told twice."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.extensions import Base, Instant


class DueNotice(Base):
    """One step of one matter that people were told of. The unique key is what keeps a second run silent."""

    __tablename__ = "due_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    given_at: Mapped[datetime] = mapped_column(Instant, index=True)


class WeeklyMail(Base):
    """The mail of a week to somebody; `week` is its Monday."""

    __tablename__ = "incubation_weekly_mail"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    week: Mapped[date] = mapped_column(Date, primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(Instant)
