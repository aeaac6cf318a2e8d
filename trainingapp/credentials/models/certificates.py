"""The national certificate and passed papers as somebody claims them. This site never issues the certificate."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.credentials.models.degrees import RecordStatus, words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility_facts import CertificateLevel, Paper


class NationalCertificate(Base):
    """A national certificate; it never expires. `region` is the province where it alone is valid, by a lower line.

    Its number (管理号) is sealed; the index finds the same number in other accounts without opening anything.
    """

    __tablename__ = "national_certificate"
    __table_args__ = (
        CheckConstraint(words("level", CertificateLevel), name="level"),
        CheckConstraint(words("status", RecordStatus), name="status"),
        UniqueConstraint("user_id", "level", "region"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    level: Mapped[str] = mapped_column(String(8))
    issued_on: Mapped[date] = mapped_column(Date)
    region: Mapped[str | None] = mapped_column(String(2))
    number_sealed: Mapped[str | None] = mapped_column(String(200))
    number_index: Mapped[str | None] = mapped_column(String(64), index=True)
    number_last4: Mapped[str | None] = mapped_column(String(4))
    status: Mapped[str] = mapped_column(String(16), default=RecordStatus.CLAIMED)
    entered_at: Mapped[datetime] = mapped_column(Instant)


class ExamPass(Base):
    """A paper of the national exam that somebody passed; `proof_on`: when the proof of a senior pass was issued."""

    __tablename__ = "exam_pass"
    __table_args__ = (
        CheckConstraint(words("level", CertificateLevel), name="level"),
        CheckConstraint(words("paper", Paper), name="paper"),
        CheckConstraint(words("status", RecordStatus), name="status"),
        UniqueConstraint("user_id", "level", "paper", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    level: Mapped[str] = mapped_column(String(8))
    paper: Mapped[str] = mapped_column(String(16))
    year: Mapped[int]
    region: Mapped[str | None] = mapped_column(String(2))
    proof_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(16), default=RecordStatus.CLAIMED)
    entered_at: Mapped[datetime] = mapped_column(Instant)
