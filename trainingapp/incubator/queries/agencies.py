"""The list of agencies that somebody reaches, with filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, String, cast, exists, or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models import Agency, Case, CaseSeat, CreditEvent
from trainingapp.incubator.queries.reach import (
    acting_as,
    is_auditor,
    own_agencies,
    select_agencies,
)
from trainingapp.rules.incubation.registry_words import CreditKind
from trainingapp.rules.incubation.words import RESIDENT, Actor, Duty, SeatState
from trainingapp.rules.permissions import Role
from trainingapp.web.auth import SignedIn

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for."""

    text: str = ""
    kind: str = ""
    status: str = ""
    field: str = ""
    base_id: int | None = None
    area: str = ""
    is_resident: bool = False

    def __bool__(self) -> bool:
        """Whether anything is looked for."""
        return self != Filters()


def select_found(person: SignedIn, filters: Filters) -> Select[Agency]:
    """The agencies that somebody reaches and looks for, by name; of an expert only those whose pages they open."""
    query = select_agencies(person).where(*_conditions(filters))
    if any(one.role is Role.EXPERT for one in person.grants) and not is_auditor(person):
        query = query.where(Agency.id.in_(_opened_by_expert(person)))
    return query.order_by(Agency.name, Agency.id)


def _opened_by_expert(person: SignedIn) -> Select[int]:
    """Not those that are reached by a reviewer's seat alone: reviewers read the application, not the registers."""
    advises = exists().where(
        CaseSeat.case_id == Case.id,
        CaseSeat.user_id == person.id,
        CaseSeat.state == SeatState.TAKEN,
        CaseSeat.duty != Duty.REVIEWER,
    )
    by_case = select(Case.agency_id).where(or_(advises, acting_as(person, list(Actor))))
    return select(Agency.id).where(or_(Agency.id.in_(by_case), Agency.id.in_(own_agencies(person))))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.text:
        columns = (Agency.name, Agency.short_name, Agency.credit_code)
        found.append(or_(*(c.icontains(filters.text, autoescape=True) for c in columns)))
    if filters.kind:
        found.append(Agency.kind == filters.kind)
    if filters.status:
        found.append(Agency.status == filters.status)
    if filters.field:
        found.append(cast(Agency.fields, String).contains(f'"{filters.field}"', autoescape=True))
    if filters.area:
        found.append(Agency.area_code.startswith(filters.area, autoescape=True))
    if filters.base_id is not None or filters.is_resident:
        found.append(Agency.id.in_(_with_case(filters)))
    return found


def _with_case(filters: Filters) -> Select[int]:
    query = select(Case.agency_id)
    if filters.base_id is not None:
        query = query.where(Case.base_id == filters.base_id)
    return query.where(Case.stage.in_(RESIDENT)) if filters.is_resident else query


def list_on_lists(agency_id: int, on: date) -> list[CreditEvent]:
    """The credit lists that an agency is on."""
    query = select(CreditEvent).where(
        CreditEvent.agency_id == agency_id,
        CreditEvent.struck_at.is_(None),
        CreditEvent.kind.in_([CreditKind.ABNORMAL, CreditKind.SERIOUS]),
        CreditEvent.starts_on <= on,
        or_(CreditEvent.ends_on.is_(None), CreditEvent.ends_on > on),
    )
    return list(db.session.scalars(query.order_by(CreditEvent.starts_on)))
