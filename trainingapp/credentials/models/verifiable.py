"""Tables of what we sign: keys, lists of what is revoked, credentials as issued, and what happened to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class KeyKind(StrEnum):
    """What a key signs. Each kind has a life of its own."""

    PROOF = "proof"  # Ed25519: credentials as they are stored, and lists
    BADGE = "badge"  # RSA: Open Badges 3.0 as JWT, RS256
    TOKEN = "token"  # noqa: S105 - P-256: W3C vc+jwt, ES256
    PAPER = "paper"  # RSA with a certificate of its own: PDFs


class KeyState(StrEnum):
    """Where a key is in its life. One of a kind is active; what a retired one signed still verifies."""

    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class CredentialState(StrEnum):
    """Whether a credential holds."""

    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


def _words(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class IssuerKey(Base):
    """A key of this site. The private half is sealed, and destroyed when the key signs no more."""

    __tablename__ = "issuer_key"
    __table_args__ = (
        CheckConstraint(_words("state", KeyState), name="state"),
        CheckConstraint(_words("kind", KeyKind), name="kind"),
        CheckConstraint(
            "(private_sealed IS NULL) = (state IN ('retired', 'compromised'))", name="private"
        ),
        Index(
            "uq_issuer_key_one_active",
            "kind",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
        Index(
            "uq_issuer_key_one_next",
            "kind",
            unique=True,
            sqlite_where=text("state = 'next'"),
            postgresql_where=text("state = 'next'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), default=KeyKind.PROOF)
    public: Mapped[str] = mapped_column(String(64), unique=True)  # Multikey, or JWK thumbprint
    public_jwk: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # all kinds but proof
    certificate: Mapped[str | None] = mapped_column(Text)  # PEM, of paper keys
    private_sealed: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Instant)
    active_from: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(500), default="")


class StatusList(Base):
    """A list of bits, one of which belongs to each credential; `version` counts its changes."""

    __tablename__ = "status_list"
    __table_args__ = (UniqueConstraint("purpose", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    bits: Mapped[bytes] = mapped_column(LargeBinary)
    taken: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)


class Credential(Base):
    """A credential as it was signed; the document is kept as text and never built again (`triggers.py`).

    `key` names what is proved and to whom: it is issued once, a correction is the next `version` of it.
    Leaving: the document and the title, which hold a name, are emptied; the hash, the place in the list and the state
    stay under the number of an account without a person, so that copies given away are still answered for.
    """

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("key", "version"),
        UniqueConstraint("status_list_id", "status_index"),
        CheckConstraint(_words("state", CredentialState), name="state"),
        CheckConstraint("(state = 'issued') = (ended_at IS NULL)", name="ended"),
        Index("ix_credential_user_id_issued_at", "user_id", "issued_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    short_code: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[str] = mapped_column(String(24))
    claim: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(160))
    version: Mapped[int] = mapped_column(default=1)
    facts_sha256: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[dict[str, Any]] = mapped_column(JSON)
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content_sha256: Mapped[str] = mapped_column(String(64), unique=True)  # without the proof
    issuer_key_id: Mapped[int] = mapped_column(ForeignKey("issuer_key.id"), index=True)
    status_list_id: Mapped[int] = mapped_column(ForeignKey("status_list.id"))
    status_index: Mapped[int]
    issued_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(16), default=CredentialState.ISSUED)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"), unique=True)
    is_open: Mapped[bool] = mapped_column(default=False)  # the public page answers

    user: Mapped[User] = relationship("User")
    issuer_key: Mapped[IssuerKey] = relationship()
    status_list: Mapped[StatusList] = relationship()
    events: Mapped[list[CredentialEvent]] = relationship(
        order_by="CredentialEvent.id", viewonly=True
    )


class CredentialEvent(Base):
    """Something that happened to a credential; rows are only ever added. Reasons are emptied when the holder leaves."""

    __tablename__ = "credential_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))  # issued, revoked, superseded, opened, closed
    at: Mapped[datetime] = mapped_column(Instant)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
