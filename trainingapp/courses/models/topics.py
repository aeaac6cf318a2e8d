"""Tables of what is said under lessons: topics, replies, and reports of what should not stand there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.courses.models.contents import Course
from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class Post:
    """What topics and replies share: somebody wrote it, may have changed it, and it may be hidden.

    An author of None has left the site. `text` is empty when the author took it back and replies of others remain.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)  # normalised as in the item bank
    made_at: Mapped[datetime] = mapped_column(Instant)
    edited_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_at: Mapped[datetime | None] = mapped_column(Instant)
    hidden_reason: Mapped[str] = mapped_column(String(300), default="")  # the author reads it


class Topic(Post, Base):
    """What a learner wants to know of a lesson. The lesson's key is the same in every version."""

    __tablename__ = "course_topic"
    __table_args__ = (
        Index("ix_course_topic_course_id_lesson_key", "course_id", "lesson_key"),
        Index("ix_course_topic_author_id_made_at", "author_id", "made_at"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    lesson_key: Mapped[str] = mapped_column(String(12))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(120))
    second: Mapped[int | None]  # of the lesson's video

    course: Mapped[Course] = relationship()
    author: Mapped[User | None] = relationship("User")


class Reply(Post, Base):
    """What somebody says to a topic. `is_by_instructor` is as it was when it was written."""

    __tablename__ = "topic_reply"
    __table_args__ = (
        Index("ix_topic_reply_topic_id_is_by_instructor", "topic_id", "is_by_instructor"),
        Index("ix_topic_reply_author_id_made_at", "author_id", "made_at"),
        Index(
            "uq_topic_reply_accepted",
            "topic_id",
            unique=True,
            sqlite_where=text("is_accepted = 1"),
            postgresql_where=text("is_accepted"),
        ),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("course_topic.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_by_instructor: Mapped[bool] = mapped_column(default=False)
    is_accepted: Mapped[bool] = mapped_column(default=False)  # one of a topic at most

    topic: Mapped[Topic] = relationship()
    author: Mapped[User | None] = relationship("User")


class TopicReport(Base):
    """Somebody thinks that a topic, or one reply to it, should not stand there."""

    __tablename__ = "topic_report"
    __table_args__ = (Index("ix_topic_report_settled_at", "settled_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("course_topic.id", ondelete="CASCADE"), index=True
    )
    reply_id: Mapped[int | None] = mapped_column(
        ForeignKey("topic_reply.id", ondelete="CASCADE"), index=True
    )
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    made_at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    topic: Mapped[Topic] = relationship()
    reply: Mapped[Reply | None] = relationship()
