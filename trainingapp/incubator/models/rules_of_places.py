"""What the site itself enters about a place, beside the question bank: each with its basis and its days."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.rules.incubation.places import Source

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class PlaceRule(Base):
    """A value that holds in an area between two days. Its value never changes: it is ended, and another one entered.

    `area` is CN or the first digits of a statistical code. A withdrawn row counts as if it had never been entered.
    """

    __tablename__ = "place_rule"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        CheckConstraint("confidence IN ('A', 'B', 'C', 'D', 'P')", name="confidence"),
        Index("ix_place_rule_key_area", "key", "area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(String(12))
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(200))
    document: Mapped[str] = mapped_column(String(200))
    article: Mapped[str] = mapped_column(String(40), default="")
    confidence: Mapped[str] = mapped_column(String(1))
    note: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)  # the last day
    checked_on: Mapped[date | None] = mapped_column(Date)  # somebody read the document (again)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])

    @property
    def is_of_site(self) -> bool:
        """A row of this table is."""
        return True

    @property
    def source(self) -> Source:
        """Where the value comes from."""
        return Source(
            area=self.area,
            document=self.document,
            article=self.article,
            confidence=self.confidence,
            note_zh=self.note,
            note_en=self.note,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            checked_on=self.checked_on,
            is_of_site=True,
        )
