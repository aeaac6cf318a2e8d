"""Tables of mock exams: sittings and seats, attempts with their leases, events and answers,
outages.

`lean/statements.py` names these tables and columns in raw SQL; change both together.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship
from sqlalchemy.types import JSON

from trainingapp.extensions import Base, Instant, Points
from trainingapp.rules.attempts import AttemptState, FinishReason
from trainingapp.rules.sittings import Feedback, SittingKind


def _words(column: str, values: type[AttemptState | FinishReason | Feedback | SittingKind]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Sitting(Base):
    """An occasion to sit a test form: open to all at any time, or organised by an exam officer."""

    __tablename__ = "sitting"
    __table_args__ = (
        CheckConstraint(_words("kind", SittingKind), name="kind"),
        CheckConstraint(_words("feedback_after_hand_in", Feedback), name="after_hand_in"),
        CheckConstraint(_words("feedback_after_close", Feedback), name="after_close"),
        Index("ix_sitting_kind_closes_at", "kind", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    test_form_id: Mapped[int] = mapped_column(ForeignKey("test_form.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # only for them
    minutes: Mapped[int]
    grace_seconds: Mapped[int] = mapped_column(default=60)
    opens_at: Mapped[datetime | None] = mapped_column(Instant)
    last_start_at: Mapped[datetime | None] = mapped_column(Instant)
    closes_at: Mapped[datetime | None] = mapped_column(Instant)  # the common end
    needs_seat: Mapped[bool] = mapped_column(default=False)
    access_code: Mapped[str | None] = mapped_column(String(32))  # the officer reads it out
    is_shuffled: Mapped[bool] = mapped_column(default=False)
    earliest_hand_in_minutes: Mapped[int] = mapped_column(default=0)
    most_attempts: Mapped[int | None]  # None: as often as one likes
    feedback_after_hand_in: Mapped[str] = mapped_column(String(8), default=Feedback.REVIEW)
    feedback_after_close: Mapped[str] = mapped_column(String(8), default=Feedback.REVIEW)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)  # by an officer

    seats: Mapped[list[Seat]] = relationship(back_populates="sitting", order_by="Seat.number")

    @property
    def is_organised(self) -> bool:
        return self.kind == SittingKind.ORGANISED


class Seat(Base):
    """A candidate who is expected at an organised sitting, with the extra time that is theirs."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("sitting_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    number: Mapped[int]
    extra_seconds: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)

    sitting: Mapped[Sitting] = relationship(back_populates="seats")


class Attempt(Base):
    """One candidate's sitting of one test form. Time, lease and chain are written by `lean/`."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("sitting_id", "candidate_id", "ordinal"),
        CheckConstraint(_words("state", AttemptState), name="state"),
        CheckConstraint(_words("finish_reason", FinishReason), name="finish_reason"),
        Index("ix_attempt_state_deadline_at", "state", "deadline_at"),
        Index("ix_attempt_candidate_id_test_form_id", "candidate_id", "test_form_id"),
        Index("ix_attempt_test_form_id_is_first_score", "test_form_id", "is_first", "score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("sitting.id"))
    candidate_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ordinal: Mapped[int]
    test_form_id: Mapped[int] = mapped_column(ForeignKey("test_form.id"))
    is_first: Mapped[bool] = mapped_column(default=False)  # of this candidate on this test form
    state: Mapped[str] = mapped_column(String(16))
    minutes: Mapped[int]
    shuffle_seed: Mapped[str | None] = mapped_column(String(32))  # None: the official order
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    deadline_at: Mapped[datetime | None] = mapped_column(Instant)
    extra_seconds: Mapped[int] = mapped_column(default=0)
    outage_seconds: Mapped[int] = mapped_column(default=0)
    paused_seconds: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    finish_reason: Mapped[str | None] = mapped_column(String(24))
    late_counted_at: Mapped[datetime | None] = mapped_column(Instant)

    lease_number: Mapped[int] = mapped_column(default=0)
    lease_device: Mapped[str | None] = mapped_column(String(64))
    lease_taken_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_seen_at: Mapped[datetime | None] = mapped_column(Instant)
    lease_sequence: Mapped[int] = mapped_column(default=0)
    event_count: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(String(64), default="")

    score: Mapped[Decimal | None] = mapped_column(Points)
    is_passed: Mapped[bool | None]
    outcome: Mapped[str | None] = deferred(mapped_column(Text))  # `rules.results.Outcome`
    policy: Mapped[str | None] = mapped_column(String(64))  # such as cn-objective@1

    sitting: Mapped[Sitting] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether the candidate may still go on, now or after a pause."""
        return self.state in {AttemptState.RUNNING, AttemptState.PAUSED}

    @property
    def is_submitted(self) -> bool:
        return self.state == AttemptState.SUBMITTED


class AttemptLease(Base):
    """Which device was allowed to write from when; the next lease ends the one before."""

    __tablename__ = "attempt_lease"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(String(64))
    taken_at: Mapped[datetime] = mapped_column(Instant)


class AnswerEvent(Base):
    """One event as it was recorded; appended, never changed (`triggers.py`)."""

    __tablename__ = "answer_event"
    # No index on position: an attempt's few hundred events are sorted when its receipt is read.
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    lease_number: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]  # place in the chain, from 1
    kind: Mapped[str] = mapped_column(String(8))
    slot: Mapped[int]
    selected: Mapped[str] = mapped_column(String(8))
    flagged: Mapped[bool]
    struck: Mapped[str] = mapped_column(String(8))
    seconds: Mapped[int]
    client_at: Mapped[datetime] = mapped_column(Instant)
    server_at: Mapped[datetime] = mapped_column(Instant)
    is_late: Mapped[bool]
    is_grace: Mapped[bool] = mapped_column(Boolean, server_default=false())
    is_stray: Mapped[bool]
    hash: Mapped[str] = mapped_column(String(64))


class ItemResponse(Base):
    """What one slot of an attempt holds now; blank slots have no row."""

    __tablename__ = "item_response"
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    selected: Mapped[str] = mapped_column(String(8))
    flagged: Mapped[bool]
    struck: Mapped[str] = mapped_column(String(8))
    seconds: Mapped[int]
    client_at: Mapped[datetime] = mapped_column(Instant)
    lease_number: Mapped[int]
    seq: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Outage(Base):
    """A time in which no web process was alive; credited to every attempt that ran in it."""

    __tablename__ = "outage"

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(Instant, unique=True)  # the last pulse before it
    ended_at: Mapped[datetime] = mapped_column(Instant)  # credited up to here


class Pulse(Base):
    """A web process was alive."""

    __tablename__ = "pulse"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    process: Mapped[str] = mapped_column(String(80))
