"""Giving evidence for a record of one's own, asking the desk to look at it, and erasing it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import delete, func, select

from trainingapp.audit.actions import record
from trainingapp.config import Settings
from trainingapp.credentials.evidence_files import PURPOSE
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import (
    CaseState,
    DeskCase,
    Evidence,
    EvidenceKind,
    Verification,
)
from trainingapp.credentials.models.subjects import SUBJECT_COLUMNS, subject_values
from trainingapp.credentials.numbers import CHSI_CODE, seal, tidy
from trainingapp.credentials.queries.desk import find_case
from trainingapp.credentials.queries.facts import KINDS, Record
from trainingapp.credentials.sealing import seal_file
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.files.actions import claim, keep_made
from trainingapp.files.models import Upload
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.chsi import check_code
from trainingapp.rules.errors import RuleViolation

MOST = 20  # pieces of evidence for one record


class TooMuchEvidence(RuleViolation):
    """No record needs so much."""

    message: ClassVar[str] = "There are %(most)s pieces of evidence for this record already."


class NothingGiven(RuleViolation):
    """Evidence is a file or a code."""

    message: ClassVar[str] = "Choose a file, or enter a CHSI code."


class CaseOpen(RuleViolation):
    """While two people look at a mismatch, what they look at stays."""

    message: ClassVar[str] = "A second person is looking at this now. You can erase it afterwards."


class Code(NamedTuple):
    """A CHSI code and the first day on which it works no longer."""

    text: str
    expires_on: date


def add_evidence(
    kind: str,
    row: Record,
    what: EvidenceKind,
    *,
    upload: Upload | None = None,
    code: Code | None = None,
    settings: Settings,
    now: datetime,
) -> Evidence:
    """Give a file, a CHSI code, or both, for a record; the desk is asked to look.

    :raises NothingGiven, TooMuchEvidence: neither, or the twenty-first. :raises CodeMalformed, CodeExpired,
    CodeTooLong: no code of CHSI that works. :raises UploadRefused: the file has not arrived.
    """
    if upload is None and code is None:
        raise NothingGiven
    about = subject_values(kind, row.id)
    count = select(func.count()).select_from(Evidence).filter_by(**about)
    if (db.session.scalar(count) or 0) >= MOST:
        raise TooMuchEvidence(most=MOST)
    evidence = Evidence(**about, kind=what, entered_at=now)
    if code is not None:
        _keep_code(evidence, code, today=day_of(now))
    if upload is not None:
        _keep_file(evidence, upload, settings=settings, now=now)
    db.session.add(evidence)
    ask(kind, row, now=now)
    _note("evidence.add", evidence, actor_id=row.user_id, now=now)
    return evidence


def _keep_code(evidence: Evidence, code: Code, *, today: date) -> None:
    text = tidy(code.text)
    check_code(text, code.expires_on, today)
    sealed = seal(text, CHSI_CODE)
    evidence.code_sealed, evidence.code_index = sealed.sealed, sealed.lookup
    evidence.code_last4, evidence.code_expires_on = sealed.last4, code.expires_on


def _keep_file(evidence: Evidence, upload: Upload, *, settings: Settings, now: datetime) -> None:
    if upload.purpose != PURPOSE:
        raise NothingGiven
    plain = claim(upload, now=now)
    sealed = seal_file(plain, settings=settings)
    evidence.file_name, evidence.sha256 = upload.file_name, plain.sha256
    evidence.size, evidence.media_type = plain.size, plain.media_type
    evidence.stored_file_id = keep_made(sealed.made, now=now)
    evidence.key_sealed = sealed.key_sealed
    # What lies open is forgotten as soon as this transaction has committed.
    upload.stored_file_id, upload.file_name, upload.expires_at = None, "", now
    enqueue("credentials.remove_open_copy", stored_file_id=plain.id)


def ask(kind: str, row: Record, *, now: datetime) -> None:
    """Put a record into the queue of the desk; a second opinion that is awaited comes first."""
    if row.user_id is None:
        return
    case = find_case(kind, row.id)
    if case is None:
        place = row.organisation_id if isinstance(row, DegreeRecord) else None
        about = subject_values(kind, row.id)
        case = DeskCase(**about, user_id=row.user_id, organisation_id=place, asked_at=now)
        db.session.add(case)
    elif case.state != CaseState.SECOND:
        case.state, case.asked_at = CaseState.WAITING, now
    db.session.flush()


def erase_evidence(evidence: Evidence, *, actor_id: int, now: datetime) -> None:
    """Destroy the key, the name and the code of a piece of evidence. Its hash stays, and what was found in it.

    :raises CaseOpen: a mismatch waits for a second verifier.
    """
    case = find_case(evidence.subject_kind, evidence.subject_id)
    if case is not None and case.state == CaseState.SECOND:
        raise CaseOpen
    if evidence.erased_at is None:
        _erase(evidence, now=now)
        _note("evidence.erase", evidence, actor_id=actor_id, now=now)


def _erase(evidence: Evidence, *, now: datetime) -> None:
    gone = evidence.stored_file_id
    evidence.stored_file_id = evidence.key_sealed = None
    evidence.code_sealed = evidence.code_index = evidence.code_last4 = None
    evidence.file_name = ""
    evidence.erased_at = now
    db.session.flush()
    if gone is not None:
        enqueue("credentials.remove_open_copy", stored_file_id=gone)


def forget_codes(*, today: date) -> None:
    """Empty codes that work no longer: nobody needs them, and their last four characters still tell which it was."""
    rows = select(Evidence).where(
        Evidence.code_sealed.is_not(None), Evidence.code_expires_on <= today
    )
    for evidence in db.session.scalars(rows):
        evidence.code_sealed = evidence.code_index = None
    db.session.flush()


def drop_files_of(kind: str, record_ids: list[int]) -> None:
    """Remove evidence, verifications and cases of records that go themselves, whatever they came to."""
    for model in (DeskCase, Verification, Evidence):
        column = getattr(model, SUBJECT_COLUMNS[kind])
        gone = delete(model).where(column.in_(record_ids))
        db.session.execute(gone.execution_options(synchronize_session=False))


def drop_files_of_person(user_id: int) -> None:
    """Remove them for every record of somebody who leaves."""
    for kind, model in KINDS.items():
        ids: Any = select(model.id).where(model.user_id == user_id)
        drop_files_of(kind, list(db.session.scalars(ids)))


def _note(act: str, evidence: Evidence, *, actor_id: int | None, now: datetime) -> None:
    db.session.flush()
    detail = {"kind": evidence.subject_kind, "record": evidence.subject_id, "what": evidence.kind}
    record(
        act, actor_id=actor_id, subject="evidence", subject_id=evidence.id, detail=detail, now=now
    )
