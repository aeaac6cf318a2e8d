"""Putting right, giving notice, considering a dismissal, and asking graduates later how they are."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.exc import IntegrityError

from trainingapp.audit.actions import record
from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions import residing, tasks
from trainingapp.incubator.holidays import list_holidays
from trainingapp.incubator.models import (
    Case,
    Dismissal,
    FollowUp,
    FollowUpContact,
    LeaveNotice,
    Rectification,
    RectificationItem,
)
from trainingapp.incubator.queries import leaving as queries
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.incubator.residence_telling import HEARING, OWN, tell
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.residence_words import (
    DONE,
    Cause,
    ItemState,
    Origin,
    Survival,
)
from trainingapp.rules.incubation.working_days import add_working_days

ENDED = frozenset({Survival.MERGED, Survival.DEREGISTERED})
DISMISS = "dismiss"  # the act of a workflow that follows from a dismissal


class AlreadyOrdered(RuleViolation):
    """What was ordered is put right, not rewritten."""

    message: ClassVar[str] = "What has to be put right was ordered already and stays as it is."


class NotOrdered(RuleViolation):
    """Nothing is put right before it was ordered."""

    message: ClassVar[str] = "This has not been ordered, or is settled already."


class AlreadyConsidered(RuleViolation):
    """One at a time."""

    message: ClassVar[str] = "A dismissal is being considered already."


class HearingOver(RuleViolation):
    """What was said once is on record."""

    message: ClassVar[str] = "The agency has answered already."


class TooEarlyToFollowUp(RuleViolation):
    """How somebody does after a year is known after a year."""

    message: ClassVar[str] = "This follow-up may be settled from %(day)s on."


class AlreadyFollowedUp(RuleViolation):
    """A follow-up is done once."""

    message: ClassVar[str] = "This follow-up is done already."


def write_item(
    case: Case, origin: Origin, text: str, *, due_on: date | None, by_id: int, now: datetime
) -> RectificationItem:
    """Add to the list of what has to be put right, which begins with its first item. :raises AlreadyOrdered:"""
    row = queries.find_rectification(case)
    if row is None:
        row = Rectification(case_id=case.id, origin=origin, written_by_id=by_id, written_at=now)
        db.session.add(row)
        db.session.flush()
    if row.ordered_at is not None:
        raise AlreadyOrdered
    item = RectificationItem(rectification_id=row.id, text=text, due_on=due_on)
    db.session.add(item)
    db.session.flush()
    return item


def drop_item(item: RectificationItem, *, now: datetime) -> None:
    """Take something off the list while it is being written; without items the list is gone. :raises AlreadyOrdered:"""
    row = item.rectification
    if row.ordered_at is not None:
        raise AlreadyOrdered
    if len(row.items) == 1:
        row.closed_at = now
    db.session.delete(item)
    db.session.flush()


def show_put_right(
    item: RectificationItem, *, note: str, document_id: int | None, by_id: int, now: datetime
) -> None:
    """The agency says what it did, and what shows it. :raises NotOrdered:"""
    if item.rectification.ordered_at is None or item.state in DONE:
        raise NotOrdered
    item.note, item.document_id = note, document_id
    item.submitted_at, item.submitted_by_id, item.state = now, by_id, ItemState.SUBMITTED


def judge_item(
    item: RectificationItem, *, is_accepted: bool, answer: str, by_id: int, now: datetime
) -> None:
    """The base looks again. When everything is accepted the list is closed. :raises NotOrdered:"""
    if item.state != ItemState.SUBMITTED:
        raise NotOrdered
    item.state = ItemState.ACCEPTED if is_accepted else ItemState.RETURNED
    item.answer, item.settled_at, item.settled_by_id = answer, now, by_id
    if is_accepted:
        tasks.close_task(f"put_right:{item.id}", now=now, by_id=by_id)
    if all(one.state in DONE for one in item.rectification.items):
        item.rectification.closed_at = now


def give_notice(
    case: Case, *, leaves_on: date, reason: str, by_id: int, now: datetime
) -> LeaveNotice:
    """The agency says on which day it leaves; an older notice is replaced."""
    older = queries.find_leave_notice(case)
    if older is not None:
        older.withdrawn_at = now
    row = LeaveNotice(
        case_id=case.id,
        given_on=day_of(now),
        leaves_on=leaves_on,
        reason=reason,
        given_by_id=by_id,
        given_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def withdraw_notice(case: Case, *, now: datetime) -> None:
    """The agency stays after all."""
    row = queries.find_leave_notice(case)
    if row is not None:
        row.withdrawn_at = now


def consider_dismissal(
    case: Case,
    cause: Cause,
    facts: str,
    *,
    document_id: int | None = None,
    by_id: int,
    now: datetime,
) -> Dismissal:
    """Tell an agency why its dismissal is considered; it has so many working days to answer.

    :raises AlreadyConsidered:
    """
    today = day_of(now)
    days = read_parameters(case.base.area_code, today).integer("hearing_working_days")
    row = Dismissal(
        case_id=case.id,
        cause=cause,
        facts=facts,
        document_id=document_id,
        told_on=today,
        answer_by=add_working_days(today, days, list_holidays()),
        written_by_id=by_id,
        written_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise AlreadyConsidered from None
    _note("dismissal.consider", case, by_id=by_id, now=now)
    day = row.answer_by.isoformat()
    tell(case, HEARING, OWN, page="/leaving", but=by_id, now=now, day=day)
    return row


def answer_dismissal(row: Dismissal, statement: str, *, by_id: int, now: datetime) -> None:
    """The agency answers. :raises HearingOver:"""
    if row.stated_at is not None:
        raise HearingOver
    row.statement, row.stated_at, row.stated_by_id = statement, now, by_id


def drop_dismissal(case: Case, *, by_id: int, now: datetime) -> None:
    """The base does not go on with the dismissal. :raises DecisionWaits:"""
    residing.check_nothing_waits(case, DISMISS)
    row = queries.find_dismissal(case)
    if row is not None:
        row.dropped_at = now
        _note("dismissal.drop", case, by_id=by_id, now=now)


def note_contact(
    row: FollowUp, *, on: date, is_reached: bool, note: str, by_id: int, now: datetime
) -> None:
    """Note an attempt to reach a graduate."""
    contact = FollowUpContact(
        follow_up_id=row.id, happened_on=on, is_reached=is_reached, note=note, by_id=by_id, at=now
    )
    db.session.add(contact)
    db.session.flush()


def finish_follow_up(
    row: FollowUp,
    survival: Survival,
    *,
    figures: tuple[int | None, int | None] = (None, None),
    needs: str = "",
    by_id: int,
    now: datetime,
) -> None:
    """Note how a graduate does: full-time staff and running projects, as far as known.

    What has ended for good may be noted at any time. :raises AlreadyFollowedUp, TooEarlyToFollowUp:
    """
    if row.done_on is not None:
        raise AlreadyFollowedUp
    first = queries.find_first_day(row, on=day_of(now))
    if survival not in ENDED and day_of(now) < first:
        raise TooEarlyToFollowUp(day=first.isoformat())
    row.done_on, row.survival, row.needs = day_of(now), survival, needs
    row.staff, row.projects = figures
    row.done_by_id = by_id
    tasks.close_task(f"follow_up:{row.id}", now=now, by_id=by_id)


def _note(act: str, case: Case, *, by_id: int, now: datetime) -> None:
    record(act, actor_id=by_id, subject="incubation_case", subject_id=case.id, now=now)
