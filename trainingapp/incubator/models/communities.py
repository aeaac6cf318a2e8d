"""Communities, urban and rural, and how many organisations each has: what coverage is measured by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.incubation.registry_words import CommunityKind


class Community(Base):
    """A community (社区, 村) by its statistical code of 12 digits, and what was counted there on a day.

    `filed` and `registered` count community organisations on file with the street and registered; None: not counted.
    """

    __tablename__ = "community"
    __table_args__ = (
        CheckConstraint(words("kind", CommunityKind), name="kind"),
        CheckConstraint("length(code) = 12", name="code"),
        CheckConstraint("filed >= 0 AND registered >= 0", name="counts"),
        CheckConstraint("households >= 0 AND population >= 0", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    street: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(8))
    households: Mapped[int | None]
    population: Mapped[int | None]
    filed: Mapped[int | None]
    registered: Mapped[int | None]
    as_of: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)
