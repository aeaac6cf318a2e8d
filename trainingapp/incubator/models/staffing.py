"""What an agency and its people say of their work beside the employment itself, and to what each has agreed.

`credentials.Employment` stays the record of who works where; these rows add terms, posts, supervision and consent.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility_facts import CertificateLevel
from trainingapp.rules.incubation.staff_words import Answer, Ladder, TalkKind
from trainingapp.rules.incubation.staffing_facts import WorkForm

if TYPE_CHECKING:
    from trainingapp.accounts.models import User
    from trainingapp.credentials.models.employment import Employment
    from trainingapp.incubator.models.agencies import Agency


class StaffPost(Base):
    """A post of an agency and what it asks of who holds it. Pay is a month's, in yuan, with where it is from."""

    __tablename__ = "staff_post"
    __table_args__ = (
        CheckConstraint(words("ladder", Ladder), name="ladder"),
        CheckConstraint(
            f"least_level IS NULL OR {words('least_level', CertificateLevel)}", name="level"
        ),
        CheckConstraint("least_years >= 0", name="years"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    ladder: Mapped[str] = mapped_column(String(12))
    rank: Mapped[int] = mapped_column(default=1)  # on its ladder, from 1
    least_level: Mapped[str | None] = mapped_column(String(8))
    least_years: Mapped[int] = mapped_column(default=0)
    pay_least: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    pay_most: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    pay_source: Mapped[str] = mapped_column(String(200), default="")
    entered_at: Mapped[datetime] = mapped_column(Instant)
    closed_on: Mapped[date | None] = mapped_column(Date)


class EmploymentTerms(Base):
    """The terms of an employment as the agency entered them, and the person's answer. Every change is a new row.

    Form and hours count only as the person confirmed them: until they answer a change, what they confirmed before
    counts. `share` is of full working hours, `contract_until` the last day. Record queries (未成年人保护法 art. 62)
    are dates only; what was found is never kept here.
    """

    __tablename__ = "employment_terms"
    __table_args__ = (
        CheckConstraint(words("form", WorkForm), name="form"),
        CheckConstraint("share >= 0 AND share <= 1", name="share"),
        CheckConstraint(f"answer IS NULL OR {words('answer', Answer)}", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_employment_terms_employment_id_id", "employment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employment_id: Mapped[int] = mapped_column(ForeignKey("employment.id", ondelete="CASCADE"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    form: Mapped[str] = mapped_column(String(12))
    share: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    weekly_hours: Mapped[int | None]
    contract_signed_on: Mapped[date | None] = mapped_column(Date)
    contract_until: Mapped[date | None] = mapped_column(Date)  # the last day; None: without one
    insured_from: Mapped[date | None] = mapped_column(Date)
    works_with_minors: Mapped[bool] = mapped_column(default=False)
    record_queried_on: Mapped[date | None] = mapped_column(Date)
    protocol_signed_on: Mapped[date | None] = mapped_column(Date)  # mandatory report
    roster_complete_on: Mapped[date | None] = mapped_column(Date)  # 职工名册, kept by the agency
    post_id: Mapped[int | None] = mapped_column(ForeignKey("staff_post.id"))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # the line manager
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answer_note: Mapped[str] = mapped_column(String(300), default="")

    employment: Mapped[Employment] = relationship("Employment")
    post: Mapped[StaffPost | None] = relationship()


class AgencyConsent(Base):
    """Somebody agrees that an agency sees the standing of their certificates, degrees and hours, until they say no."""

    __tablename__ = "agency_consent"
    __table_args__ = (
        Index(
            "uq_agency_consent_standing",
            "user_id",
            "agency_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_agency_consent_agency_id", "agency_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)


class StaffRequest(Base):
    """An agency asks somebody to confirm that they work for it. The person answers; nobody else can.

    `asked_as` is the contact as it is shown, masked. Without a person nobody here has that contact, which the agency
    is never told.
    """

    __tablename__ = "staff_request"
    __table_args__ = (
        CheckConstraint(f"answer IS NULL OR {words('answer', Answer)}", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    asked_as: Mapped[str] = mapped_column(String(120))
    contact_index: Mapped[str | None] = mapped_column(String(64))
    post: Mapped[str] = mapped_column(String(60), default="")
    starts_on: Mapped[date] = mapped_column(Date)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str | None] = mapped_column(String(12))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)

    agency: Mapped[Agency] = relationship("Agency")
    user: Mapped[User | None] = relationship("User", foreign_keys=[user_id])


class RegistrationPlace(Base):
    """Where a registration of a certificate was made, by the statistical code of the area, as its person says."""

    __tablename__ = "registration_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(
        ForeignKey("registration_cycle.id", ondelete="CASCADE"), unique=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    area_code: Mapped[str] = mapped_column(String(12))
    entered_at: Mapped[datetime] = mapped_column(Instant)


class Supervision(Base):
    """Somebody supervises somebody of an agency from `starts_on` up to, but without, `ends_on`."""

    __tablename__ = "staff_supervision"
    __table_args__ = (
        CheckConstraint("supervisor_id <> supervised_id", name="two_people"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    supervised_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(Instant)

    supervisor: Mapped[User] = relationship("User", foreign_keys=[supervisor_id])
    supervised: Mapped[User] = relationship("User", foreign_keys=[supervised_id])


class SupervisionTalk(Base):
    """One talk of supervision: its length only, never what was said. It counts once both sides have confirmed it."""

    __tablename__ = "supervision_talk"
    __table_args__ = (
        CheckConstraint(words("kind", TalkKind), name="kind"),
        CheckConstraint("minutes > 0", name="minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    supervision_id: Mapped[int] = mapped_column(
        ForeignKey("staff_supervision.id", ondelete="CASCADE"), index=True
    )
    held_on: Mapped[date] = mapped_column(Date)
    minutes: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    supervisor_said_at: Mapped[datetime | None] = mapped_column(Instant)
    supervised_said_at: Mapped[datetime | None] = mapped_column(Instant)
    denied_at: Mapped[datetime | None] = mapped_column(Instant)

    supervision: Mapped[Supervision] = relationship()


class TeamDay(Base):
    """The ratio of an agency on one day, written at night; for the chart. Rows are only ever added."""

    __tablename__ = "team_day"
    __table_args__ = (
        UniqueConstraint("agency_id", "day"),
        CheckConstraint("qualified >= 0 AND qualified <= full_time", name="part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    day: Mapped[date] = mapped_column(Date)
    qualified: Mapped[int]
    full_time: Mapped[int]
    is_met: Mapped[bool | None]
