"""The audit log's tables. Triggers (`triggers.py`) refuse changes; nothing here refers to other
rows by key.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class AuditEntry(Base):
    """One act. `number` counts from 1 without gaps; an entry outlives the person it names, hence no
    foreign key.
    """

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80), index=True)
    subject: Mapped[str] = mapped_column(String(40), index=True)
    subject_id: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text)
    request_id: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    actor: Mapped[User | None] = relationship(
        "User",
        primaryjoin="foreign(AuditEntry.actor_id) == User.id",
        viewonly=True,
        lazy="raise",
    )


class AuditHead(Base):
    """The single row that every writer locks, so that the chain never forks."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditAnchor(Base):
    """What was removed after its time: everything up to `number`, whose last hash was `hash`."""

    __tablename__ = "audit_anchor"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
