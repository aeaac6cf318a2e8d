"""An agency lives for ever; each case is one passage of it through a base."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.incubation.words import AgencyKind, AgencyStatus, RegistrationRoute

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation


class Agency(Base):
    """A private social work agency, a filed group or a team that wants to become one.

    `organisation` is its place among the site's organisations, where its staff and managers are; a team gets one when
    it moves in. What changes by law (name, address …) is kept by `AgencyChange`; this row is how it is now.
    """

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint(words("kind", AgencyKind), name="kind"),
        CheckConstraint(words("status", AgencyStatus), name="status"),
        CheckConstraint(
            f"route IS NULL OR {words('route', RegistrationRoute)}",
            name="route",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    short_name: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    route: Mapped[str | None] = mapped_column(String(16))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    registered_on: Mapped[date | None] = mapped_column(Date)  # or filed on
    start_capital: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    purpose: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[list[Any]] = mapped_column(JSON, default=list)
    area_code: Mapped[str] = mapped_column(String(12), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    entered_at: Mapped[datetime] = mapped_column(Instant)

    organisation: Mapped[Organisation | None] = relationship()
