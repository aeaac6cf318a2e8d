"""What a person's export holds of stays: what they wrote, signed and scored; open work goes when they leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, update

from trainingapp.accounts.erasure import register_eraser
from trainingapp.accounts.export import Rows, register_exporter
from trainingapp.extensions import Base, db
from trainingapp.incubator.models import (
    Agreement,
    Assessment,
    Dismissal,
    Encounter,
    Evaluation,
    Extension,
    FollowUp,
    FollowUpContact,
    Incident,
    LeaveNotice,
    PlanItem,
    Pledge,
    RectificationItem,
    RiskFlag,
    Task,
)

# table → the columns by which a row is somebody's, and what of it is given to them
GIVEN: Mapping[str, tuple[type[Any], tuple[str, ...], tuple[str, ...]]] = {
    "incubation_tasks": (Task, ("assignee_id",), ("message", "parameters", "due_on", "closed_at")),
    "incubation_plan_items": (
        PlanItem,
        ("submitted_by_id", "settled_by_id"),
        ("title", "state", "note", "answer", "submitted_at"),
    ),
    "incubation_agreements": (
        Agreement,
        ("signed_agency_by_id", "signed_base_by_id"),
        ("number", "starts_on", "ends_on", "signed_agency_on", "signed_base_on"),
    ),
    "incubation_pledges": (Pledge, ("agreed_by_id", "told_by_id"), ("kind", "agreed_at")),
    "incubation_extensions": (
        Extension,
        ("asked_by_id",),
        ("months", "reason", "plan", "asked_at"),
    ),
    "incubation_notices": (LeaveNotice, ("given_by_id",), ("given_on", "leaves_on", "reason")),
    "incubation_statements": (Dismissal, ("stated_by_id",), ("cause", "statement", "stated_at")),
    "incubation_put_right": (
        RectificationItem,
        ("submitted_by_id", "settled_by_id"),
        ("text", "note", "answer", "state"),
    ),
    "incubation_encounters": (
        Encounter,
        ("host_id", "confirmed_by_id"),
        ("kind", "happened_on", "minutes", "purpose", "content", "findings", "remark"),
    ),
    "incubation_risks": (
        RiskFlag,
        ("owner_id", "opened_by_id"),
        ("kind", "text", "plan", "due_on"),
    ),
    "incubation_incidents": (Incident, ("entered_by_id",), ("kind", "happened_on", "summary")),
    "incubation_assessments": (Assessment, ("by_id",), ("kind", "side", "levels", "index")),
    "incubation_evaluations": (Evaluation, ("by_id",), ("kind", "side", "points", "feedback")),
    "incubation_follow_ups": (FollowUp, ("done_by_id",), ("month", "survival", "needs", "done_on")),
    "incubation_contacts": (FollowUpContact, ("by_id",), ("happened_on", "is_reached", "note")),
}


def _exporter(
    table: type[Base], owners: tuple[str, ...], columns: tuple[str, ...]
) -> Callable[[int], Rows]:
    def export(user_id: int) -> Rows:
        rows: list[dict[str, Any]] = []
        query = select(table).order_by(table.id)  # type: ignore[attr-defined]
        for owner in owners:
            found = db.session.scalars(query.where(getattr(table, owner) == user_id))
            rows += [{"as": owner.removesuffix("_id"), **_shown(one, columns)} for one in found]
        return rows

    return export


def _shown(row: Base, columns: tuple[str, ...]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _erase(user_id: int) -> None:
    """Open work is nobody's any more. What they wrote as one side of a case stays the record of the agency."""
    of_task = (Task.assignee_id == user_id, Task.closed_at.is_(None))
    db.session.execute(update(Task).where(*of_task).values(assignee_id=None))
    of_risk = (RiskFlag.owner_id == user_id, RiskFlag.closed_at.is_(None))
    db.session.execute(update(RiskFlag).where(*of_risk).values(owner_id=None))


EXPORTERS = {name: _exporter(*what) for name, what in GIVEN.items()}


def init_residence_export() -> None:
    """Add the rows of stays to everybody's export, and let go of open work."""
    for name, exporter in EXPORTERS.items():
        register_exporter(name, exporter)
    register_eraser("incubation_residence", _erase)
