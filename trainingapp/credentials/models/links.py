"""What a degree does for the certificate, and which knowledge points a university's courses teach."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility_rulesets import Confidence
from trainingapp.rules.link_policies import ADDRESS, PILOTS, Force, LinkKind

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation

_PILOTS = ", ".join(repr(str(kind)) for kind in sorted(PILOTS))


class LinkPolicy(Base):
    """A link between degree and certificate as it is now, beside the files: put in force or taken back by somebody.

    The database itself keeps a policy from being in force without a document, and a pilot without its address.
    """

    __tablename__ = "link_policy"
    __table_args__ = (
        CheckConstraint(words("kind", LinkKind), name="kind"),
        CheckConstraint(words("force", Force), name="force"),
        CheckConstraint(words("confidence", Confidence), name="confidence"),
        CheckConstraint("force <> 'in_force' OR trim(legal_basis) <> ''", name="legal_basis"),
        CheckConstraint(
            f"force <> 'in_force' OR kind NOT IN ({_PILOTS}) OR "
            f"(substr(basis_url, 1, {len(ADDRESS)}) = '{ADDRESS}' AND length(basis_url) > {len(ADDRESS)})",
            name="pilot_has_address",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(24))
    force: Mapped[str] = mapped_column(String(12))
    legal_basis: Mapped[str] = mapped_column(String(500), default="")
    basis_url: Mapped[str] = mapped_column(String(300), default="")
    confidence: Mapped[str] = mapped_column(String(8))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class ProgrammeMap(Base):
    """A university's curriculum held against an edition of the syllabus. `pending` is a sheet that waits for a yes."""

    __tablename__ = "programme_map"
    __table_args__ = (UniqueConstraint("organisation_id", "programme", "edition"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    programme: Mapped[str] = mapped_column(String(120))
    edition: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    pending: Mapped[list[dict[str, Any]] | None] = deferred(mapped_column(JSON(none_as_null=True)))

    organisation: Mapped[Organisation] = relationship("Organisation")
    entries: Mapped[list[MapEntry]] = relationship(
        back_populates="map", order_by="MapEntry.id", cascade="all, delete-orphan"
    )


class MapEntry(Base):
    """A course of the curriculum teaches a knowledge point, by the code it has in the syllabus."""

    __tablename__ = "map_entry"
    __table_args__ = (UniqueConstraint("programme_map_id", "code", "course"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_map_id: Mapped[int] = mapped_column(ForeignKey("programme_map.id"))
    code: Mapped[str] = mapped_column(String(24))
    course: Mapped[str] = mapped_column(String(80))

    map: Mapped[ProgrammeMap] = relationship(back_populates="entries")
