"""The posts of an agency: what each asks, and what it pays where the agency says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, StaffPost


@dataclass(frozen=True, slots=True)
class PostPlan:
    """A post as it is entered; pay is a month's, in yuan, with where the figures are from."""

    title: str
    ladder: str
    rank: int = 1
    least_level: str | None = None
    least_years: int = 0
    pay_least: Decimal | None = None
    pay_most: Decimal | None = None
    pay_source: str = ""


def add_post(agency: Agency, plan: PostPlan, *, actor_id: int, now: datetime) -> StaffPost:
    """Add a post to an agency."""
    row = StaffPost(agency_id=agency.id, entered_at=now, **asdict(plan))
    db.session.add(row)
    db.session.flush()
    _write("add_post", row, actor_id=actor_id, now=now)
    return row


def change_post(row: StaffPost, plan: PostPlan, *, actor_id: int, now: datetime) -> None:
    """Change what a post asks; who holds it is judged by that from now on."""
    for name, value in asdict(plan).items():
        setattr(row, name, value)
    db.session.flush()
    _write("change_post", row, actor_id=actor_id, now=now)


def close_post(row: StaffPost, *, on: date, actor_id: int, now: datetime) -> None:
    """Close a post: nobody new is put on it."""
    row.closed_on = on
    db.session.flush()
    _write("close_post", row, actor_id=actor_id, now=now)


def _write(act: str, row: StaffPost, *, actor_id: int, now: datetime) -> None:
    record(
        f"staffing.{act}",
        actor_id=actor_id,
        subject="staff_post",
        subject_id=row.id,
        detail={"agency": row.agency_id},
        now=now,
    )
