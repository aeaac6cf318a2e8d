"""Giving evidence for a record of one's own, asking the desk to look at it, and erasing it."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import func, select

from trainingapp.audit.actions import record
from trainingapp.config import Settings
from trainingapp.credentials.actions.asking import ask
from trainingapp.credentials.actions.evidence_content import Code, empty, keep_code, keep_file
from trainingapp.credentials.models.evidence import CaseState, Evidence, EvidenceKind
from trainingapp.credentials.models.subjects import subject_values
from trainingapp.credentials.queries.desk import find_case
from trainingapp.credentials.queries.facts import Record
from trainingapp.extensions import db
from trainingapp.files.models import Upload
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


def add_evidence(
    kind: str,
    row: Record,
    what: EvidenceKind,
    *,
    upload: Upload | None = None,
    code: tuple[str, date] | None = None,
    settings: Settings,
    now: datetime,
) -> Evidence:
    """Give a file, a CHSI code with the first day on which it works no longer, or both; the desk is asked to look.

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
        keep_code(evidence, Code(*code), now=now)
    if upload is not None:
        keep_file(evidence, upload, settings=settings, now=now)
    db.session.add(evidence)
    ask(kind, row, now=now)
    _note("evidence.add", evidence, actor_id=row.user_id, now=now)
    return evidence


def erase_evidence(evidence: Evidence, *, actor_id: int, now: datetime) -> None:
    """Destroy the key, the name and the code of a piece of evidence. Its hash stays, and what was found in it.

    :raises CaseOpen: a mismatch waits for a second verifier.
    """
    case = find_case(evidence.subject_kind, evidence.subject_id)
    if case is not None and case.state == CaseState.SECOND:
        raise CaseOpen
    if evidence.erased_at is None:
        empty(evidence, now=now)
        _note("evidence.erase", evidence, actor_id=actor_id, now=now)


def _note(act: str, evidence: Evidence, *, actor_id: int | None, now: datetime) -> None:
    db.session.flush()
    detail = {"kind": evidence.subject_kind, "record": evidence.subject_id, "what": evidence.kind}
    record(
        act, actor_id=actor_id, subject="evidence", subject_id=evidence.id, detail=detail, now=now
    )
