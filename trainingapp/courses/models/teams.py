"""Tables of a course's team: co-instructors beside the owner, and the offer to hand the course over."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.courses.models.contents import Course
from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class CourseTeacher(Base):
    """Somebody who teaches a course beside its owner: marks and answers, and edits where the owner allows it."""

    __tablename__ = "course_teacher"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    can_edit: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(Instant)

    course: Mapped[Course] = relationship()
    user: Mapped[User] = relationship("User")


class CourseMaker(Base):
    """Somebody who owned or edited a course, or the one it was copied from, and is off its team: no reviewer of it."""

    __tablename__ = "course_maker"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)

    course: Mapped[Course] = relationship()


class CourseHandover(Base):
    """The owner offers the course to somebody of its team, who has not answered yet."""

    __tablename__ = "course_handover"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True)
    to_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    offered_at: Mapped[datetime] = mapped_column(Instant)

    course: Mapped[Course] = relationship()
    to_user: Mapped[User] = relationship("User")
