"""Stating where one works, and the word of the employer on it. Everything that happens stays in the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select, update

from trainingapp.audit.actions import record
from trainingapp.credentials.models.employment import Employment, EmploymentEvent
from trainingapp.credentials.queries import employment as queries
from trainingapp.education.actions.ledger import lock_person
from trainingapp.extensions import db
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.registration_words import EmploymentAct, EmploymentState

register_kind("employment.stated", _("%(name)s states that they work for you. Confirm or refuse."))
register_kind("employment.left", _("%(name)s has entered their last day of work for you."))
register_kind("employment.confirmed", _("%(employer)s has confirmed your employment."))
register_kind("employment.refused", _("%(employer)s has not confirmed your employment: %(reason)s"))
register_kind("employment.ended", _("%(employer)s has entered the last day of your employment."))

OPEN = (EmploymentState.STATED, EmploymentState.CONFIRMED)


class EmploymentDecided(RuleViolation):
    message = "This has been decided already."


class EmploymentOwn(RuleViolation):
    message = "Nobody confirms their own employment. Ask another manager of your organisation."


class EmploymentTwice(RuleViolation):
    message = "You have stated this employment already for these days."


class EmploymentEndsFirst(RuleViolation):
    message = "It ends before it begins."


class EmploymentEnded(RuleViolation):
    message = "Its last day was confirmed. Only your employer can enter a later one."


class TooManyEmployments(RuleViolation):
    message = "You have stated %(most)s employments; withdraw one that you do not need."


@dataclass(frozen=True, slots=True)
class EmploymentPlan:
    """An employment as somebody states it; `ends_on` is the first day on which it is over."""

    organisation_id: int | None
    employer_name: str
    post: str
    starts_on: date
    ends_on: date | None


def state_employment(user_id: int, plan: EmploymentPlan, *, now: datetime) -> Employment:
    """State where one works. An organisation of this site is asked to confirm it.

    :raises TooManyEmployments: beyond 50. :raises EmploymentTwice: the same employer on the same days.
    """
    lock_person(user_id)
    own = (Employment.user_id == user_id, Employment.state != EmploymentState.WITHDRAWN)
    if (db.session.scalar(select(func.count()).where(*own)) or 0) >= queries.MOST:
        raise TooManyEmployments(most=queries.MOST)
    if any(_is_same(row, plan) for row in queries.list_of_person(user_id)):
        raise EmploymentTwice
    row = Employment(
        user_id=user_id,
        organisation_id=plan.organisation_id,
        employer_name="" if plan.organisation_id else plan.employer_name,
        post=plan.post,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        state=EmploymentState.STATED,
        entered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _happened(row, EmploymentAct.STATE, actor_id=user_id, now=now)
    _tell_managers(row, "employment.stated", now=now)
    return row


def _is_same(row: Employment, plan: EmploymentPlan) -> bool:
    is_employer = row.organisation_id == plan.organisation_id and (
        plan.organisation_id is not None or row.employer_name == plan.employer_name
    )
    is_shared = row.starts_on < (plan.ends_on or date.max) and plan.starts_on < (
        row.ends_on or date.max
    )
    return is_employer and is_shared and row.state in OPEN


def withdraw_employment(row: Employment, *, now: datetime) -> None:
    """Take back what nobody has confirmed. :raises EmploymentDecided: it is confirmed."""
    if row.state not in (EmploymentState.STATED, EmploymentState.REFUSED):
        raise EmploymentDecided
    row.state = EmploymentState.WITHDRAWN
    _happened(row, EmploymentAct.WITHDRAW, actor_id=row.user_id, now=now)


def confirm_employment(row: Employment, *, actor_id: int, now: datetime) -> None:
    """The employer says that it is so.

    :raises EmploymentDecided: it does not wait for anybody's word. :raises EmploymentOwn: it is one's own.
    """
    _check_waiting(row, actor_id)
    row.state = EmploymentState.CONFIRMED
    row.confirmed_by_id, row.confirmed_at = actor_id, now
    _happened(row, EmploymentAct.CONFIRM, actor_id=actor_id, now=now)
    _tell_person(row, "employment.confirmed", now=now)


def refuse_employment(row: Employment, *, reason: str, actor_id: int, now: datetime) -> None:
    """The employer says that it is not so, and why. :raises EmploymentDecided, EmploymentOwn: as for confirming."""
    _check_waiting(row, actor_id)
    row.state = EmploymentState.REFUSED
    _happened(row, EmploymentAct.REFUSE, actor_id=actor_id, now=now, reason=reason)
    _tell_person(row, "employment.refused", now=now, reason=reason)


def end_employment(row: Employment, last_day: date, *, actor_id: int, now: datetime) -> None:
    """Enter the last day of work, by the person or by the employer; the other side is told.

    :raises EmploymentDecided: it was refused or withdrawn. :raises EmploymentEndsFirst: before its first day.
    :raises EmploymentEnded: the person would make longer what the employer has confirmed.
    """
    if row.state not in OPEN:
        raise EmploymentDecided
    if last_day < row.starts_on:
        raise EmploymentEndsFirst
    is_longer = row.ends_on is not None and row.ends_on <= last_day
    if is_longer and row.state == EmploymentState.CONFIRMED and actor_id == row.user_id:
        raise EmploymentEnded
    row.ends_on = last_day + timedelta(days=1)
    _happened(row, EmploymentAct.END, actor_id=actor_id, now=now, reason=last_day.isoformat())
    if actor_id == row.user_id:
        _tell_managers(row, "employment.left", now=now)
    else:
        _tell_person(row, "employment.ended", now=now)


def _check_waiting(row: Employment, actor_id: int) -> None:
    if row.state != EmploymentState.STATED:
        raise EmploymentDecided
    if row.user_id == actor_id:
        raise EmploymentOwn


def forget_employments(user_id: int) -> None:
    """Remove the employments of somebody who leaves, with their history."""
    own = select(Employment.id).where(Employment.user_id == user_id)
    options = {"synchronize_session": False}
    history = delete(EmploymentEvent).where(EmploymentEvent.employment_id.in_(own))
    db.session.execute(history.execution_options(**options))
    rows = delete(Employment).where(Employment.user_id == user_id)
    db.session.execute(rows.execution_options(**options))
    said = update(EmploymentEvent).where(EmploymentEvent.actor_id == user_id).values(reason="")
    db.session.execute(said.execution_options(**options))


def _happened(
    row: Employment, act: EmploymentAct, *, actor_id: int, now: datetime, reason: str = ""
) -> None:
    db.session.add(
        EmploymentEvent(employment_id=row.id, act=act, reason=reason, at=now, actor_id=actor_id)
    )
    db.session.flush()
    record(
        f"employment.{act}",
        actor_id=actor_id,
        subject="user",
        subject_id=row.user_id,
        detail={"employment": row.id, "organisation": row.organisation_id},
        now=now,
    )


def _tell_managers(row: Employment, kind: str, *, now: datetime) -> None:
    if row.organisation_id is None:
        return
    for manager in queries.list_managers(row.organisation_id):
        if manager != row.user_id:
            notify(
                user_id=manager,
                kind=kind,
                arguments={"name": row.user.display_name},
                url=f"/agency/staff?agency={row.organisation_id}",
                now=now,
            )


def _tell_person(row: Employment, kind: str, *, now: datetime, reason: str = "") -> None:
    employer = row.organisation.name if row.organisation else row.employer_name
    arguments = {"employer": employer, "reason": reason}
    notify(
        user_id=row.user_id, kind=kind, arguments=arguments, url="/credentials/employment", now=now
    )
