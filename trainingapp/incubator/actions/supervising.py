"""Supervision at an agency: who supervises whom, and talks that count once both sides have said that they were held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Supervision, SupervisionTalk
from trainingapp.rules.errors import RuleViolation


class SupervisesOneself(RuleViolation):
    message = "Nobody supervises themselves."


class SupervisionKnown(RuleViolation):
    message = "This person is supervised by them already."


class TalkSettled(RuleViolation):
    message = "You have answered for this talk already."


@dataclass(frozen=True, slots=True)
class TalkPlan:
    """A talk as somebody enters it."""

    held_on: date
    minutes: int
    kind: str


def begin_supervision(
    agency: Agency,
    supervisor_id: int,
    supervised_id: int,
    *,
    on: date,
    actor_id: int,
    now: datetime,
) -> Supervision:
    """Let somebody supervise somebody from a day on. :raises SupervisesOneself, SupervisionKnown:"""
    if supervisor_id == supervised_id:
        raise SupervisesOneself
    db.session.refresh(agency, with_for_update={"of": Agency})  # of two at once one does
    known = db.session.query(Supervision.id).filter_by(
        agency_id=agency.id,
        supervisor_id=supervisor_id,
        supervised_id=supervised_id,
        ends_on=None,
    )
    if known.first() is not None:
        raise SupervisionKnown
    row = Supervision(
        agency_id=agency.id,
        supervisor_id=supervisor_id,
        supervised_id=supervised_id,
        starts_on=on,
        entered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _write("begin_supervision", row, actor_id=actor_id, now=now)
    return row


def end_supervision(row: Supervision, *, on: date, actor_id: int, now: datetime) -> None:
    """End it with a day; what began on that very day is removed, unless talks are entered: they keep counting."""
    _write("end_supervision", row, actor_id=actor_id, now=now)
    if on <= row.starts_on and not _has_talks(row):
        db.session.delete(row)
    elif row.ends_on is None:
        row.ends_on = max(on, row.starts_on + timedelta(days=1))
    db.session.flush()


def _has_talks(row: Supervision) -> bool:
    return db.session.query(SupervisionTalk.id).filter_by(supervision_id=row.id).first() is not None


def enter_talk(
    supervision: Supervision, plan: TalkPlan, *, actor_id: int, now: datetime
) -> SupervisionTalk:
    """Enter a talk; whoever of the two enters it has confirmed it by that, an agency that does has not."""
    row = SupervisionTalk(
        supervision_id=supervision.id,
        held_on=plan.held_on,
        minutes=plan.minutes,
        kind=plan.kind,
        entered_by_id=actor_id,
        entered_at=now,
        supervisor_said_at=now if actor_id == supervision.supervisor_id else None,
        supervised_said_at=now if actor_id == supervision.supervised_id else None,
    )
    db.session.add(row)
    db.session.flush()
    _write("enter_talk", supervision, actor_id=actor_id, now=now)
    return row


def answer_talk(row: SupervisionTalk, *, was_held: bool, actor_id: int, now: datetime) -> None:
    """One of the two says whether it was held. A no closes it for good. :raises TalkSettled: answered already."""
    db.session.refresh(row, with_for_update={"of": SupervisionTalk})
    is_supervisor = actor_id == row.supervision.supervisor_id
    said = row.supervisor_said_at if is_supervisor else row.supervised_said_at
    if said is not None or row.denied_at is not None:
        raise TalkSettled
    if not was_held:
        row.denied_at = now
    elif is_supervisor:
        row.supervisor_said_at = now
    else:
        row.supervised_said_at = now
    db.session.flush()
    _write("answer_talk", row.supervision, actor_id=actor_id, now=now)


def _write(act: str, row: Supervision, *, actor_id: int, now: datetime) -> None:
    record(
        f"staffing.{act}",
        actor_id=actor_id,
        subject="user",
        subject_id=row.supervised_id,
        detail={"supervision": row.id, "agency": row.agency_id},
        now=now,
    )
