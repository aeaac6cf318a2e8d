"""What issuing needs beside the credential: a verified name, what it rests on, and issuing to many at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.extensions import Base, Instant

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class VerifiedName(Base):
    """Somebody's name as a verifier found it in evidence. Sealed; gone when the person leaves."""

    __tablename__ = "verified_name"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    name_sealed: Mapped[str] = mapped_column(String(400))
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verified_at: Mapped[datetime] = mapped_column(Instant)


class BasisKind(StrEnum):
    """What a credential may rest on."""

    DEGREE = "degree"
    WORK = "work"
    CERTIFICATE = "certificate"
    PASS = "pass"  # noqa: S105 - a passed paper
    DECISION = "decision"
    ATTEMPT = "attempt"
    CREDENTIAL = "credential"


class CredentialBasis(Base):
    """A record, decision, attempt or other credential without which a credential falls. Rows are only ever added."""

    __tablename__ = "credential_basis"
    __table_args__ = (
        CheckConstraint(words("kind", BasisKind), name="kind"),
        Index("ix_credential_basis_kind_subject_id", "kind", "subject_id"),
    )

    credential_id: Mapped[int] = mapped_column(ForeignKey("credential.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)


class RunSource(StrEnum):
    """Whose people get credentials: those who completed the course of a class, or who sat in a sitting."""

    COHORT = "cohort"
    SITTING = "sitting"


class RowState(StrEnum):
    """What became of one person in a run."""

    WAITING = "waiting"
    ISSUED = "issued"
    HELD = "held"  # the very same credential was there before
    REFUSED = "refused"


class IssueRun(Base):
    """Credentials issued to all of a class or a sitting by a job: one run of each at a time.

    What is done is counted from its rows.
    """

    __tablename__ = "issue_run"
    __table_args__ = (
        CheckConstraint(words("source", RunSource), name="source"),
        Index("ix_issue_run_source_source_id", "source", "source_id"),
        Index(
            "uq_issue_run_one_open",
            "source",
            "source_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(8))
    source_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    total: Mapped[int]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    started_by: Mapped[User] = relationship("User")


class IssueRow(Base):
    """One person of a run. `reason` is a word of `wording.REFUSALS`."""

    __tablename__ = "issue_row"
    __table_args__ = (
        UniqueConstraint("run_id", "user_id"),
        CheckConstraint(words("state", RowState), name="state"),
        CheckConstraint(
            "(state IN ('issued', 'held')) = (credential_id IS NOT NULL)", name="credential"
        ),
        CheckConstraint("(state = 'refused') = (reason <> '')", name="reason"),
        Index("ix_issue_row_run_id_state", "run_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("issue_run.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default=RowState.WAITING)
    reason: Mapped[str] = mapped_column(String(24), default="")
    credential_id: Mapped[int | None] = mapped_column(ForeignKey("credential.id"))

    user: Mapped[User] = relationship("User")
    credential: Mapped[Credential | None] = relationship()
