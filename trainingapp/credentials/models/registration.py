"""Registration (登记) of a national certificate in cycles of years, and the continuing education that counts in each.

The registration expires, the certificate does not. This site keeps what somebody says of it; it registers nobody.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.registration_words import RegistrationKind, Step


class RegistrationCycle(Base):
    """One cycle of a certificate: how far its application has come, and from `starts_on` up to, but without, `ends_on`.

    The days are known from REGISTERED on. Finished only when ISSUED, which names evidence: the registration
    certificate's own number (sealed) or a file of it.
    """

    __tablename__ = "registration_cycle"
    __table_args__ = (
        CheckConstraint(words("state", Step), name="state"),
        CheckConstraint(words("kind", RegistrationKind), name="kind"),
        CheckConstraint("ends_on > starts_on", name="order"),
        CheckConstraint("(starts_on IS NULL) = (ends_on IS NULL)", name="dates"),
        CheckConstraint(
            "state NOT IN ('registered', 'issued') OR starts_on IS NOT NULL", name="registered"
        ),
        UniqueConstraint("certificate_id", "number"),
        UniqueConstraint("certificate_id", "starts_on"),
        Index("ix_registration_cycle_ends_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("national_certificate.id", ondelete="CASCADE")
    )
    number: Mapped[int]  # of the certificate's cycles on this site, from 1
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16), default=Step.NOT_APPLIED)
    body: Mapped[str] = mapped_column(String(120), default="")  # who registers
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    proof_sealed: Mapped[str | None] = mapped_column(String(200))
    proof_last4: Mapped[str | None] = mapped_column(String(4))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    certificate: Mapped[NationalCertificate] = relationship()
    steps: Mapped[list[RegistrationStep]] = relationship(
        order_by="RegistrationStep.id", passive_deletes="all"
    )


class RegistrationStep(Base):
    """A step that an application took on a Shanghai date, as its person entered it. Rows are only ever added."""

    __tablename__ = "registration_step"
    __table_args__ = (CheckConstraint(words("state", Step), name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(
        ForeignKey("registration_cycle.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(String(16))
    happened_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(300), default="")
    entered_at: Mapped[datetime] = mapped_column(Instant)


class CeAllocation(Base):
    """An entry of the ledger counts in one cycle and never in another. Corrections go with their entry."""

    __tablename__ = "ce_allocation"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ce_entry.id"), unique=True)
    cycle_id: Mapped[int] = mapped_column(
        ForeignKey("registration_cycle.id", ondelete="CASCADE"), index=True
    )
    allocated_at: Mapped[datetime] = mapped_column(Instant)


class RegistrationReminder(Base):
    """Somebody was reminded so many days before a day; once, however often the worker runs or its clock jumps."""

    __tablename__ = "registration_reminder"
    __table_args__ = (
        UniqueConstraint("certificate_id", "due_on", "days"),
        CheckConstraint(words("kind", RegistrationKind), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("national_certificate.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int]
    sent_at: Mapped[datetime] = mapped_column(Instant)
