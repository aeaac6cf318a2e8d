"""Tables of what learners say of whole courses, and of what instructors say of themselves."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.courses.models.contents import Course
from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class TextState(StrEnum):
    """Who may read the text of a rating."""

    NONE = "none"  # there is no text
    WAITING = "waiting"  # its author and the reviewers
    PUBLIC = "public"  # everybody
    REFUSED = "refused"  # its author, with the reason


class Rating(Base):
    """How somebody who completed a course found it. The stars count at once; a text waits for a reviewer.

    Whoever leaves takes the text along; the stars stay without a person.
    """

    __tablename__ = "course_rating"
    __table_args__ = (
        UniqueConstraint("course_id", "user_id"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        CheckConstraint(
            f"text_state IN ({', '.join(repr(str(state)) for state in TextState)})",
            name="text_state",
        ),
        Index("ix_course_rating_text_state", "text_state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    stars: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    text_state: Mapped[str] = mapped_column(String(8), default=TextState.NONE)
    refusal: Mapped[str] = mapped_column(String(300), default="")  # why the text is not public
    major: Mapped[int]  # of the version that was learned
    minor: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")  # of the instructor, once
    answered_at: Mapped[datetime | None] = mapped_column(Instant)

    course: Mapped[Course] = relationship()
    user: Mapped[User | None] = relationship("User")


class InstructorPage(Base):
    """What an instructor says of themselves. Without a row the page shows the courses alone."""

    __tablename__ = "instructor_page"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown
    is_public: Mapped[bool] = mapped_column(default=True)
    changed_at: Mapped[datetime] = mapped_column(Instant)
