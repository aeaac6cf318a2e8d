"""Who works where: stated by the person, confirmed or refused by the employer, with everything that happened to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.registration_words import EmploymentAct, EmploymentState

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User


class Employment(Base):
    """Somebody's employment from `starts_on` up to, but without, `ends_on`; None: it goes on.

    With an organisation of this site, its manager confirms or refuses; with a name alone nobody can.
    """

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint(words("state", EmploymentState), name="state"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="order"),
        CheckConstraint("organisation_id IS NOT NULL OR employer_name <> ''", name="employer"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR organisation_id IS NOT NULL", name="decided"
        ),
        Index("ix_employment_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    employer_name: Mapped[str] = mapped_column(String(120), default="")
    post: Mapped[str] = mapped_column(String(60), default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16), default=EmploymentState.STATED)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    organisation: Mapped[Organisation | None] = relationship("Organisation")
    user: Mapped[User] = relationship("User", foreign_keys=[user_id])
    events: Mapped[list[EmploymentEvent]] = relationship(order_by="EmploymentEvent.id")


class EmploymentEvent(Base):
    """What happened to an employment, by whom, and why."""

    __tablename__ = "employment_event"
    __table_args__ = (CheckConstraint(words("act", EmploymentAct), name="act"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(
        ForeignKey("employment.id", ondelete="CASCADE"), index=True
    )
    act: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
