"""What a person's export holds of their claims and kept decisions, and what goes when they leave."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.actions.claiming import forget_records
from trainingapp.credentials.actions.deciding import forget_decisions
from trainingapp.credentials.evidence_export import register_evidence
from trainingapp.credentials.models.eligibility import Decision, Ruleset
from trainingapp.credentials.queries.eligibility import list_decisions
from trainingapp.credentials.queries.facts import list_records
from trainingapp.credentials.queries.resting import list_rested_on
from trainingapp.extensions import db

COLUMNS = {
    "degree": "institution_name major_as_printed level kind mode is_social_work enrolled_on awarded_on expected_on",
    "work": "employer starts_on ends_on",
    "certificate": "level issued_on region",
    "pass": "level paper year region proof_on",
}


def _records(kind: str, user_id: int) -> Rows:
    names = [*COLUMNS[kind].split(), "status", "entered_at"]
    return [{name: getattr(row, name) for name in names} for row in list_records(kind, user_id)]


def _degrees(user_id: int) -> Rows:
    return _records("degree", user_id)


def _work(user_id: int) -> Rows:
    return _records("work", user_id)


def _certificates(user_id: int) -> Rows:
    return _records("certificate", user_id)


def _passes(user_id: int) -> Rows:
    return _records("pass", user_id)


def _decisions(user_id: int) -> Rows:
    rows: list[Decision] = list(db.session.scalars(list_decisions(user_id)))
    rested = list_rested_on([row.id for row in rows])
    return [
        {
            "number": row.number,
            "target": row.target,
            "year": row.year,
            "outcome": row.outcome,
            "from_on": row.from_on,
            "decided_at": row.decided_at,
            "document": row.document,
            "hash": row.hash,
            "rested_on": rested.get(row.id, []),
        }
        for row in rows
    ]


def _rulesets(user_id: int) -> Rows:
    rows = select(Ruleset).where(Ruleset.published_by_id == user_id).order_by(Ruleset.id)
    return [
        {"code": row.code, "version": row.version, "published_at": row.published_at}
        for row in db.session.scalars(rows)
    ]


def register_claims() -> None:
    """Add all of it to everybody's export; records go when they leave, decisions keep outcome and hashes."""
    register_exporter("degree_records", _degrees)
    register_exporter("work_periods", _work)
    register_exporter("national_certificates", _certificates)
    register_exporter("exam_passes", _passes)
    register_exporter("eligibility_decisions", _decisions)
    register_exporter("eligibility_rulesets", _rulesets)
    register_evidence()
    register_eraser("claims", forget_records)
    register_eraser("decisions", forget_decisions)
