"""What shows that a record is right, what verifiers found in it, and the cases of their desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.credentials.models.subjects import AboutRecord, one_subject
from trainingapp.extensions import Base, Instant
from trainingapp.rules.verification import Check, CheckOutcome, Method, SecondOpinion

if TYPE_CHECKING:
    from trainingapp.accounts.models import User
    from trainingapp.files.models import StoredFile


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    CHSI_REPORT = "chsi_report"  # 学历证书电子注册备案表, 学籍在线验证报告
    DEGREE_REPORT = "degree_report"  # 学位在线验证报告
    DIPLOMA_SCAN = "diploma_scan"
    CSCSE_CERTIFICATE = "cscse_certificate"  # degrees from abroad
    UNIVERSITY_BATCH = "university_batch"
    EXAM_SCORE_PAGE = "exam_score_page"
    NATIONAL_CERTIFICATE = "national_certificate"
    EMPLOYER_LETTER = "employer_letter"


class Evidence(AboutRecord, Base):
    """A file, a CHSI code, or both. The file lies in the store as ciphertext under a key of its own.

    `sha256` is that of the file as it was sent, and stays; erasing destroys the key, the name and the code.
    The code expires, what it once showed does not.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        one_subject(),
        CheckConstraint(words("kind", EvidenceKind), name="kind"),
        CheckConstraint(
            "erased_at IS NULL OR (key_sealed IS NULL AND stored_file_id IS NULL "
            "AND code_sealed IS NULL AND code_index IS NULL AND file_name = '')",
            name="erased",
        ),
        CheckConstraint("(stored_file_id IS NULL) = (key_sealed IS NULL)", name="key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    media_type: Mapped[str] = mapped_column(String(120), default="")
    stored_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    key_sealed: Mapped[str | None] = mapped_column(String(200))
    code_sealed: Mapped[str | None] = mapped_column(String(200))
    code_index: Mapped[str | None] = mapped_column(String(64), index=True)
    code_last4: Mapped[str | None] = mapped_column(String(4))
    code_expires_on: Mapped[date | None] = mapped_column(Date)
    entered_at: Mapped[datetime] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)

    stored_file: Mapped[StoredFile | None] = relationship("StoredFile")

    @property
    def code_ends_on(self) -> date | None:
        """The last day on which the code works."""
        return self.code_expires_on - timedelta(days=1) if self.code_expires_on else None


class Verification(AboutRecord, Base):
    """What one verifier found, field by field; never changed, but for the second opinion where one is needed.

    `fields`: name of a field → {"tick": match|mismatch|unseen, "note": text}. `valid_until` is the first day on
    which it holds no longer.
    """

    __tablename__ = "verification"
    __table_args__ = (
        one_subject(),
        CheckConstraint(words("method", Method), name="method"),
        CheckConstraint(words("outcome", CheckOutcome), name="outcome"),
        CheckConstraint(words("second", SecondOpinion), name="second"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> verified_by_id", name="other"),
        CheckConstraint(
            "(second IN ('agreed', 'refused')) = (second_by_id IS NOT NULL)", name="second_by"
        ),
        CheckConstraint("outcome <> 'mismatch' OR second <> 'none'", name="mismatch"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    method: Mapped[str] = mapped_column(String(24))
    outcome: Mapped[str] = mapped_column(String(16))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")  # for the holder: what to do
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    verified_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    verified_at: Mapped[datetime] = mapped_column(Instant)
    second: Mapped[str] = mapped_column(String(16), default=SecondOpinion.NONE)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    second_at: Mapped[datetime | None] = mapped_column(Instant)
    second_note: Mapped[str] = mapped_column(Text, default="")

    evidence: Mapped[Evidence | None] = relationship()
    verified_by: Mapped[User] = relationship("User", foreign_keys=[verified_by_id])
    second_by: Mapped[User | None] = relationship("User", foreign_keys=[second_by_id])

    @property
    def check(self) -> Check:
        """What the rules read of it."""
        return Check(
            Method(self.method),
            CheckOutcome(self.outcome),
            SecondOpinion(self.second),
            self.valid_until,
        )


class CaseState(StrEnum):
    """Whose turn it is: the desk's, a second verifier's, the holder's, nobody's."""

    WAITING = "waiting"
    SECOND = "second"
    ANSWERED = "answered"
    SETTLED = "settled"


class DeskCase(AboutRecord, Base):
    """A record that somebody has asked to have verified. One per record; gone with it."""

    __tablename__ = "desk_case"
    __table_args__ = (
        one_subject(),
        CheckConstraint(words("state", CaseState), name="state"),
        Index("uq_desk_case_degree_id", "degree_id", unique=True),
        Index("uq_desk_case_work_id", "work_id", unique=True),
        Index("uq_desk_case_certificate_id", "certificate_id", unique=True),
        Index("uq_desk_case_pass_id", "pass_id", unique=True),
        Index("ix_desk_case_state_asked_at", "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default=CaseState.WAITING)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Instant)

    user: Mapped[User] = relationship("User")
