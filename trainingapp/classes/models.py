"""Tables of classes: cohorts with their teachers and members, the timetable, attendance, announcements, mock exams."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.rules.cohorts import AttendanceWay, CohortState, JoinWay, MemberState

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User
    from trainingapp.courses.models import Course
    from trainingapp.exams.models import Sitting


def _words(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Cohort(Base):
    """A class: people who learn one course together for the exam of one year."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint(_words("state", CohortState), name="state"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_cohort_state_starts_on", "state", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    introduction: Mapped[str] = mapped_column(Text, default="")  # Markdown, shown as an article
    exam_year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    capacity: Mapped[int | None]  # None: as many as come
    join_code: Mapped[str] = mapped_column(String(12), unique=True)  # in capitals, easily read out
    is_joinable: Mapped[bool] = mapped_column(default=True)  # by code, while the class is open
    state: Mapped[str] = mapped_column(String(12), default=CohortState.DRAFT)
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))
    made_at: Mapped[datetime] = mapped_column(Instant)

    course: Mapped[Course] = relationship("Course")
    organisation: Mapped[Organisation | None] = relationship("Organisation")
    teachers: Mapped[list[CohortTeacher]] = relationship(
        back_populates="cohort", order_by="CohortTeacher.added_at", cascade="all, delete-orphan"
    )
    meetings: Mapped[list[Meeting]] = relationship(
        back_populates="cohort", order_by="Meeting.starts_at", cascade="all, delete-orphan"
    )


class CohortTeacher(Base):
    """Somebody of the teacher team. A leader changes the class; the others teach it and see its people."""

    __tablename__ = "cohort_teacher"

    cohort_id: Mapped[int] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    is_leader: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship(back_populates="teachers")
    user: Mapped[User] = relationship("User")


class Membership(Base):
    """Somebody in a class, or waiting for a place in it. One row per person and class, whatever has happened."""

    __tablename__ = "cohort_membership"
    __table_args__ = (
        UniqueConstraint("cohort_id", "user_id"),
        CheckConstraint(_words("state", MemberState), name="state"),
        CheckConstraint(_words("way", JoinWay), name="way"),
        Index("ix_cohort_membership_cohort_id_state", "cohort_id", "state", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    way: Mapped[str] = mapped_column(String(12))
    # The agency that entered its staff: it sees who takes part, never answers or scores.
    sent_by_organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    since: Mapped[datetime] = mapped_column(Instant)  # in this state; orders the waiting list
    reason: Mapped[str] = mapped_column(String(200), default="")  # why a teacher removed them

    cohort: Mapped[Cohort] = relationship()
    user: Mapped[User] = relationship("User")


class CohortInvitation(Base):
    """A place for somebody of a list who has no account yet; it becomes a membership when they sign up."""

    __tablename__ = "cohort_invitation"
    __table_args__ = (
        UniqueConstraint("cohort_id", "contact_index"),
        Index("ix_cohort_invitation_contact_index", "contact_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    contact_encrypted: Mapped[str] = mapped_column(String(600))  # e-mail or mobile, as typed
    contact_index: Mapped[str] = mapped_column(String(64))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)

    cohort: Mapped[Cohort] = relationship()


class CohortList(Base):
    """A sheet of people that a teacher has sent and not yet confirmed. Its contacts are encrypted."""

    __tablename__ = "cohort_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    rows_encrypted: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant, index=True)


class CalendarFeed(Base):
    """The private address under which somebody's calendar reads their meetings."""

    __tablename__ = "cohort_calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    secret_encrypted: Mapped[str] = mapped_column(String(200))
    secret_index: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Instant)


class Meeting(Base):
    """One date of the timetable: in a room, online, or both."""

    __tablename__ = "cohort_meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="times"),
        Index("ix_cohort_meeting_cohort_id_starts_at", "cohort_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200), default="")
    join_url: Mapped[str] = mapped_column(String(500), default="")
    replay_url: Mapped[str] = mapped_column(String(500), default="")
    lesson_key: Mapped[str | None] = mapped_column(String(12))  # of the course: what it prepares
    attendance_code: Mapped[str | None] = mapped_column(String(8))  # of the day; None: not opened
    code_opened_at: Mapped[datetime | None] = mapped_column(Instant)
    cancelled_at: Mapped[datetime | None] = mapped_column(Instant)
    sequence: Mapped[int] = mapped_column(default=0)  # of changes, for calendars (RFC 5545)
    changed_at: Mapped[datetime] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship(back_populates="meetings")


class Attendance(Base):
    """What one way of knowing says of somebody at a meeting. A teacher's row counts before the others, which stay."""

    __tablename__ = "cohort_attendance"
    __table_args__ = (CheckConstraint(_words("way", AttendanceWay), name="way"),)

    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("cohort_meeting.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    way: Mapped[str] = mapped_column(String(12), primary_key=True)
    is_present: Mapped[bool]  # a teacher may write down an absence, with the reason
    note: Mapped[str] = mapped_column(String(200), default="")
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # a teacher
    noted_at: Mapped[datetime] = mapped_column(Instant)


class JoinInterval(Base):
    """From when to when somebody was in an online meeting, as their page told us."""

    __tablename__ = "cohort_join_interval"
    __table_args__ = (Index("ix_cohort_join_interval_meeting_id", "meeting_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("cohort_meeting.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)  # the last sign of life


class Announcement(Base):
    """What the teachers tell the whole class."""

    __tablename__ = "cohort_announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)  # Markdown, shown as an article
    made_at: Mapped[datetime] = mapped_column(Instant)

    author: Mapped[User] = relationship("User")


class CohortSitting(Base):
    """A mock exam that the class sits together. Its teachers see what members begin after it was added."""

    __tablename__ = "cohort_sitting"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    added_at: Mapped[datetime] = mapped_column(Instant)

    sitting: Mapped[Sitting] = relationship("Sitting")


class CohortDeadline(Base):
    """By when the class should have completed a lesson of the course; assignments above all."""

    __tablename__ = "cohort_deadline"

    cohort_id: Mapped[int] = mapped_column(
        ForeignKey("cohort.id", ondelete="CASCADE"), primary_key=True
    )
    lesson_key: Mapped[str] = mapped_column(String(12), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant)


class CohortMessage(Base):
    """What a teacher wrote to some members of a class; a job tells them, once."""

    __tablename__ = "cohort_message"
    __table_args__ = (Index("ix_cohort_message_cohort_id_made_at", "cohort_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)  # of the form: sent twice is once
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship()
    author: Mapped[User] = relationship("User")


class MessageRecipient(Base):
    """Somebody a message went to."""

    __tablename__ = "cohort_message_recipient"

    message_id: Mapped[int] = mapped_column(
        ForeignKey("cohort_message.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)

    message: Mapped[CohortMessage] = relationship()
    user: Mapped[User] = relationship("User")
