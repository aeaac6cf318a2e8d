"""What eligibility is decided on, of one person, from their records: no names, no numbers of papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from trainingapp.credentials.models.certificates import ExamPass, NationalCertificate
from trainingapp.credentials.models.degrees import DegreeRecord, RecordStatus, WorkPeriod
from trainingapp.extensions import db
from trainingapp.rules.eligibility_facts import (
    Assurance,
    Certificate,
    CertificateLevel,
    Degree,
    DegreeKind,
    DegreeLevel,
    Facts,
    Paper,
    Pass,
    StudyField,
    StudyMode,
    Work,
)

Record = DegreeRecord | WorkPeriod | NationalCertificate | ExamPass
KINDS: Mapping[str, type[Record]] = {
    "degree": DegreeRecord,
    "work": WorkPeriod,
    "certificate": NationalCertificate,
    "pass": ExamPass,
}
MOST = 100  # records of a kind that somebody may enter


def list_records(kind: str, user_id: int) -> Sequence[Any]:
    """Somebody's records of a kind, in the order in which they were entered."""
    model = KINDS[kind]
    return db.session.scalars(
        select(model).where(model.user_id == user_id).order_by(model.id)
    ).all()


def get_record(kind: str, record_id: int, user_id: int) -> Any:
    """One of somebody's records. :raises NoResultFound: of anybody else."""
    model = KINDS[kind]
    return db.session.scalars(
        select(model).where(model.id == record_id, model.user_id == user_id)
    ).one()


def collect_facts(user_id: int) -> Facts:
    """Everything known about a person. What was rejected or replaced is left out."""
    degrees = list_records("degree", user_id)
    replaced = {record.supersedes_id for record in degrees}
    return Facts(
        tuple(_degree(one) for one in degrees if one.id not in replaced and _counts(one)),
        tuple(_work(one) for one in list_records("work", user_id) if _counts(one)),
        tuple(_certificate(one) for one in list_records("certificate", user_id) if _counts(one)),
        tuple(_pass(one) for one in list_records("pass", user_id) if _counts(one)),
    )


def _counts(record: Record) -> bool:
    return record.status != RecordStatus.REJECTED


def _assurance(record: Record) -> Assurance:
    """An expired verification has to be done again: until then the record is as good as claimed."""
    if record.status == RecordStatus.EXPIRED:
        return Assurance.CLAIMED
    return Assurance(record.status)


def _degree(record: DegreeRecord) -> Degree:
    return Degree(
        id=f"degree:{record.id}",
        assurance=_assurance(record),
        level=DegreeLevel(record.level),
        field=StudyField.SOCIAL_WORK if record.is_social_work else StudyField.OTHER,
        kind=DegreeKind(record.kind),
        mode=StudyMode(record.mode),
        enrolled_on=record.enrolled_on,
        awarded_on=record.awarded_on,
        expected_on=record.expected_on,
    )


def _work(record: WorkPeriod) -> Work:
    return Work(
        id=f"work:{record.id}",
        assurance=_assurance(record),
        starts_on=record.starts_on,
        ends_on=record.ends_on,
    )


def _certificate(record: NationalCertificate) -> Certificate:
    return Certificate(
        id=f"certificate:{record.id}",
        assurance=_assurance(record),
        level=CertificateLevel(record.level),
        issued_on=record.issued_on,
        region=record.region,
    )


def _pass(record: ExamPass) -> Pass:
    return Pass(
        id=f"pass:{record.id}",
        assurance=_assurance(record),
        level=CertificateLevel(record.level),
        paper=Paper(record.paper),
        year=record.year,
        region=record.region,
        proof_on=record.proof_on,
    )
