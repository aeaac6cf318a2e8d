"""The content of evidence: sealed when it comes, emptied when it goes."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from trainingapp.config import Settings
from trainingapp.credentials.models.evidence import Evidence
from trainingapp.credentials.numbers import CHSI_CODE, seal, tidy
from trainingapp.credentials.sealing import seal_file
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.files.actions import claim, keep_made
from trainingapp.files.models import Upload
from trainingapp.jobs.actions import enqueue
from trainingapp.rules.chsi import check_code


class Code(NamedTuple):
    """A CHSI code and the first day on which it works no longer."""

    text: str
    expires_on: date


def keep_code(evidence: Evidence, code: Code, *, now: datetime) -> None:
    """Seal a code. :raises CodeMalformed, CodeExpired, CodeTooLong:"""
    text = tidy(code.text)
    check_code(text, code.expires_on, day_of(now))
    sealed = seal(text, CHSI_CODE)
    evidence.code_sealed, evidence.code_index = sealed.sealed, sealed.lookup
    evidence.code_last4, evidence.code_expires_on = sealed.last4, code.expires_on


def keep_file(evidence: Evidence, upload: Upload, *, settings: Settings, now: datetime) -> None:
    """Seal a file that has arrived; what lies open goes at once. :raises UploadRefused: it has not arrived."""
    plain = claim(upload, now=now)
    sealed = seal_file(plain, settings=settings)
    evidence.file_name, evidence.sha256 = upload.file_name, plain.sha256
    evidence.size, evidence.media_type = plain.size, plain.media_type
    evidence.stored_file_id = keep_made(sealed.made, now=now)
    evidence.key_sealed = sealed.key_sealed
    # What lies open is forgotten as soon as this transaction has committed.
    upload.stored_file_id, upload.file_name, upload.expires_at = None, "", now
    enqueue("credentials.remove_open_copy", stored_file_id=plain.id)


def empty(evidence: Evidence, *, now: datetime) -> None:
    """Destroy the key, the name and the code; the file without its key goes soon."""
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
