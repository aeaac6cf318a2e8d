"""Looking behind a mask at the desk: every look is in the audit log."""

from __future__ import annotations

from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.credentials.actions.certificate_numbers import reveal_number as reveal_certificate
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import DegreeRecord
from trainingapp.credentials.models.evidence import Evidence
from trainingapp.credentials.numbers import CHSI_CODE, DEGREE_NUMBER, unseal
from trainingapp.credentials.queries.facts import Record

REASON = "verification"


def note_look(evidence: Evidence, *, actor_id: int, now: datetime) -> None:
    """Note that somebody opened a file of evidence."""
    _note("evidence.see", evidence, actor_id=actor_id, now=now)


def reveal_code(evidence: Evidence, *, actor_id: int, now: datetime) -> str | None:
    """A CHSI code, to look it up. None once it has expired or was erased."""
    _note("evidence.reveal", evidence, actor_id=actor_id, now=now)
    return unseal(evidence.code_sealed, CHSI_CODE) if evidence.code_sealed else None


def reveal_number(row: Record, *, actor_id: int, now: datetime) -> str | None:
    """The number of a diploma, degree certificate or national certificate. None when there is none."""
    if isinstance(row, NationalCertificate):
        return reveal_certificate(row, reason=REASON, actor_id=actor_id, now=now)
    if not isinstance(row, DegreeRecord):
        return None
    record(
        "degree.reveal",
        actor_id=actor_id,
        subject="degree_record",
        subject_id=row.id,
        detail={"reason": REASON},
        now=now,
    )
    return unseal(row.number_sealed, DEGREE_NUMBER) if row.number_sealed else None


def _note(act: str, evidence: Evidence, *, actor_id: int, now: datetime) -> None:
    detail = {"kind": evidence.subject_kind, "record": evidence.subject_id}
    record(
        act, actor_id=actor_id, subject="evidence", subject_id=evidence.id, detail=detail, now=now
    )
