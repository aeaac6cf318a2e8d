"""Which programmes count as social work, by whom, from when to when, and where that is written."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility_facts import DegreeLevel, StudyField
from trainingapp.rules.eligibility_rulesets import Confidence
from trainingapp.rules.recognition import MatchKind


class ProgrammeRecognition(Base):
    """One line of a list: papers of these programmes, awarded in [valid_from, valid_to), count as `counts_as`.

    No institution and no level mean every one. `value` is a code of the catalogue, or the name as it is printed.
    """

    __tablename__ = "programme_recognition"
    __table_args__ = (
        CheckConstraint(words("match_kind", MatchKind), name="match_kind"),
        CheckConstraint(words("counts_as", StudyField), name="counts_as"),
        CheckConstraint(f"level IS NULL OR {words('level', DegreeLevel)}", name="level"),
        CheckConstraint(words("confidence", Confidence), name="confidence"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="order"),
        CheckConstraint("source <> ''", name="source"),
        Index("ix_programme_recognition_match", "match_kind", "value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_name: Mapped[str | None] = mapped_column(String(120))
    level: Mapped[str | None] = mapped_column(String(16))
    match_kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[str] = mapped_column(String(120))
    counts_as: Mapped[str] = mapped_column(String(16))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    authority: Mapped[str] = mapped_column(String(120), default="")
    source: Mapped[str] = mapped_column(String(300))
    source_url: Mapped[str] = mapped_column(String(300), default="")
    confidence: Mapped[str] = mapped_column(String(8))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    entered_at: Mapped[datetime] = mapped_column(Instant)
