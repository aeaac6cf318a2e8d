"""Who is told of a case: those who apply with it, and those of the base who check it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.reach import still_applies
from trainingapp.rules.permissions import Role


def list_applicant_ids(case: Case) -> Sequence[int]:
    """Who began the application and still speaks for it, and who manages the agency. Nobody twice."""
    found = {case.applicant_id} if case.applicant_id and still_applies(case) else set()
    if case.agency.organisation_id:
        found |= set(_holder_ids(case.agency.organisation_id, Role.AGENCY_MANAGER))
    return sorted(found)


def list_checker_ids(case: Case) -> Sequence[int]:
    """The officer of the case; while it has none that works in the base, every officer and head of the base."""
    place = case.base.organisation_id
    found = _holder_ids(place, Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD)
    own = [user_id for user_id in found if user_id == case.officer_id]
    return own or found


def find_officer_id(case: Case) -> int | None:
    """The officer of a case, None also when they have left the base or deleted their account."""
    if case.officer_id is None:
        return None
    return case.officer_id if list_checker_ids(case) == [case.officer_id] else None


def _holder_ids(organisation_id: int, *roles: Role) -> Sequence[int]:
    held = select(RoleGrant.user_id).where(
        RoleGrant.organisation_id == organisation_id,
        RoleGrant.revoked_at.is_(None),
        RoleGrant.role.in_(roles),
    )
    query = select(User.id).where(User.id.in_(held), User.anonymised_at.is_(None))
    return db.session.scalars(query.order_by(User.id)).all()
