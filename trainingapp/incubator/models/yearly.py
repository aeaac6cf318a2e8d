"""The figures behind a yearly report of a base, as they stood when somebody froze them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.places import IncubationBase

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class YearlySnapshot(Base):
    """What a yearly report says of a base and a year. Rows are only added: a corrected report is another number.

    `figures` is printed as it is and never asked for anything else; `sha256` is that of its canonical JSON.
    """

    __tablename__ = "yearly_snapshot"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("base_id", "year", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    base_id: Mapped[int] = mapped_column(ForeignKey("incubation_base.id"))
    year: Mapped[int]
    number: Mapped[int]  # from 1 in each year of a base
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)

    base: Mapped[IncubationBase] = relationship()
    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id])
