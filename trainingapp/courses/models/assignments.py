"""Tables of assignments: what learners hand in, and every marking of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.courses.models.contents import Course, Lesson
from trainingapp.extensions import Base, Instant, Points
from trainingapp.rules.assignments import SubmissionState, Verdict

if TYPE_CHECKING:
    from trainingapp.accounts.models import User
    from trainingapp.files.models import StoredFile


def _words(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Submission(Base):
    """A piece of work on an assignment. Work that is handed in again is a new row: what was read and marked stays."""

    __tablename__ = "course_submission"
    __table_args__ = (
        UniqueConstraint("user_id", "course_id", "lesson_key", "round"),
        CheckConstraint(_words("state", SubmissionState), name="state"),
        Index("ix_course_submission_course_id_state", "course_id", "state", "handed_in_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str] = mapped_column(String(12))
    round: Mapped[int]  # counts from 1
    # The lesson as it read when the work was begun, then as it was handed in: its points and rubric count.
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=SubmissionState.DRAFT)
    text: Mapped[str] = mapped_column(Text, default="")
    saves: Mapped[int] = mapped_column(default=0)  # a stale device names an older number
    saved_at: Mapped[datetime] = mapped_column(Instant)
    handed_in_at: Mapped[datetime | None] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)  # of the class, when it was handed in
    sha256: Mapped[str | None] = mapped_column(String(64))  # of the text, for the receipt
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # who is marking it
    taken_at: Mapped[datetime | None] = mapped_column(Instant)

    user: Mapped[User] = relationship("User", foreign_keys=[user_id])
    taken_by: Mapped[User | None] = relationship("User", foreign_keys=[taken_by_id])
    course: Mapped[Course] = relationship()
    lesson: Mapped[Lesson] = relationship()
    files: Mapped[list[SubmissionFile]] = relationship(
        order_by="SubmissionFile.position", cascade="all, delete-orphan"
    )
    markings: Mapped[list[Marking]] = relationship(
        order_by="Marking.id", back_populates="submission"
    )

    @property
    def is_late(self) -> bool:
        """Whether it came after the deadline of the learner's class."""
        return bool(self.due_at and self.handed_in_at and self.handed_in_at > self.due_at)


class SubmissionFile(Base):
    """A file of a piece of work."""

    __tablename__ = "submission_file"

    submission_id: Mapped[int] = mapped_column(
        ForeignKey("course_submission.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)  # stays when others are removed
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))

    stored_file: Mapped[StoredFile] = relationship("StoredFile")


class Marking(Base):
    """One marking of a piece of work. Never changed: who marks once more adds a row, and the last one counts."""

    __tablename__ = "submission_marking"
    __table_args__ = (CheckConstraint(_words("verdict", Verdict), name="verdict"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("course_submission.id", ondelete="CASCADE"), index=True
    )
    marker_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(12))
    points: Mapped[Decimal | None] = mapped_column(Points)  # None: returned without points
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # criterion, most, points (as text)
    comment: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(Instant)

    submission: Mapped[Submission] = relationship(back_populates="markings")
    marker: Mapped[User] = relationship("User")
