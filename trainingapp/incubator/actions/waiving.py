"""Letting a breach stand for a while, ending that, and noting that somebody has read the law behind a check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.actions.check_tasks import key_of
from trainingapp.incubator.actions.tasks import close_task
from trainingapp.incubator.models import Agency, BasisReading, Waiver
from trainingapp.incubator.queries.compliance import find_check
from trainingapp.rules.incubation.compliance.words import NothingToLetStand, Status


@dataclass(frozen=True, slots=True)
class WaiverPlan:
    """Which check may stand in breach: why, on which document, and the first day on which it may no more."""

    code: str
    reason: str
    document_id: int
    ends_on: date


def give_waiver(
    agency: Agency, plan: WaiverPlan, *, person_id: int, today: date, now: datetime
) -> Waiver:
    """Let a breach of the agency stand; its task is closed.

    :raises NothingToLetStand: the check is in no breach, or its breach is let stand already.
    """
    standing = find_check(agency.id, plan.code, on=today)
    if standing is None or standing.status is not Status.BREACH:
        raise NothingToLetStand
    waiver = Waiver(
        agency_id=agency.id,
        code=plan.code,
        reason=plan.reason,
        document_id=plan.document_id,
        starts_on=today,
        ends_on=plan.ends_on,
        given_by_id=person_id,
        given_at=now,
    )
    db.session.add(waiver)
    db.session.flush()
    close_task(key_of(agency.id, plan.code), now=now, by_id=person_id)
    _record("incubator.give_waiver", waiver, person_id=person_id, now=now)
    return waiver


def end_waiver(waiver: Waiver, *, person_id: int, now: datetime) -> None:
    """Let it stand no more, from now on; one that was ended stays as it was."""
    if waiver.ended_at is not None:
        return
    waiver.ended_at, waiver.ended_by_id = now, person_id
    db.session.flush()
    _record("incubator.end_waiver", waiver, person_id=person_id, now=now)


def note_reading(code: str, note: str, *, person_id: int, today: date, now: datetime) -> None:
    """Note that somebody has read today what a check rests on, as it is in force."""
    row = BasisReading(code=code, read_on=today, note=note, read_by_id=person_id, entered_at=now)
    db.session.add(row)
    db.session.flush()
    record(
        "incubator.read_basis",
        actor_id=person_id,
        subject="basis_reading",
        subject_id=row.id,
        detail={"code": code},
        now=now,
    )


def _record(act: str, waiver: Waiver, *, person_id: int, now: datetime) -> None:
    record(
        act,
        actor_id=person_id,
        subject="compliance_waiver",
        subject_id=waiver.id,
        detail={"agency": waiver.agency_id, "code": waiver.code},
        now=now,
    )
