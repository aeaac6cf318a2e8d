"""What a person's export holds of issuing: their verified name, runs they are part of and runs they started."""

from __future__ import annotations

from sqlalchemy import select

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.credentials.actions.names import forget_name
from trainingapp.credentials.models import IssueRow, IssueRun, VerifiedName
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.extensions import db


def _names(user_id: int) -> Rows:
    rows = select(VerifiedName).where(VerifiedName.user_id == user_id)
    return [
        {"name": find_verified_name(user_id), "verified_at": row.verified_at}
        for row in db.session.scalars(rows)
    ]


def _rows(user_id: int) -> Rows:
    rows = select(IssueRow).where(IssueRow.user_id == user_id).order_by(IssueRow.id)
    return [
        {"run": row.run_id, "state": row.state, "reason": row.reason}
        for row in db.session.scalars(rows)
    ]


def _runs(user_id: int) -> Rows:
    rows = select(IssueRun).where(IssueRun.started_by_id == user_id).order_by(IssueRun.id)
    return [
        {"title": row.title, "people": row.total, "at": row.started_at, "ended_at": row.ended_at}
        for row in db.session.scalars(rows)
    ]


def register_issuing() -> None:
    """Add these to everybody's export; the verified name goes when they leave, numbers of runs stay."""
    register_exporter("verified_names", _names)
    register_exporter("credential_runs", _rows)
    register_exporter("credential_runs_started", _runs)
    register_eraser("verified_names", forget_name)
