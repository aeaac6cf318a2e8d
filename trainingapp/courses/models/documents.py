"""Tables of slides and pictures: a document's way to pages, its pages, and the pictures of articles."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.files.models import StoredFile


class MakingState(StrEnum):
    """Where pages or a picture stand on their way from what was uploaded to what readers get."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


_STATES = f"state IN ({', '.join(repr(str(state)) for state in MakingState)})"


class Document(Base):
    """A document by its content and how many of its pages are made. It goes with the content."""

    __tablename__ = "document"
    __table_args__ = (CheckConstraint(_STATES, name="state"),)

    stored_file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True
    )
    # What an office document was turned into.
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=MakingState.WAITING)
    problem: Mapped[str | None] = mapped_column(String(20))  # why it failed
    problem_page: Mapped[int | None]
    page_count: Mapped[int | None]  # None until somebody has looked
    made_count: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Instant)

    stored_file: Mapped[StoredFile] = relationship("StoredFile", foreign_keys=[stored_file_id])


class DocumentPage(Base):
    """One page as a picture in two widths, and its text for those who do not see it and for those who search."""

    __tablename__ = "document_page"

    document_id: Mapped[int] = mapped_column(
        ForeignKey("document.stored_file_id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)  # from 1
    width: Mapped[int]  # of the large picture, in pixels
    height: Mapped[int]
    small_width: Mapped[int]
    small_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    large_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    text: Mapped[str] = mapped_column(Text)

    small_file: Mapped[StoredFile] = relationship("StoredFile", foreign_keys=[small_file_id])
    large_file: Mapped[StoredFile] = relationship("StoredFile", foreign_keys=[large_file_id])


class LessonImage(Base):
    """A picture of an article. `name` is how its text calls it; readers get only what was drawn anew."""

    __tablename__ = "lesson_image"
    __table_args__ = (CheckConstraint(_STATES, name="state"),)

    lesson_id: Mapped[int] = mapped_column(
        ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default=MakingState.WAITING)
    problem: Mapped[str | None] = mapped_column(String(20))
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    width: Mapped[int | None]  # in pixels
    height: Mapped[int | None]

    stored_file: Mapped[StoredFile | None] = relationship(
        "StoredFile", foreign_keys=[stored_file_id]
    )

    def copy_values(self) -> dict[str, Any]:
        """Everything but whose it is, for the same picture in another version."""
        names = ("name", "state", "problem", "source_file_id", "stored_file_id", "width", "height")
        return {name: getattr(self, name) for name in names}
