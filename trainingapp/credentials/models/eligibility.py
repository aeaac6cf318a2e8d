"""Published rulesets and kept decisions. A decision is only ever added; a person's decisions form a chain of hashes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility import Outcome
from trainingapp.rules.eligibility_facts import Assurance


class Ruleset(Base):
    """A ruleset as it was published: its canonical JSON and the hash of it. The last one published decides."""

    __tablename__ = "ruleset"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(30))
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Decision(Base):
    """A decision as the person kept it. `document` holds the facts; it is emptied when they leave, the hashes stay."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint(words("outcome", Outcome), name="outcome"),
        UniqueConstraint("user_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    number: Mapped[int]
    ruleset_id: Mapped[int] = mapped_column(ForeignKey("ruleset.id"), index=True)
    target: Mapped[str] = mapped_column(String(30))
    year: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    from_on: Mapped[date | None] = mapped_column(Date)
    document: Mapped[str] = mapped_column(Text)
    document_sha256: Mapped[str] = mapped_column(String(64))
    facts_sha256: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    ruleset: Mapped[Ruleset] = relationship()


class DecisionEvidence(Base):
    """What a kept decision rested on: each record of that day, how sure it was, and a verification of it if any.

    `is_named`: a sentence of the decision names it. Rows are only ever added; they hold numbers and no facts, and stay
    when the person leaves and the records are gone.
    """

    __tablename__ = "decision_evidence"
    __table_args__ = (CheckConstraint(words("assurance", Assurance), name="assurance"),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    record_kind: Mapped[str] = mapped_column(String(12))
    record_id: Mapped[int]
    assurance: Mapped[str] = mapped_column(String(12))
    is_named: Mapped[bool]
    verification_id: Mapped[int | None]  # no foreign key: verifications go with the person
