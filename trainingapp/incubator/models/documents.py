"""Papers of agencies, cases and bases: what each is, until when it holds, its versions, and who has opened it.

Evidence columns of other tables are `document_id` → `incubator_document.id`. Courses have a `Document` of their own.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.files.models import StoredFile
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.places import IncubationBase
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class IncubatorDocument(Base):
    """A paper of a case, of an agency or of a base alone. Of a case: it is the agency's and the base's as well.

    It holds from `issued_on` up to, but without, `ends_on`; None: without an end. What was withdrawn stays readable
    for whoever follows the history, and is offered no longer.
    """

    __tablename__ = "incubator_document"
    __table_args__ = (
        CheckConstraint(words("category", DocumentCategory), name="category"),
        CheckConstraint(words("audience", Audience), name="audience"),
        CheckConstraint("agency_id IS NOT NULL OR base_id IS NOT NULL", name="owner"),
        CheckConstraint("case_id IS NULL OR agency_id IS NOT NULL", name="agency"),
        CheckConstraint(
            "ends_on IS NULL OR issued_on IS NULL OR ends_on > issued_on", name="order"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("incubation_base.id"), index=True)
    category: Mapped[str] = mapped_column(String(28))
    audience: Mapped[str] = mapped_column(String(12), default=Audience.PARTIES)
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[str] = mapped_column(String(60), default="")  # as printed
    issued_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date, index=True)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)

    agency: Mapped[Agency | None] = relationship()
    case: Mapped[Case | None] = relationship()
    base: Mapped[IncubationBase | None] = relationship()
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])
    versions: Mapped[list[DocumentVersion]] = relationship(
        back_populates="document", order_by="DocumentVersion.number"
    )

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as papers print it."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


class DocumentVersion(Base):
    """A file of a document, sealed under a key of its own. `sha256` is that of the file as it was sent, and stays."""

    __tablename__ = "incubator_document_version"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        CheckConstraint("(stored_file_id IS NULL) = (key_sealed IS NULL)", name="key"),
        CheckConstraint("(erased_at IS NULL) = (stored_file_id IS NOT NULL)", name="erased"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("incubator_document.id"))
    number: Mapped[int]  # from 1
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(120))
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    key_sealed: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)

    document: Mapped[IncubatorDocument] = relationship(back_populates="versions")
    stored_file: Mapped[StoredFile | None] = relationship("StoredFile")
    entered_by: Mapped[User | None] = relationship(foreign_keys=[entered_by_id])


class DocumentAccess(Base):
    """That somebody opened a version, and when. Rows are only ever added."""

    __tablename__ = "incubator_document_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("incubator_document_version.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)

    version: Mapped[DocumentVersion] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])
