"""When a stay is paused: the clocks of the case stop, and its dates move on when it goes on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.extensions import Base, Instant


class Suspension(Base):
    """A planned pause; it runs from `starts_on` and has ended on `resumed_on`, the first day that counts again.

    At most one of a case is planned or runs. `planned_end_on` is the day on which the stay is to go on.
    """

    __tablename__ = "case_suspension"
    __table_args__ = (
        Index(
            "uq_case_suspension_open",
            "case_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("resumed_on >= starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    planned_end_on: Mapped[date] = mapped_column(Date)
    planned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    planned_at: Mapped[datetime] = mapped_column(Instant)
    starts_on: Mapped[date | None] = mapped_column(Date)
    resumed_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
