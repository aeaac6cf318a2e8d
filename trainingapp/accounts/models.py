"""Tables of people: users, their sign-ins, second factors and consents, organisations and the roles held in them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.rules.permissions import Grant, Role, is_staff


class Level(StrEnum):
    """The three levels of the national exam."""

    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"


class OrganisationKind(StrEnum):
    """What an organisation is to this site."""

    UNIVERSITY = "university"
    AGENCY = "agency"
    INCUBATION_BASE = "incubation_base"
    AUTHORITY = "authority"


class Purpose(StrEnum):
    """What personal data are used for; only SERVICE is needed to have an account."""

    SERVICE = "service"
    REMINDERS = "reminders"
    RESEARCH = "research"


def _stored(kind: type[StrEnum]) -> Enum:
    """A column of the values of an enumeration, as short text on every database."""
    return Enum(
        kind,
        native_enum=False,
        length=24,
        values_callable=lambda members: [m.value for m in members],
    )


class Organisation(Base):
    """A university, agency, incubation base or authority."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("kind", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(_stored(OrganisationKind))
    name: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    region: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(Instant)


class User(Base):
    """A person with an account. Mobile and ID number are encrypted; an index finds them without decrypting."""

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint(
            "email IS NOT NULL OR mobile_index IS NOT NULL OR anonymised_at IS NOT NULL",
            name="can_be_reached",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    mobile_encrypted: Mapped[str | None] = mapped_column(String(200))
    mobile_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    id_number_encrypted: Mapped[str | None] = mapped_column(String(200))
    id_number_index: Mapped[str | None] = mapped_column(String(64), unique=True)

    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Instant)
    totp_encrypted: Mapped[str | None] = mapped_column(String(200))
    totp_last_step: Mapped[int] = mapped_column(default=0)

    language: Mapped[str | None] = mapped_column(String(5))
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    is_elder: Mapped[bool] = mapped_column(default=False)
    work_unit: Mapped[str] = mapped_column(String(120), default="")
    region: Mapped[str | None] = mapped_column(String(2))
    aimed_level: Mapped[Level | None] = mapped_column(_stored(Level))
    exam_year: Mapped[int | None]

    notice_version: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Instant)
    deletion_due_at: Mapped[datetime | None] = mapped_column(Instant, index=True)
    anonymised_at: Mapped[datetime | None] = mapped_column(Instant)

    role_grants: Mapped[list[RoleGrant]] = relationship(
        primaryjoin="and_(User.id == RoleGrant.user_id, RoleGrant.revoked_at.is_(None))",
        order_by="RoleGrant.id",
        viewonly=True,
    )

    # The sign-in this very request came by; set by `find_signed_in` and `open_sign_in`, never stored.
    sign_in_key = ""
    unread_notices = 0  # when the request began; set by `find_signed_in`, never stored
    is_active = True
    is_anonymous = False

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login asks; a loaded user is one."""
        return True

    def get_id(self) -> str:
        """What the signed cookie carries: '<user id>:<sign-in id>:<secret>'."""
        return self.sign_in_key

    @property
    def sign_in_id(self) -> int | None:
        """The sign-in this request came by, None outside one."""
        return int(self.sign_in_key.split(":")[1]) if self.sign_in_key else None

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The roles held now; everybody is a candidate."""
        return (
            Grant(Role.CANDIDATE),
            *(Grant(held.role, held.organisation_id) for held in self.role_grants),
        )

    @property
    def is_staff(self) -> bool:
        """Whether a role beyond candidate is held."""
        return is_staff(self.grants)

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code."""
        return self.totp_encrypted is not None


class SignIn(Base):
    """One browser in which somebody is signed in. The secret itself is only in that browser's cookie."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    ip: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)
    last_seen_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    user: Mapped[User] = relationship()


class RoleGrant(Base):
    """A role given to somebody by somebody, within an organisation or for the whole site."""

    __tablename__ = "role_grant"
    __table_args__ = (Index("ix_role_grant_role_organisation_id", "role", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(_stored(Role))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    granted_at: Mapped[datetime] = mapped_column(Instant)
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation | None] = relationship()


class RecoveryCode(Base):
    """A code that replaces the second factor once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class PasswordReset(Base):
    """A mailed link that sets a new password once, for half an hour."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class Consent(Base):
    """Somebody agreed to a purpose, on reading one version of the privacy notice; kept when withdrawn."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    purpose: Mapped[Purpose] = mapped_column(_stored(Purpose))
    notice_version: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
