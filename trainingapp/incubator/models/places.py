"""Where agencies are incubated: a base, what it owes to whom, and its calls for applications."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.incubation.words import Track

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation


class IncubationBase(Base):
    """An incubation base (孵化基地). Its people hold roles in its organisation; its authority confirms decisions.

    `area_code` is the statistical code of the county (6 digits): jurisdiction rules are looked up by it.
    """

    __tablename__ = "incubation_base"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)  # begins the numbers of its cases
    area_code: Mapped[str] = mapped_column(String(12))
    address: Mapped[str] = mapped_column(String(200), default="")
    operator: Mapped[str] = mapped_column(String(120), default="")  # who runs it by contract
    introduction: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    desks: Mapped[int] = mapped_column(default=0)
    area_m2: Mapped[int] = mapped_column(default=0)
    opened_on: Mapped[date | None] = mapped_column(Date)
    is_open: Mapped[bool] = mapped_column(default=True)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    authority: Mapped[Organisation | None] = relationship(foreign_keys=[authority_id])


class Intake(Base):
    """A call for applications and those who came by it (批次). Published when `published_at` is set."""

    __tablename__ = "incubation_intake"
    __table_args__ = (
        UniqueConstraint("base_id", "name"),
        CheckConstraint(words("track", Track), name="track"),
        CheckConstraint("closes_on >= opens_on", name="order"),
        CheckConstraint("places >= 0", name="places"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("incubation_base.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")  # of the call
    opens_on: Mapped[date] = mapped_column(Date)
    closes_on: Mapped[date] = mapped_column(Date)  # the last day
    places: Mapped[int]
    track: Mapped[str] = mapped_column(String(4), default=Track.M12)
    has_trial: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    base: Mapped[IncubationBase] = relationship()
