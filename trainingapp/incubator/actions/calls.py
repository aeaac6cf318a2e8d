"""Bases and their calls: entered by an administrator, kept and published by the head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import func, select

from trainingapp.accounts.models import Organisation
from trainingapp.audit.actions import record
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, IncubationBase, Intake
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.incubation.words import Track


class NameTaken(RuleViolation):
    """Two calls of a base have two names."""

    message: ClassVar[str] = "This base has a call of this name already."


class CodeTaken(RuleViolation):
    """The numbers of cases begin with the code of their base."""

    message: ClassVar[str] = "Another base has this code already."


class BaseThere(RuleViolation):
    """An organisation is one base."""

    message: ClassVar[str] = "This organisation is a base already."


class HasApplications(RuleViolation):
    """A call that somebody answered stays published."""

    message: ClassVar[str] = "Somebody has applied to this call: it stays published."


@dataclass(frozen=True, slots=True)
class CallPlan:
    """What a call says; it is open on its first and its last day."""

    name: str
    text: str
    opens_on: date
    closes_on: date
    places: int
    track: Track
    has_trial: bool


@dataclass(frozen=True, slots=True)
class BasePlan:
    """What is kept of a base by its head."""

    address: str
    operator: str
    introduction: str
    phone: str
    desks: int
    area_m2: int
    opened_on: date | None
    is_open: bool


def enter_base(
    organisation: Organisation,
    *,
    code: str,
    area_code: str,
    authority_id: int | None,
    person_id: int,
    now: datetime,
) -> IncubationBase:
    """Make an organisation a base. :raises BaseThere: it is one. :raises CodeTaken:"""
    query = select(IncubationBase.id)
    if db.session.scalar(query.filter_by(organisation_id=organisation.id)):
        raise BaseThere()
    if db.session.scalar(query.filter_by(code=code)):
        raise CodeTaken()
    base = IncubationBase(
        organisation_id=organisation.id,
        authority_id=authority_id,
        code=code,
        area_code=area_code,
        entered_at=now,
    )
    db.session.add(base)
    db.session.flush()
    _note("incubation_base.enter", base, person_id, now=now)
    return base


def change_base(base: IncubationBase, plan: BasePlan, *, person_id: int, now: datetime) -> None:
    """Change what the public reads of a base."""
    base.address, base.operator, base.phone = plan.address, plan.operator, plan.phone
    base.introduction, base.desks, base.area_m2 = plan.introduction, plan.desks, plan.area_m2
    base.opened_on, base.is_open = plan.opened_on, plan.is_open
    db.session.flush()
    _note("incubation_base.change", base, person_id, now=now)


def keep_call(
    base: IncubationBase, call: Intake | None, plan: CallPlan, *, person_id: int, now: datetime
) -> Intake:
    """Enter a call, or change one. :raises NameTaken: the base has another of this name."""
    other = select(Intake.id).filter_by(base_id=base.id, name=plan.name)
    if db.session.scalar(other.where(Intake.id != (call.id if call else 0))):
        raise NameTaken()
    if call is None:
        call = Intake(base_id=base.id, entered_at=now)
        db.session.add(call)
    call.name, call.text = plan.name, plan.text
    call.opens_on, call.closes_on, call.places = plan.opens_on, plan.closes_on, plan.places
    call.track, call.has_trial = plan.track, plan.has_trial
    db.session.flush()
    _note("incubation_call.keep", base, person_id, now=now, call=call.id)
    return call


def publish_call(call: Intake, *, is_published: bool, person_id: int, now: datetime) -> None:
    """Show a call to everybody, or hide it again. :raises HasApplications: somebody has answered it."""
    if not is_published and count_cases(call):
        raise HasApplications()
    call.published_at = (call.published_at or now) if is_published else None
    db.session.flush()
    act = "incubation_call.publish" if is_published else "incubation_call.hide"
    _note(act, call.base, person_id, now=now, call=call.id)


def count_cases(call: Intake) -> int:
    """How many applications came by a call, drafts with them."""
    query = select(func.count()).select_from(Case).where(Case.intake_id == call.id)
    return db.session.scalar(query) or 0


def _note(
    act: str, base: IncubationBase, person_id: int, *, now: datetime, call: int | None = None
) -> None:
    detail = {"call": call} if call is not None else {}
    record(
        act,
        actor_id=person_id,
        subject="incubation_base",
        subject_id=base.id,
        detail=detail,
        now=now,
    )
