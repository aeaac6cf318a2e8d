"""Who is to be told of a case: the people behind each capacity."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat
from trainingapp.incubator.queries.reach import BASE_ROLES, SEATS, still_applies
from trainingapp.rules.incubation.words import Actor, SeatState
from trainingapp.rules.permissions import Role


def list_people(case: Case, actors: Collection[Actor]) -> Sequence[User]:
    """Everybody who acts on a case in one of the capacities, in the order of their numbers.

    Who declared a conflict on the case is nobody to it any more. Auditors act for the site and are not among them.
    """
    held = [
        _held(case.base.organisation_id, role) for role, who in BASE_ROLES.items() if who in actors
    ]
    if Actor.AUTHORITY in actors and case.base.authority_id is not None:
        held.append(_held(case.base.authority_id, Role.AUTHORITY_STAFF))
    if Actor.AGENCY in actors and case.agency.organisation_id is not None:
        held.append(_held(case.agency.organisation_id, Role.AGENCY_MANAGER))
    known = select(RoleGrant.user_id).where(RoleGrant.revoked_at.is_(None), or_(false(), *held))
    reached: list[ColumnElement[bool]] = [User.id.in_(known), User.id.in_(_seated(case, actors))]
    if Actor.APPLICANT in actors and case.applicant_id is not None:
        began = User.id == case.applicant_id
        speaks = true() if still_applies(case) else User.id.in_(_managing(case))
        reached.append(and_(began, speaks))
    conflicted = select(CaseSeat.user_id).where(
        CaseSeat.case_id == case.id, CaseSeat.state == SeatState.CONFLICT
    )
    query = select(User).where(
        or_(*reached), User.id.not_in(conflicted), User.anonymised_at.is_(None)
    )
    return db.session.scalars(query.order_by(User.id)).all()


def _managing(case: Case) -> Select[int]:
    held = _held(case.agency.organisation_id or 0, Role.AGENCY_MANAGER)
    return select(RoleGrant.user_id).where(RoleGrant.revoked_at.is_(None), held)


def _held(organisation_id: int, role: Role) -> ColumnElement[bool]:
    return and_(RoleGrant.organisation_id == organisation_id, RoleGrant.role == role)


def _seated(case: Case, actors: Collection[Actor]) -> Select[int]:
    duties = [duty for duty, who in SEATS.items() if who in actors]
    return select(CaseSeat.user_id).where(
        CaseSeat.case_id == case.id,
        CaseSeat.state == SeatState.TAKEN,
        CaseSeat.duty.in_(duties),
    )
