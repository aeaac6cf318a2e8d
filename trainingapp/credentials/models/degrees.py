"""What somebody has studied and where they have worked, as claimed until it is verified."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility_facts import DegreeKind, DegreeLevel, StudyMode
from trainingapp.rules.verification import RecordStatus

__all__ = ["DegreeRecord", "RecordStatus", "WorkPeriod", "words"]


def words(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds one of the words."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class DegreeRecord(Base):
    """A diploma (学历) or a degree (学位), apart; awarded or expected. `major_as_printed` is what the paper says.

    `is_social_work` is the claim of the graduate, until the record is verified: then the lists of recognised
    programmes decide, and `recognition_id` names the line. The number of the paper is sealed (`numbers.py`).
    """

    __tablename__ = "degree_record"
    __table_args__ = (
        CheckConstraint(words("kind", DegreeKind), name="kind"),
        CheckConstraint(words("level", DegreeLevel), name="level"),
        CheckConstraint(words("mode", StudyMode), name="mode"),
        CheckConstraint(words("status", RecordStatus), name="status"),
        CheckConstraint("awarded_on IS NOT NULL OR expected_on IS NOT NULL", name="dates"),
        CheckConstraint("awarded_on IS NULL OR awarded_on > enrolled_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    institution_name: Mapped[str] = mapped_column(String(120))
    major_as_printed: Mapped[str] = mapped_column(String(120))
    major_code: Mapped[str] = mapped_column(String(12), default="")
    catalogue_version: Mapped[str] = mapped_column(String(12), default="")
    is_social_work: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(16))
    level: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    enrolled_on: Mapped[date | None] = mapped_column(Date)
    awarded_on: Mapped[date | None] = mapped_column(Date)
    expected_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16), default=RecordStatus.CLAIMED)
    recheck_on: Mapped[date | None] = mapped_column(Date)
    recognition_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme_recognition.id"), index=True
    )
    number_sealed: Mapped[str | None] = mapped_column(String(200))
    number_index: Mapped[str | None] = mapped_column(String(64), index=True)
    number_last4: Mapped[str | None] = mapped_column(String(4))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("degree_record.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)

    @property
    def awaited_on(self) -> date | None:
        """The day until which the paper is only expected; None once it is awarded."""
        return self.expected_on if self.awarded_on is None else None


class WorkPeriod(Base):
    """Social work for one employer, from `starts_on` up to, but without, `ends_on`; None: it goes on."""

    __tablename__ = "work_period"
    __table_args__ = (
        CheckConstraint(words("status", RecordStatus), name="status"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    employer: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16), default=RecordStatus.CLAIMED)
    entered_at: Mapped[datetime] = mapped_column(Instant)
