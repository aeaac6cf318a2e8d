"""Documents: keeping a paper with its first file, adding versions, withdrawing, erasing a file, noting each look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, TypeAlias

from sqlalchemy import func, select

from trainingapp.audit.actions import record
from trainingapp.config import Settings
from trainingapp.extensions import db
from trainingapp.incubator.actions.document_content import Content, MadeFile, WrongPurpose, put_away
from trainingapp.incubator.models import Agency, Case, IncubationBase
from trainingapp.incubator.models.documents import (
    DocumentAccess,
    DocumentVersion,
    IncubatorDocument,
)
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory

__all__ = [
    "Content",
    "MadeFile",
    "Owner",
    "Paper",
    "WrongPurpose",
    "change_document",
    "erase_version",
    "keep_document",
    "keep_version",
    "note_access",
    "withdraw_document",
]

Owner: TypeAlias = Case | Agency | IncubationBase
MOST_VERSIONS = 100


class TooManyVersions(RuleViolation):
    """No paper is replaced so often."""

    message: ClassVar[str] = "There are %(most)s versions of this document already."


class DocumentWithdrawn(RuleViolation):
    """What was withdrawn takes no more versions and no other words."""

    message: ClassVar[str] = "This document has been withdrawn."


@dataclass(frozen=True, slots=True)
class Paper:
    """What is said of a document. It holds until the day before `ends_on`."""

    category: DocumentCategory
    title: str
    number: str = ""
    issued_on: date | None = None
    ends_on: date | None = None
    audience: Audience = Audience.PARTIES


def keep_document(
    owner: Owner,
    paper: Paper,
    content: Content,
    *,
    person_id: int | None,
    settings: Settings,
    now: datetime,
) -> IncubatorDocument:
    """Keep a paper of a case, an agency or a base with its first file, which is sealed. Returns it flushed: its id
    is what evidence columns hold. Whether the person may is the caller's affair (`document_words.may_keep`).

    :raises UploadRefused: the upload has not arrived. :raises WrongPurpose: it was sent for another part.
    """
    document = IncubatorDocument(
        **_owned_by(owner),
        category=paper.category,
        audience=paper.audience,
        title=paper.title,
        number=paper.number,
        issued_on=paper.issued_on,
        ends_on=paper.ends_on,
        entered_by_id=person_id,
        entered_at=now,
    )
    db.session.add(document)
    db.session.flush()
    keep_version(document, content, person_id=person_id, settings=settings, now=now)
    return document


def keep_version(
    document: IncubatorDocument,
    content: Content,
    *,
    person_id: int | None,
    settings: Settings,
    now: datetime,
    note: str = "",
) -> DocumentVersion:
    """Add a newer file to a document; the older ones stay readable.

    :raises UploadRefused, WrongPurpose, TooManyVersions, DocumentWithdrawn:
    """
    if document.withdrawn_at is not None:
        raise DocumentWithdrawn()
    query = select(func.count()).select_from(DocumentVersion).filter_by(document_id=document.id)
    number = (db.session.scalar(query) or 0) + 1
    if number > MOST_VERSIONS:
        raise TooManyVersions(most=MOST_VERSIONS)
    version = DocumentVersion(
        document_id=document.id,
        number=number,
        note=note,
        entered_by_id=person_id,
        entered_at=now,
        **put_away(content, settings=settings, now=now),
    )
    db.session.add(version)
    db.session.flush()
    _note("document.keep", document, person_id=person_id, version=number, now=now)
    return version


def change_document(
    document: IncubatorDocument, paper: Paper, *, person_id: int, now: datetime
) -> None:
    """Say anew what a document is, who opens it, and until when it holds. :raises DocumentWithdrawn:"""
    if document.withdrawn_at is not None:
        raise DocumentWithdrawn()
    document.category, document.audience = paper.category, paper.audience
    document.title, document.number = paper.title, paper.number
    document.issued_on, document.ends_on = paper.issued_on, paper.ends_on
    _note("document.change", document, person_id=person_id, now=now)


def withdraw_document(document: IncubatorDocument, *, person_id: int, now: datetime) -> None:
    """Offer a document no longer. What rests on it keeps pointing at it."""
    if document.withdrawn_at is None:
        document.withdrawn_at = now
        _note("document.withdraw", document, person_id=person_id, now=now)


def erase_version(version: DocumentVersion, *, person_id: int, now: datetime) -> None:
    """Destroy the key and the name of a file that should never have been here; its fingerprint stays."""
    if version.erased_at is not None:
        return
    gone = version.stored_file_id
    version.stored_file_id = version.key_sealed = None
    version.file_name, version.erased_at = "", now
    db.session.flush()
    enqueue("credentials.remove_open_copy", stored_file_id=gone)
    document = version.document
    _note("document.erase", document, person_id=person_id, version=version.number, now=now)


def note_access(version: DocumentVersion, *, person_id: int, now: datetime) -> None:
    """Write down that somebody opens a file."""
    db.session.add(DocumentAccess(version_id=version.id, user_id=person_id, at=now))


def _owned_by(owner: Owner) -> dict[str, int]:
    if isinstance(owner, Case):
        return {"case_id": owner.id, "agency_id": owner.agency_id, "base_id": owner.base_id}
    return {"agency_id" if isinstance(owner, Agency) else "base_id": owner.id}


def _note(
    act: str,
    document: IncubatorDocument,
    *,
    person_id: int | None,
    now: datetime,
    version: int | None = None,
) -> None:
    detail = {"agency": document.agency_id, "case": document.case_id, "base": document.base_id}
    record(
        act,
        actor_id=person_id,
        subject="incubator_document",
        subject_id=document.id,
        detail=detail | ({"version": version} if version else {}),
        now=now,
    )
