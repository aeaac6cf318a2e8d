"""What the incubator knows of an authority beyond its place among the organisations."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.incubation.words import AuthorityKind

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation


class AuthorityDetail(Base):
    """An authority's kind and area. Who is in charge of what moves between kinds, so it is data, not a constant."""

    __tablename__ = "authority_detail"
    __table_args__ = (CheckConstraint(words("kind", AuthorityKind), name="kind"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    area_code: Mapped[str] = mapped_column(String(12), default="", index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    changed_at: Mapped[datetime] = mapped_column(Instant)

    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    parent: Mapped[Organisation | None] = relationship(foreign_keys=[parent_id])
