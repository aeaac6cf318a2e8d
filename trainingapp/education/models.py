"""Tables of continuing education: who may grant it, by which rule a course grants it, and the ledger."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.extensions import Base, Instant
from trainingapp.rules.course_checks import CheckTerms
from trainingapp.rules.education import Basis, Category, RuleState, Terms

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User


def _words(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class CeProvider(Base):
    """An organisation that may grant continuing education: who recognised it, by which document, and until when."""

    __tablename__ = "ce_provider"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    jurisdiction: Mapped[str] = mapped_column(String(8))  # of a standard
    recognised_by: Mapped[str] = mapped_column(String(120))
    document: Mapped[str] = mapped_column(String(200))
    is_verified: Mapped[bool] = mapped_column(default=False)  # somebody has read the document
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)  # the last day
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    organisation: Mapped[Organisation | None] = relationship("Organisation")


class CeRule(Base):
    """What a course grants, proposed by its instructor and decided on by others; it changes in its state alone.

    `by_kind`: minutes of a completed lesson by its kind; `check_terms`: {"items", "pass_percent", "tries",
    "wait_hours"}, None without a final check. The title is kept as it was when the rule was proposed.
    """

    __tablename__ = "ce_rule"
    __table_args__ = (
        CheckConstraint(_words("state", RuleState), name="state"),
        CheckConstraint(_words("basis", Basis), name="basis"),
        CheckConstraint(_words("category", Category), name="category"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        CheckConstraint("minutes >= 0", name="minutes"),
        Index("ix_ce_rule_course_id_state", "course_id", "state"),
        Index("ix_ce_rule_state_proposed_at", "state", "proposed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    course_title: Mapped[dict[str, str]] = mapped_column(JSON)
    provider_id: Mapped[int] = mapped_column(ForeignKey("ce_provider.id"), index=True)
    jurisdiction: Mapped[str] = mapped_column(String(8))
    category: Mapped[str] = mapped_column(String(16))
    basis: Mapped[str] = mapped_column(String(16))
    minutes: Mapped[int] = mapped_column(default=0)
    by_kind: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    check_terms: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str] = mapped_column(String(300))  # the document that lets this course count
    is_verified: Mapped[bool] = mapped_column(default=False)  # the approver has read it
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16), default=RuleState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(500), default="")

    provider: Mapped[CeProvider] = relationship()
    proposed_by: Mapped[User] = relationship("User", foreign_keys=[proposed_by_id])

    @property
    def terms(self) -> Terms:
        """What the rule grants, for the rules."""
        return Terms(Basis(self.basis), self.minutes, self.by_kind)

    @property
    def check(self) -> CheckTerms | None:
        """The final check that comes before the minutes, if there is one."""
        return CheckTerms(**self.check_terms) if self.check_terms else None


class CeEntry(Base):
    """A row of the ledger, in minutes. Rows are only ever added (`triggers.py`); a correction is a row of its own.

    `number` counts a person's rows from 1 without gaps; each row's hash covers the one before (`ledger.py`).
    `unit` is the lesson's key or 'whole': a course grants each once to a person, whatever the rule. `source_key` names
    what a row that no course granted rests on, so that nothing is entered twice.

    Leaving: the rows stay under the number of an account without a person. They hold no name, and the certificates
    and registrations that rest on them must remain explainable; no law that we know names a time for which they have
    to be kept. The reason of a correction is free text and is emptied; it takes no part in the hash. Personal
    Information Protection Law (2021-11-01), articles 4 and 47: what is anonymised is no personal information.
    """

    __tablename__ = "ce_entry"
    __table_args__ = (
        UniqueConstraint("user_id", "number"),
        UniqueConstraint("user_id", "course_id", "unit"),
        UniqueConstraint("user_id", "source_key"),
        CheckConstraint(_words("category", Category), name="category"),
        CheckConstraint(
            "(corrects_id IS NULL AND minutes > 0) OR (corrects_id IS NOT NULL AND minutes <> 0)",
            name="minutes",
        ),
        CheckConstraint("(rule_id IS NULL) = (unit IS NULL)", name="unit"),
        Index("ix_ce_entry_user_id_earned_on", "user_id", "earned_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    number: Mapped[int]
    minutes: Mapped[int]
    category: Mapped[str] = mapped_column(String(16))
    title: Mapped[dict[str, str]] = mapped_column(JSON)  # what for
    provider: Mapped[str] = mapped_column(String(120))
    earned_on: Mapped[date] = mapped_column(Date)  # in Shanghai; of a correction: that of its entry
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("ce_rule.id"), index=True)
    unit: Mapped[str | None] = mapped_column(String(12))
    source_key: Mapped[str | None] = mapped_column(String(80))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("ce_entry.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)  # the rule as it was
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))  # None: the site
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    corrections: Mapped[list[CeEntry]] = relationship(order_by="CeEntry.number", viewonly=True)
