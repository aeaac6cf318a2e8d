"""Tables of what a course is made of: versions with their sections and lessons, and their reviews."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.rules.course_fields import Field
from trainingapp.rules.course_versions import LessonKind, Requirement, VersionState
from trainingapp.rules.items import Subject

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User
    from trainingapp.courses.models.documents import LessonImage
    from trainingapp.files.models import StoredFile


def _words(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Course(Base):
    """The identity of a course and what the catalogue says of it; its contents are versions."""

    __tablename__ = "course"  # what it says is copied from the version that is published
    __table_args__ = (
        CheckConstraint(f"subject IS NULL OR {_words('subject', Subject)}", name="subject"),
        CheckConstraint(f"field IS NULL OR {_words('field', Field)}", name="field"),
        Index("ix_course_is_listed_published_at", "is_listed", "published_at"),
        Index("ix_course_is_listed_rating_rank", "is_listed", "rating_rank"),
        Index("ix_course_is_listed_minutes", "is_listed", "minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str | None] = mapped_column(String(32))  # a paper of the exam; None: of none
    level: Mapped[str | None] = mapped_column(String(8))  # of the exam; None: for all
    field: Mapped[str | None] = mapped_column(String(16))  # of practice; None: of none
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    summary: Mapped[dict[str, str]] = mapped_column(JSON)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)  # the newest version
    is_listed: Mapped[bool] = mapped_column(default=False)  # published and not withdrawn
    lesson_count: Mapped[int] = mapped_column(default=0)  # of the published version
    minutes: Mapped[int] = mapped_column(default=0)
    search_text: Mapped[str] = mapped_column(Text)  # normalised as in the item bank
    rating_count: Mapped[int] = mapped_column(default=0)
    rating_total: Mapped[int] = mapped_column(default=0)  # stars of all ratings together
    rating_rank: Mapped[int] = mapped_column(default=0)  # `rules.talk.rank_of`

    organisation: Mapped[Organisation | None] = relationship("Organisation")
    owner: Mapped[User] = relationship("User")
    versions: Mapped[list[CourseVersion]] = relationship(
        back_populates="course", order_by="CourseVersion.id"
    )


class CourseVersion(Base):
    """One state of a course's contents. It gets its number when it is published and is not changed afterwards."""

    __tablename__ = "course_version"
    __table_args__ = (
        UniqueConstraint("course_id", "major", "minor"),
        CheckConstraint(_words("state", VersionState), name="state"),
        Index("ix_course_version_course_id_state", "course_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    major: Mapped[int | None]
    minor: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16), default=VersionState.DRAFT)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)  # title, summary, subject, level, field
    note: Mapped[str] = mapped_column(String(300), default="")  # what is new, for learners
    made_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    course: Mapped[Course] = relationship(back_populates="versions")
    sections: Mapped[list[Section]] = relationship(
        back_populates="version",
        order_by="Section.position",
        cascade="all, delete-orphan",
    )
    comments: Mapped[list[VersionComment]] = relationship(order_by="VersionComment.id")

    @property
    def lessons(self) -> list[Lesson]:
        """Every lesson in the order of learning."""
        return [lesson for section in self.sections for lesson in section.lessons]

    @property
    def outline(self) -> Mapping[str, Requirement]:
        """What the rules need to know of the lessons."""
        return {lesson.key: lesson.requirement for lesson in self.lessons}

    @property
    def number(self) -> tuple[int, int] | None:
        """Major and minor number; None before publication."""
        return None if self.major is None or self.minor is None else (self.major, self.minor)


class Section(Base):
    """A part of a version with a title of its own."""

    __tablename__ = "course_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("course_version.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    title: Mapped[dict[str, str]] = mapped_column(JSON)

    version: Mapped[CourseVersion] = relationship(back_populates="sections")
    lessons: Mapped[list[Lesson]] = relationship(
        back_populates="section", order_by="Lesson.position", cascade="all, delete-orphan"
    )


class Lesson(Base):
    """A piece of a course. `key` names the same lesson in every version.

    `content` by kind: article {"markdown"}; exercise {"items": [code], "points": [code], "most": n};
    live {"starts_at": milliseconds, "join_url", "replay_url"}; download {}, it has a file;
    video {"chapters": [[seconds, title]], "asks_presence": bool}, and it has files.
    """

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("version_id", "key"),
        CheckConstraint(_words("kind", LessonKind), name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("course_version.id", ondelete="CASCADE"))
    section_id: Mapped[int] = mapped_column(
        ForeignKey("course_section.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    minutes: Mapped[int]
    is_preview: Mapped[bool] = mapped_column(default=False)  # readable without signing in
    is_required: Mapped[bool] = mapped_column(default=True)

    section: Mapped[Section] = relationship(back_populates="lessons")
    points: Mapped[list[LessonPoint]] = relationship(
        order_by="LessonPoint.position", cascade="all, delete-orphan"
    )

    files: Mapped[list[LessonFile]] = relationship(
        order_by="LessonFile.role", cascade="all, delete-orphan"
    )
    images: Mapped[list[LessonImage]] = relationship(
        "LessonImage", order_by="LessonImage.name", cascade="all, delete-orphan"
    )

    @property
    def requirement(self) -> Requirement:
        """What completes the lesson, for the rules."""
        return Requirement(LessonKind(self.kind), self.is_required)


class LessonPoint(Base):
    """A knowledge point that a lesson teaches."""

    __tablename__ = "lesson_point"

    lesson_id: Mapped[int] = mapped_column(
        ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), index=True)  # of a content area
    seconds: Mapped[int | None]  # where a video comes to it; None: at its beginning


class LessonFile(Base):
    """An uploaded file of a lesson by its role: the video or document itself, subtitles, the still of a video."""

    __tablename__ = "lesson_file"

    lesson_id: Mapped[int] = mapped_column(
        ForeignKey("lesson.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(12), primary_key=True)
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))

    stored_file: Mapped[StoredFile] = relationship("StoredFile")


class VersionComment(Base):
    """What a reviewer or the author says of a version, or of one lesson of it."""

    __tablename__ = "version_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(
        ForeignKey("course_version.id", ondelete="CASCADE"), index=True
    )
    lesson_key: Mapped[str | None] = mapped_column(String(12))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    answers_id: Mapped[int | None] = mapped_column(
        ForeignKey("version_comment.id", ondelete="CASCADE")
    )
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    author: Mapped[User] = relationship("User", foreign_keys=[author_id])
    resolved_by: Mapped[User | None] = relationship("User", foreign_keys=[resolved_by_id])
