"""The registers of an agency. An entry is never changed: it is struck out, and a corrected one replaces it.

What holds now is what has `struck_at IS NULL`. Every entry names the document that proves it and who entered it.
Terms are half-open: from `starts_on` up to, but without, `ends_on`; None: without an end.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Numeric, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.communities import Community
from trainingapp.incubator.models.documents import IncubatorDocument
from trainingapp.rules.incubation.registry_words import (
    AuthorityRole,
    CertificateLevel,
    ChangedItem,
    Organ,
    PartyKind,
    RegistrationLevel,
    RegistrationResult,
    SiteKind,
    Tenure,
)

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User

IN_ORDER = "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on"


class Entry:
    """What every entry of every register has. `replaces_id` is the struck entry that it corrects."""

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("incubator_document.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[int | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    entered_as: Mapped[str] = mapped_column(String(12))  # the capacity, an `Actor`
    entered_at: Mapped[datetime] = mapped_column(Instant)
    struck_at: Mapped[datetime | None] = mapped_column(Instant)
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    struck_reason: Mapped[str] = mapped_column(Text, default="")

    @declared_attr
    def document(self) -> Mapped[IncubatorDocument | None]:
        """The paper that proves it."""
        return relationship("IncubatorDocument", foreign_keys=f"{self.__name__}.document_id")  # type: ignore[attr-defined]

    @declared_attr
    def entered_by(self) -> Mapped[User | None]:
        """Who entered it."""
        return relationship("User", foreign_keys=f"{self.__name__}.entered_by_id")  # type: ignore[attr-defined]

    @declared_attr
    def struck_by(self) -> Mapped[User | None]:
        """Who struck it out."""
        return relationship("User", foreign_keys=f"{self.__name__}.struck_by_id")  # type: ignore[attr-defined]


class OrganMember(Entry, Base):
    """Somebody in an organ for a term. `left_on` when earlier than the end of the term: the first day without them."""

    __tablename__ = "agency_organ_member"
    __table_args__ = (
        CheckConstraint(words("organ", Organ), name="organ"),
        CheckConstraint(IN_ORDER, name="order"),
    )

    organ: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    title: Mapped[str] = mapped_column(String(60), default="")
    is_head: Mapped[bool] = mapped_column(default=False)
    is_legal_representative: Mapped[bool] = mapped_column(default=False)
    is_paid: Mapped[bool | None]
    relation: Mapped[str] = mapped_column(String(120), default="")  # to founders
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    left_on: Mapped[date | None] = mapped_column(Date)

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class Founder(Entry, Base):
    """Who founded the agency, with what, and the certificate they hold: stated, seen on a document."""

    __tablename__ = "agency_founder"
    __table_args__ = (
        CheckConstraint(words("certificate_level", CertificateLevel), name="certificate_level"),
        CheckConstraint("contribution IS NULL OR contribution >= 0", name="contribution"),
    )

    name: Mapped[str] = mapped_column(String(120))
    is_organisation: Mapped[bool] = mapped_column(default=False)
    is_state: Mapped[bool] = mapped_column(default=False)  # whether its share is of state assets
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    contribution: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    certificate_level: Mapped[str] = mapped_column(String(16), default=CertificateLevel.NONE)

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])


class AgencyAuthority(Entry, Base):
    """Which authority an agency answers to, as what; of the registry also at which level."""

    __tablename__ = "agency_authority"
    __table_args__ = (
        CheckConstraint(words("role", AuthorityRole), name="role"),
        CheckConstraint(f"level IS NULL OR {words('level', RegistrationLevel)}", name="level"),
        CheckConstraint(IN_ORDER, name="order"),
    )

    role: Mapped[str] = mapped_column(String(12))
    level: Mapped[str | None] = mapped_column(String(8))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])


class AgencyRegistration(Entry, Base):
    """One attempt to register: the papers were complete on `accepted_on`, which starts the 60 days (条例 art. 11)."""

    __tablename__ = "agency_registration"
    __table_args__ = (
        CheckConstraint(f"result IS NULL OR {words('result', RegistrationResult)}", name="result"),
        CheckConstraint("(result IS NULL) = (decided_on IS NULL)", name="decided"),
    )

    name_checked_on: Mapped[date | None] = mapped_column(Date)
    applied_on: Mapped[date] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    decided_on: Mapped[date | None] = mapped_column(Date)
    result: Mapped[str | None] = mapped_column(String(12))


class AgencyChange(Entry, Base):
    """A change of a registered item (条例 art. 15): applied for within 30 days of the supervising unit's consent.

    `audited_on`: the financial audit at the change of the legal representative (art. 22).
    """

    __tablename__ = "agency_change"
    __table_args__ = (CheckConstraint(words("item", ChangedItem), name="item"),)

    item: Mapped[str] = mapped_column(String(24))
    old_value: Mapped[str] = mapped_column(Text, default="")
    new_value: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)
    consent_on: Mapped[date | None] = mapped_column(Date)
    applied_on: Mapped[date | None] = mapped_column(Date)
    approved_on: Mapped[date | None] = mapped_column(Date)
    audited_on: Mapped[date | None] = mapped_column(Date)


class Charter(Entry, Base):
    """A charter as adopted; `items` are those of art. 10 that were found in it."""

    __tablename__ = "agency_charter"

    adopted_on: Mapped[date] = mapped_column(Date)
    approved_on: Mapped[date | None] = mapped_column(Date)
    items: Mapped[list[Any]] = mapped_column(JSON, default=list)


class Premises(Entry, Base):
    """Rooms and the right to use them."""

    __tablename__ = "agency_premises"
    __table_args__ = (
        CheckConstraint(words("tenure", Tenure), name="tenure"),
        CheckConstraint(IN_ORDER, name="order"),
    )

    tenure: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(200))
    is_registered: Mapped[bool] = mapped_column(default=True)  # the registered address
    is_in_base: Mapped[bool] = mapped_column(
        default=False
    )  # a desk of the base: ends with the stay
    area_m2: Mapped[int | None]
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Site(Entry, Base):
    """A place of service, for a while."""

    __tablename__ = "agency_site"
    __table_args__ = (
        CheckConstraint(words("kind", SiteKind), name="kind"),
        CheckConstraint(IN_ORDER, name="order"),
    )

    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)

    community: Mapped[Community | None] = relationship(foreign_keys=[community_id])


class PartyUnit(Entry, Base):
    """How many Party members there are on a day, and how they are organised."""

    __tablename__ = "agency_party_unit"
    __table_args__ = (
        CheckConstraint(words("kind", PartyKind), name="kind"),
        CheckConstraint("full_members >= 0 AND probationary_members >= 0", name="members"),
    )

    kind: Mapped[str] = mapped_column(String(12))
    full_members: Mapped[int] = mapped_column(default=0)
    probationary_members: Mapped[int] = mapped_column(default=0)
    founded_on: Mapped[date | None] = mapped_column(Date)
    as_of: Mapped[date] = mapped_column(Date)
