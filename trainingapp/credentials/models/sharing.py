"""What a holder lets others see: shares and who looked, an employer's watch, an entry in the public register."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import words
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.extensions import Base, Instant
from trainingapp.rules.sharing import Device
from trainingapp.rules.watches import WatchStep

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User


class Share(Base):
    """Some credentials and parts of a file, shown to whoever has the link, up to, but without, `ends_at`.

    `recipient` is the holder's own word for whom it is for. The link's secret is found by its keyed hash; sealed
    beside it, so that the holder can show the code again.
    """

    __tablename__ = "share"
    __table_args__ = (CheckConstraint("ends_at > made_at", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(60))
    parts: Mapped[list[str]] = mapped_column(JSON)
    secret_index: Mapped[str] = mapped_column(String(64), unique=True)
    secret_sealed: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    user: Mapped[User] = relationship("User")
    credentials: Mapped[list[Credential]] = relationship(
        secondary="share_credential", order_by="Credential.id", viewonly=True
    )


class ShareCredential(Base):
    """A credential goes with a share."""

    __tablename__ = "share_credential"

    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"), primary_key=True)
    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credential.id"), primary_key=True, index=True
    )


class ShareView(Base):
    """Somebody looked at a share. No address is kept; who is signed in is kept by account and organisation."""

    __tablename__ = "share_view"
    __table_args__ = (
        CheckConstraint(words("device", Device), name="device"),
        Index("ix_share_view_share_id_at", "share_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    device: Mapped[str] = mapped_column(String(16))
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    viewer: Mapped[User | None] = relationship("User")
    organisation: Mapped[Organisation | None] = relationship("Organisation")


class Watch(Base):
    """An organisation asks to be told when what somebody holds changes its state; they consent, or do not.

    `asked_as` is the name or the masked contact under which the organisation asked: without an answer it learns not
    even whether such an account exists. `user_id` is empty when there is none.
    """

    __tablename__ = "watch"
    __table_args__ = (
        CheckConstraint(words("step", WatchStep), name="step"),
        Index("ix_watch_organisation_id_asked_at", "organisation_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    asked_as: Mapped[str] = mapped_column(String(120))
    contact_index: Mapped[str | None] = mapped_column(String(64), index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    ends_on: Mapped[date] = mapped_column(Date)  # the last day; the person may choose an earlier
    covers_registration: Mapped[bool] = mapped_column(default=False)
    step: Mapped[str] = mapped_column(String(16), default=WatchStep.ASKED)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation] = relationship("Organisation")
    asked_by: Mapped[User] = relationship("User", foreign_keys=[asked_by_id])
    user: Mapped[User | None] = relationship("User", foreign_keys=[user_id])
    credentials: Mapped[list[Credential]] = relationship(
        secondary="watched_credential", order_by="Credential.id", viewonly=True
    )
    alerts: Mapped[list[WatchAlert]] = relationship(order_by="WatchAlert.id", viewonly=True)


class WatchedCredential(Base):
    """The person lets the organisation know about this credential."""

    __tablename__ = "watched_credential"

    watch_id: Mapped[int] = mapped_column(ForeignKey("watch.id"), primary_key=True)
    credential_id: Mapped[int] = mapped_column(
        ForeignKey("credential.id"), primary_key=True, index=True
    )


class WatchAlert(Base):
    """The organisation was told of something, once: `about` names the event."""

    __tablename__ = "watch_alert"
    __table_args__ = (UniqueConstraint("watch_id", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    watch_id: Mapped[int] = mapped_column(ForeignKey("watch.id"))
    about: Mapped[str] = mapped_column(String(60))
    word: Mapped[str] = mapped_column(String(24))
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)

    credential: Mapped[Credential | None] = relationship()


class RegisterEntry(Base):
    """Somebody lets everybody who knows their full name and the last four of their certificate find it.

    `lookup` is the keyed hash of both together, empty once the consent is withdrawn: nobody else is found.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        CheckConstraint("(lookup IS NULL) = (withdrawn_at IS NOT NULL)", name="withdrawn"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(
        ForeignKey("national_certificate.id", ondelete="SET NULL"), index=True
    )
    lookup: Mapped[str | None] = mapped_column(String(64), index=True)
    text_version: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    certificate: Mapped[NationalCertificate | None] = relationship()
