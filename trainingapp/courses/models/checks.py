"""Tables of final checks: the tries of learners with the items that were asked and what was answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant


class CheckTry(Base):
    """One try of somebody at a course's final check, under the rule that asked for it.

    The check belongs to the course and not to a version: it is no lesson, since it opens after the last of them,
    and a rule of continuing education may ask for it without a new edition.
    """

    __tablename__ = "check_try"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "rule_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey("ce_rule.id"))
    number: Mapped[int]  # from 1
    opened_at: Mapped[datetime] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    right_count: Mapped[int] = mapped_column(default=0)
    is_passed: Mapped[bool] = mapped_column(default=False)

    answers: Mapped[list[CheckAnswer]] = relationship(
        order_by="CheckAnswer.position", cascade="all, delete-orphan"
    )


class CheckAnswer(Base):
    """An item of a try in the revision that was asked, and what was chosen when the try was handed in."""

    __tablename__ = "check_answer"

    try_id: Mapped[int] = mapped_column(
        ForeignKey("check_try.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    item_revision_id: Mapped[int] = mapped_column(ForeignKey("item_revision.id"))
    selected: Mapped[str] = mapped_column(String(8), default="")
    is_right: Mapped[bool] = mapped_column(default=False)
