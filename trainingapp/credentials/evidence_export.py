"""What a person's export holds of evidence for their records and of what was found; of verifiers what they did."""

from __future__ import annotations

from sqlalchemy import or_, select

from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.models.evidence import DeskCase, Evidence, Verification
from trainingapp.credentials.models.recognition import ProgrammeRecognition
from trainingapp.credentials.models.subjects import SUBJECT_COLUMNS
from trainingapp.credentials.numbers import CHSI_CODE, DEGREE_NUMBER, unseal
from trainingapp.credentials.queries.desk import list_of_person
from trainingapp.credentials.queries.facts import KINDS, list_records
from trainingapp.extensions import db


def _record_ids(user_id: int) -> dict[str, list[int]]:
    return {
        SUBJECT_COLUMNS[kind]: [row.id for row in list_records(kind, user_id)] for kind in KINDS
    }


def _evidence(user_id: int) -> Rows:
    return [
        {
            "record": f"{row.subject_kind}:{row.subject_id}",
            "kind": row.kind,
            "file_name": row.file_name,
            "sha256": row.sha256,
            "size": row.size,
            "code": unseal(row.code_sealed, CHSI_CODE) if row.code_sealed else None,
            "code_expires_on": row.code_expires_on,
            "entered_at": row.entered_at,
            "erased_at": row.erased_at,
        }
        for row in list_of_person(Evidence, _record_ids(user_id))
    ]


def _findings(user_id: int) -> Rows:
    return [
        {
            "record": f"{row.subject_kind}:{row.subject_id}",
            "method": row.method,
            "outcome": row.outcome,
            "fields": {
                name: {"tick": one["tick"], "note": one["note"]} for name, one in row.fields.items()
            },
            "note": row.note,
            "second": row.second,
            "valid_until": row.valid_until,
            "verified_at": row.verified_at,
        }
        for row in list_of_person(Verification, _record_ids(user_id))
    ]


def _cases(user_id: int) -> Rows:
    rows = select(DeskCase).where(DeskCase.user_id == user_id).order_by(DeskCase.id)
    return [
        {
            "record": f"{row.subject_kind}:{row.subject_id}",
            "state": row.state,
            "asked_at": row.asked_at,
        }
        for row in db.session.scalars(rows)
    ]


def _numbers(user_id: int) -> Rows:
    return [
        {"record": f"degree:{row.id}", "number": unseal(row.number_sealed, DEGREE_NUMBER)}
        for row in list_records("degree", user_id)
        if row.number_sealed
    ]


def _looks(user_id: int) -> Rows:
    """What a verifier did, without whose record it was."""
    mine = or_(Verification.verified_by_id == user_id, Verification.second_by_id == user_id)
    rows = select(Verification).where(mine).order_by(Verification.id)
    return [
        {
            "verification": row.id,
            "as": "first" if row.verified_by_id == user_id else "second",
            "at": row.verified_at if row.verified_by_id == user_id else row.second_at,
        }
        for row in db.session.scalars(rows)
    ]


def _lines(user_id: int) -> Rows:
    mine = ProgrammeRecognition.entered_by_id == user_id
    rows = select(ProgrammeRecognition).where(mine).order_by(ProgrammeRecognition.id)
    return [{"value": row.value, "entered_at": row.entered_at} for row in db.session.scalars(rows)]


def register_evidence() -> None:
    """Add all of it to everybody's export. It goes with the records (`actions.claiming.forget_records`)."""
    register_exporter("evidence", _evidence)
    register_exporter("verifications", _findings)
    register_exporter("verification_cases", _cases)
    register_exporter("degree_numbers", _numbers)
    register_exporter("verifications_made", _looks)
    register_exporter("programme_recognitions", _lines)
