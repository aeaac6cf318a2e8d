"""Uploads on their way, and the content that has arrived."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant

NAME_LENGTH = 200


class UploadState(StrEnum):
    """Where an upload stands. Done waits to be claimed; refused and ended take no more bytes."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    ENDED = "ended"


class StoredFile(Base):
    """Content by its hash. `media_type` is what the bytes are, whatever a name said."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(Instant)
    # When these bytes last arrived: what has just come is not an orphan yet.
    seen_at: Mapped[datetime] = mapped_column(Instant, index=True)


class Upload(Base):
    """One file on its way. `offset` counts the bytes that are durable; never more than lie on the disk."""

    __tablename__ = "upload"
    __table_args__ = (
        Index("ix_upload_owner_state", "owner_id", "state"),
        CheckConstraint('"offset" >= 0 AND "offset" <= size', name="offset"),
    )

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    size: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    media_type: Mapped[str] = mapped_column(String(120), default="")  # what the sender claims
    sha256: Mapped[str | None] = mapped_column(String(64))  # what the sender wants to arrive
    state: Mapped[UploadState] = mapped_column(String(10), default=UploadState.OPEN, index=True)
    refusal: Mapped[str | None] = mapped_column(Text)  # the refusing rule and its parameters, JSON
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)

    stored_file: Mapped[StoredFile | None] = relationship()

    @property
    def is_complete(self) -> bool:
        """Whether every byte is here, be it judged or not."""
        return self.offset == self.size

    def is_over(self, now: datetime) -> bool:
        """Whether it takes no more bytes: refused, cancelled, claimed, or not grown for too long."""
        return self.state in {UploadState.REFUSED, UploadState.ENDED} or self.expires_at <= now
