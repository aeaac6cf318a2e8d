"""What verified degrees and certificates prove, as the facts of a credential."""

from __future__ import annotations

from datetime import date

from flask_babel import force_locale
from sqlalchemy import func, select

from trainingapp.accounts.labels import PROVINCES
from trainingapp.credentials.kinds import Basis
from trainingapp.credentials.kinds_records import CertificateFacts, DegreeFacts
from trainingapp.credentials.models import (
    DegreeRecord,
    NationalCertificate,
    RecordStatus,
    Verification,
)
from trainingapp.credentials.models.subjects import subject_values
from trainingapp.credentials.queries.facts import KINDS
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.rules.verification import CheckOutcome, Tick

SURE = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)


def find_verified_on(kind: str, record_id: int) -> date | None:
    """The day of the last verification that found a record right."""
    query = select(func.max(Verification.verified_at)).filter_by(
        outcome=CheckOutcome.MATCH, **subject_values(kind, record_id)
    )
    found = db.session.scalar(query)
    return day_of(found) if found else None


def read_degree(record: DegreeRecord, verified_on: date) -> DegreeFacts | None:
    """What a verified degree proves; None unless it is verified and awarded."""
    if record.status not in SURE or record.awarded_on is None:
        return None
    return DegreeFacts(
        record_id=record.id,
        institution=record.institution_name,
        major=record.major_as_printed,
        degree_kind=record.kind,
        level=record.level,
        mode=record.mode,
        awarded_on=record.awarded_on,
        verified_on=verified_on,
        recheck_on=record.recheck_on,
    )


def read_certificate(record: NationalCertificate, verified_on: date) -> CertificateFacts | None:
    """What a verified national certificate proves; None unless it is verified and its number was found right."""
    if record.status not in SURE or not _is_number_found(record):
        return None
    return CertificateFacts(
        record_id=record.id,
        level=record.level,
        issued_on=record.issued_on,
        last_four=record.number_last4 or "",
        verified_on=verified_on,
        region=find_province(record.region),
    )


def _is_number_found(record: NationalCertificate) -> bool:
    """Whether a verifier found the very number: one entered after they had looked is a claim."""
    query = select(Verification).filter_by(outcome=CheckOutcome.MATCH, certificate_id=record.id)
    found = [one.fields.get("number", {}) for one in db.session.scalars(query) if one.check.counts]
    return record.number_index is not None and any(
        one.get("tick") == Tick.MATCH and one.get("seen") == record.number_index for one in found
    )


def list_sure(user_id: int) -> frozenset[Basis]:
    """Somebody's verified records of every kind."""
    return frozenset(
        (kind, record_id)
        for kind, model in KINDS.items()
        for record_id in db.session.scalars(
            select(model.id).where(model.user_id == user_id, model.status.in_(SURE))
        )
    )


def find_province(code: str | None) -> str | None:
    """The Chinese name of a province."""
    if code is None:
        return None
    with force_locale("zh"):
        return str(PROVINCES.get(code, code))
