"""Tables of recordings: what the server knows of an uploaded video, what was made of it, and who was there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.files.models import StoredFile


class RenditionState(StrEnum):
    """Where a rendition stands."""

    WAITING = "waiting"
    RUNNING = "running"
    MADE = "made"
    FAILED = "failed"


class Recording(Base):
    """What the content of a video says of itself. The same content is one recording, in whatever lessons it stands."""

    __tablename__ = "recording"

    stored_file_id: Mapped[int] = mapped_column(
        ForeignKey("stored_file.id", ondelete="CASCADE"), primary_key=True
    )
    length: Mapped[int | None]  # milliseconds; None: the file does not say
    height: Mapped[int | None]  # of the picture; None: the file does not say
    read_at: Mapped[datetime] = mapped_column(Instant)

    renditions: Mapped[list[Rendition]] = relationship(
        order_by="Rendition.position", cascade="all, delete-orphan", passive_deletes=True
    )


class Rendition(Base):
    """The same recording in another size, as sound only, or its still picture. The original stays as it is."""

    __tablename__ = "rendition"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'made', 'failed')", name="state"),
    )

    recording_id: Mapped[int] = mapped_column(
        ForeignKey("recording.stored_file_id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(8), primary_key=True)  # of `renditions.WANTED`
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(8), default=RenditionState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")  # what ffmpeg said last
    changed_at: Mapped[datetime] = mapped_column(Instant)
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    pieces_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    playlist: Mapped[str] = mapped_column(Text, default="")  # of the pieces, by byte ranges

    stored_file: Mapped[StoredFile | None] = relationship(foreign_keys=[stored_file_id])
    pieces_file: Mapped[StoredFile | None] = relationship(foreign_keys=[pieces_file_id])


class PresenceCheck(Base):
    """Which stretches of a recording a learner has confirmed, and the question that waits for an answer."""

    __tablename__ = "presence_check"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(12), primary_key=True)
    confirmed: Mapped[list[list[int]]] = mapped_column(JSON, default=list)  # stretches, in ms
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_place: Mapped[int | None]  # where in the recording, in ms
    updated_at: Mapped[datetime] = mapped_column(Instant)
