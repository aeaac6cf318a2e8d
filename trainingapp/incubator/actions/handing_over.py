"""The hand-over on leaving: what is returned, item by item, and the words of both sides at its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions.tasks import Todo, close_task, open_task
from trainingapp.incubator.holidays import list_holidays
from trainingapp.incubator.models import Case, Handover, HandoverItem
from trainingapp.incubator.queries.leaving import find_handover
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.residence import Unit, due_from
from trainingapp.rules.incubation.residence_words import ONLY_WITH_DESK, HandoverKind, TaskSource
from trainingapp.rules.incubation.words import Actor, Mode

N_ = str  # marks a message for translation where it is not yet shown

HAND_OVER = N_("Finish the hand-over")


class NotHandedOver(RuleViolation):
    """Both sign for everything or not at all."""

    message: ClassVar[str] = "Not everything is handed over yet."


class AlreadySigned(RuleViolation):
    """What both have signed stays."""

    message: ClassVar[str] = "The hand-over is signed already."


def begin_handover(case: Case, *, now: datetime) -> Handover:
    """Begin the hand-over of a case; one that was begun is returned. Without a desk there are no desk and keys."""
    known = find_handover(case)
    if known is not None:
        return known
    today = day_of(now)
    days = read_parameters(case.base.area_code, today).integer("handover_working_days")
    due = due_from(today, days, Unit.WORKDAY, list_holidays())
    handover = Handover(
        case_id=case.id, due_on=due.day, is_due_sure=due.is_sure, begun_at=now, items=[]
    )
    for kind in HandoverKind:
        if case.mode != Mode.VIRTUAL or kind not in ONLY_WITH_DESK:
            handover.items.append(HandoverItem(kind=kind))
    db.session.add(handover)
    todo = Todo(
        HAND_OVER,
        Actor.AGENCY,
        TaskSource.STAGE,
        due_on=due.day,
        endpoint="incubator.show_leaving",
        arguments={"case_id": case.id},
    )
    db.session.flush()
    open_task(f"handover:{case.id}", todo, agency=case.agency, case=case, now=now)
    return handover


def drop_handover(case: Case, *, by_id: int | None, now: datetime) -> None:
    """The agency stays on: a hand-over that was begun is none any more. Who signed stays in the audit log."""
    handover = find_handover(case)
    if handover is None:
        return
    close_task(f"handover:{case.id}", now=now, by_id=by_id)
    for item in handover.items:
        db.session.delete(item)
    db.session.flush()
    db.session.delete(handover)
    db.session.flush()


def settle_handover_item(
    handover: Handover, item: HandoverItem, *, note: str, on: date | None, by_id: int
) -> None:
    """Note that something is handed over, or, without a day, that it is not after all. :raises AlreadySigned:"""
    if handover.agency_signed_at or handover.base_signed_at:
        raise AlreadySigned
    item.note, item.done_on, item.settled_by_id = note, on, by_id


def sign_handover(handover: Handover, *, as_agency: bool, by_id: int, now: datetime) -> None:
    """Sign for one side that everything is handed over. :raises NotHandedOver, AlreadySigned:"""
    if any(item.done_on is None for item in handover.items):
        raise NotHandedOver
    if (handover.agency_signed_at if as_agency else handover.base_signed_at) is not None:
        raise AlreadySigned
    if as_agency:
        handover.agency_signed_at, handover.agency_signed_by_id = now, by_id
    else:
        handover.base_signed_at, handover.base_signed_by_id = now, by_id
    if handover.agency_signed_at and handover.base_signed_at:
        close_task(f"handover:{handover.case_id}", now=now, by_id=by_id)
    record(
        "handover.sign",
        actor_id=by_id,
        subject="incubation_case",
        subject_id=handover.case_id,
        detail={"side": "agency" if as_agency else "base"},
        now=now,
    )
