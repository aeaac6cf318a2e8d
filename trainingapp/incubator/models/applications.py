"""Applications: the form in its versions, what applicants wrote and sent, what they were asked, the first check."""

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
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from trainingapp.credentials.models.degrees import words
from trainingapp.extensions import Base, Instant
from trainingapp.incubator.models.agencies import Agency
from trainingapp.incubator.models.cases import Case
from trainingapp.incubator.models.documents import IncubatorDocument

if TYPE_CHECKING:
    from trainingapp.accounts.models import User


class ScreeningResult(StrEnum):
    """How the first check of an application came out."""

    PASS = "pass"  # noqa: S105 - no password
    MORE = "more"
    REFUSE = "refuse"


class Trait(StrEnum):
    """By what two applicants may turn out to be the same."""

    CODE = "code"
    NAME = "name"
    LEGAL_REPRESENTATIVE = "legal_representative"
    ADDRESS = "address"
    PHONE = "phone"


class LetterKind(StrEnum):
    """What an applicant is told in writing about the application."""

    RECEIVED = "received"
    RETURNED = "returned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicationForm(Base):
    """A published version of the application form. It never changes; an application stays with the one it began on."""

    __tablename__ = "application_form"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    definition: Mapped[dict[str, Any]] = deferred(mapped_column(JSON))
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Application(Base):
    """What an applicant writes for one case; `revision` counts how often it was submitted."""

    __tablename__ = "incubation_application"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), unique=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("application_form.id"))
    revision: Mapped[int] = mapped_column(default=0)
    pledged_at: Mapped[datetime | None] = mapped_column(Instant)
    pledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    begun_at: Mapped[datetime] = mapped_column(Instant)

    case: Mapped[Case] = relationship()
    form: Mapped[ApplicationForm] = relationship()
    parts: Mapped[list[ApplicationPart]] = relationship(order_by="ApplicationPart.id")


class ApplicationPart(Base):
    """One page of the form as it was typed last, right or wrong. `edition` counts its savings."""

    __tablename__ = "application_part"
    __table_args__ = (UniqueConstraint("application_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("incubation_application.id"))
    part: Mapped[str] = mapped_column(String(40))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    edition: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(Instant)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class ApplicationPaper(Base):
    """A document given for one of the papers that the form asks for; each may have several."""

    __tablename__ = "application_paper"
    __table_args__ = (UniqueConstraint("application_id", "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("incubation_application.id"))
    paper: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[int] = mapped_column(ForeignKey("incubator_document.id"))
    added_at: Mapped[datetime] = mapped_column(Instant)

    document: Mapped[IncubatorDocument] = relationship()


class ApplicationRevision(Base):
    """An application as it was submitted. Rows are only ever added; reviews point at them."""

    __tablename__ = "application_revision"
    __table_args__ = (UniqueConstraint("application_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("incubation_application.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    precheck: Mapped[list[Any]] = mapped_column(JSON)  # what was red or amber, as rows
    papers: Mapped[list[Any]] = mapped_column(JSON)  # key and document, as they were
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    application: Mapped[Application] = relationship()


class PaperAsked(Base):
    """Something that is missing in an application, named by an officer; sent when the application is returned."""

    __tablename__ = "paper_asked"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(40), default="")  # a part of the form, or "papers"
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    reply: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Screening(Base):
    """The first check of one revision: due on a working day, each point looked at, and how it came out.

    `checks`: key of a point → {"state": ok|lacking|not_applicable, "note": text}.
    """

    __tablename__ = "screening"
    __table_args__ = (
        CheckConstraint(f"result IS NULL OR {words('result', ScreeningResult)}", name="result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("application_revision.id"), unique=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)  # the last day
    checks: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    credit_checked_on: Mapped[date | None] = mapped_column(Date)
    credit_source: Mapped[str] = mapped_column(String(200), default="")
    ground: Mapped[str] = mapped_column(String(40), default="")  # of refusal
    result: Mapped[str | None] = mapped_column(String(8))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Instant)

    revision: Mapped[ApplicationRevision] = relationship()
    officer: Mapped[User | None] = relationship()


class AgencyTrait(Base):
    """By what an applicant can be known again. `value` is a keyed digest: it finds equals and tells nothing."""

    __tablename__ = "agency_trait"
    __table_args__ = (
        CheckConstraint(words("kind", Trait), name="kind"),
        UniqueConstraint("agency_id", "kind", "value"),
        Index("ix_agency_trait_kind_value", "kind", "value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(24))
    value: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(Instant)


class DuplicateCleared(Base):
    """An officer looked at two applicants alike and says why both may stand."""

    __tablename__ = "duplicate_cleared"
    __table_args__ = (UniqueConstraint("case_id", "agency_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))  # the other one
    traits: Mapped[list[Any]] = mapped_column(JSON)  # in what they were alike
    note: Mapped[str] = mapped_column(Text)
    cleared_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    cleared_at: Mapped[datetime] = mapped_column(Instant)

    agency: Mapped[Agency] = relationship()


class CaseLetter(Base):
    """A letter to the applicant: its kind and the facts it was written from. Rows are only ever added."""

    __tablename__ = "case_letter"
    __table_args__ = (CheckConstraint(words("kind", LetterKind), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("incubation_case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    written_at: Mapped[datetime] = mapped_column(Instant)
