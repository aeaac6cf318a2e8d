"""What an agency holds or has done before the law, as entries of registers: licences, filings, tax, grades, lists."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base
from trainingapp.incubator.models.registry import IN_ORDER, Entry
from trainingapp.rules.incubation.registry_words import (
    ContactWay,
    CreditKind,
    FilingKind,
    FilingResult,
    LicenceKind,
    StatementKind,
    StepKind,
    TaxKind,
)

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation


class Licence(Entry, Base):
    """A certificate or recognition, with the name printed on it."""

    __tablename__ = "agency_licence"
    __table_args__ = (
        CheckConstraint(words("kind", LicenceKind), name="kind"),
        CheckConstraint(IN_ORDER, name="order"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60), default="")
    printed_name: Mapped[str] = mapped_column(String(120), default="")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class AnnualFiling(Entry, Base):
    """The filing of one year (条例 art. 23): to the supervising unit, then to the registry.

    `year` is the year reported on. `exempt_reason` when none was due.
    """

    __tablename__ = "agency_filing"
    __table_args__ = (
        CheckConstraint(words("kind", FilingKind), name="kind"),
        CheckConstraint(f"result IS NULL OR {words('result', FilingResult)}", name="result"),
    )

    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    supervisor_on: Mapped[date | None] = mapped_column(Date)
    registry_on: Mapped[date | None] = mapped_column(Date)
    exempt_reason: Mapped[str] = mapped_column(String(200), default="")
    result: Mapped[str | None] = mapped_column(String(8))
    rectify_by: Mapped[date | None] = mapped_column(Date)  # the last day
    rectified_on: Mapped[date | None] = mapped_column(Date)


class AgencyStep(Entry, Base):
    """What is done once after registration: seal and account on file, tax and social insurance registered."""

    __tablename__ = "agency_step"
    __table_args__ = (CheckConstraint(words("kind", StepKind), name="kind"),)

    kind: Mapped[str] = mapped_column(String(20))
    done_on: Mapped[date] = mapped_column(Date)


class TaxStatus(Entry, Base):
    """A tax status by recognition."""

    __tablename__ = "agency_tax_status"
    __table_args__ = (
        CheckConstraint(words("kind", TaxKind), name="kind"),
        CheckConstraint(IN_ORDER, name="order"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Grade(Entry, Base):
    """A grade (等级评估): 1 to 5 A. `points` of `scale`."""

    __tablename__ = "agency_grade"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        CheckConstraint("ends_on IS NULL OR ends_on > awarded_on", name="order"),
    )

    level: Mapped[int]
    points: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    scale: Mapped[int | None]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    awarded_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)

    authority: Mapped[Organisation | None] = relationship(foreign_keys=[authority_id])


class CreditEvent(Entry, Base):
    """Put on a list of 令60号 (`ends_on`: the first day off it), penalised, or praised."""

    __tablename__ = "agency_credit_event"
    __table_args__ = (
        CheckConstraint(words("kind", CreditKind), name="kind"),
        CheckConstraint(IN_ORDER, name="order"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount"),
    )

    kind: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str] = mapped_column(String(200))
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    source_url: Mapped[str] = mapped_column(String(300), default="")


class AddressContact(Entry, Base):
    """Whether the agency was reached at its registered address on a day."""

    __tablename__ = "agency_contact"
    __table_args__ = (CheckConstraint(words("way", ContactWay), name="way"),)

    way: Mapped[str] = mapped_column(String(8))
    tried_on: Mapped[date] = mapped_column(Date)
    is_reached: Mapped[bool]


class Statement(Entry, Base):
    """A practice that the agency states: it holds from `stated_on` up to, but without, `ends_on`."""

    __tablename__ = "agency_statement"
    __table_args__ = (
        CheckConstraint(words("kind", StatementKind), name="kind"),
        CheckConstraint("ends_on IS NULL OR ends_on > stated_on", name="order"),
    )

    kind: Mapped[str] = mapped_column(String(24))
    is_met: Mapped[bool]
    stated_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
