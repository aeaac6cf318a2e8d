"""Tables of what learners do in courses: enrolment, progress, answers, notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.courses.models.contents import Course
from trainingapp.extensions import Base, Instant


class Enrolment(Base):
    """Somebody learns a course, in the edition that was current when they enrolled or moved to a later one."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    major: Mapped[int]
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_lesson_key: Mapped[str | None] = mapped_column(String(12))
    last_seen_at: Mapped[datetime] = mapped_column(Instant)

    course: Mapped[Course] = relationship()


class LessonProgress(Base):
    """How far somebody is in a lesson, on all their devices together."""

    __tablename__ = "lesson_progress"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(12), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)  # thousandths of an article, ms of a video
    position_at: Mapped[datetime | None] = mapped_column(Instant)  # when a device was there
    covered: Mapped[list[list[int]]] = mapped_column(JSON, default=list)  # watched, in ms
    completed_at: Mapped[datetime | None] = mapped_column(Instant)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class ExerciseResponse(Base):
    """What somebody answered to an item of an exercise, the last time."""

    __tablename__ = "exercise_response"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(12), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("bank_item.id"), primary_key=True)
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"))
    selected: Mapped[str] = mapped_column(String(8))
    is_right: Mapped[bool]
    answered_at: Mapped[datetime] = mapped_column(Instant)


class LessonNote(Base):
    """What somebody wrote down for themselves beside a lesson."""

    __tablename__ = "lesson_note"
    __table_args__ = (Index("ix_lesson_note_user_id_course_id", "user_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str] = mapped_column(String(12))
    at_seconds: Mapped[int | None]  # of a video
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
