"""Sheets of graduates that a registrar has brought: what was found in them, what was loaded, what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.credentials.models.degrees import DegreeRecord, words
from trainingapp.extensions import Base, Instant
from trainingapp.rules.eligibility_facts import DegreeKind

if TYPE_CHECKING:
    from trainingapp.accounts.models import Organisation, User
    from trainingapp.credentials.models.verifiable import IssuerKey


class BatchState(StrEnum):
    """Only checked, loaded by somebody who confirmed it, or taken back as far as nothing rests on it."""

    CHECKED = "checked"
    LOADED = "loaded"
    UNDONE = "undone"


class OfferState(StrEnum):
    """What became of a loaded paper: nobody has answered, its graduate took or refused it, it is gone again."""

    OFFERED = "offered"
    CLAIMED = "claimed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


class DegreeBatch(Base):
    """A sheet. Its sound rows are sealed until they are loaded; `findings` hold no word or number of a person.

    `document` is the canonical JSON of what was confirmed, `signature` the site's over it; neither is changed again
    (`triggers.py`). It names people by keyed digests only.
    """

    __tablename__ = "degree_batch"
    __table_args__ = (
        CheckConstraint(words("state", BatchState), name="state"),
        CheckConstraint("(state = 'checked') = (document = '')", name="document"),
        CheckConstraint("(document = '') = (issuer_key_id IS NULL)", name="signed"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone"),
        CheckConstraint("state = 'checked' OR rows_sealed = ''", name="rows"),
        Index("ix_degree_batch_organisation_id_made_at", "organisation_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=BatchState.CHECKED)
    rows_sealed: Mapped[str] = mapped_column(Text, default="")
    findings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    row_count: Mapped[int]
    sound_count: Mapped[int]
    paper_count: Mapped[int]
    loaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    loaded_at: Mapped[datetime | None] = mapped_column(Instant)
    document: Mapped[str] = mapped_column(Text, default="")
    signature: Mapped[str] = mapped_column(String(120), default="")
    issuer_key_id: Mapped[int | None] = mapped_column(ForeignKey("issuer_key.id"))
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation] = relationship("Organisation")
    made_by: Mapped[User] = relationship("User", foreign_keys=[made_by_id])
    loaded_by: Mapped[User | None] = relationship("User", foreign_keys=[loaded_by_id])
    undone_by: Mapped[User | None] = relationship("User", foreign_keys=[undone_by_id])
    issuer_key: Mapped[IssuerKey | None] = relationship("IssuerKey")


class DegreeBatchRow(Base):
    """A paper that a sheet brought, and whom it waits for: found by keyed digests of identity number, name and number.

    What names the person is emptied once the paper is withdrawn or its graduate leaves. `number_index` is unique: a
    paper is loaded once, by one university.
    """

    __tablename__ = "degree_batch_row"
    __table_args__ = (
        CheckConstraint(words("kind", DegreeKind), name="kind"),
        CheckConstraint(words("state", OfferState), name="state"),
        CheckConstraint(
            "state NOT IN ('withdrawn', 'left') OR (degree_id IS NULL AND name_sealed = '' "
            "AND name_index IS NULL AND person_index IS NULL AND number_index IS NULL)",
            name="emptied",
        ),
        CheckConstraint(
            "state NOT IN ('offered', 'withdrawn') OR answered_by_id IS NULL", name="answered"
        ),
        Index("ix_degree_batch_row_batch_id_number", "batch_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("degree_batch.id"))
    number: Mapped[int]  # of the row in the sheet
    kind: Mapped[str] = mapped_column(String(16))
    degree_id: Mapped[int | None] = mapped_column(ForeignKey("degree_record.id"), unique=True)
    name_sealed: Mapped[str] = mapped_column(String(400), default="")
    name_index: Mapped[str | None] = mapped_column(String(64))
    person_index: Mapped[str | None] = mapped_column(String(64), index=True)
    number_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16), default=OfferState.OFFERED)
    state_at: Mapped[datetime] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)

    batch: Mapped[DegreeBatch] = relationship()
    degree: Mapped[DegreeRecord | None] = relationship()
