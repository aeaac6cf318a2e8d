"""Who works where, as the person, the employer and the incubator read it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.models import Organisation, OrganisationKind, RoleGrant, User
from trainingapp.credentials.models.employment import Employment
from trainingapp.extensions import db
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.rules.registration_words import EmploymentState
from trainingapp.web.auth import SignedIn

MOST = 50  # employments that somebody may state


def _on(day: date) -> ColumnElement[bool]:
    is_going_on = or_(Employment.ends_on.is_(None), Employment.ends_on > day)
    return is_going_on & (Employment.starts_on <= day)


def list_staff(organisation_id: int, *, on: date) -> Sequence[Employment]:
    """The confirmed employments of an organisation on a Shanghai day, each with its person, by name.

    Who is employed twice stands there twice.
    """
    query = (
        select(Employment)
        .join(Employment.user)
        .where(Employment.organisation_id == organisation_id, _on(on))
        .where(Employment.state == EmploymentState.CONFIRMED, User.anonymised_at.is_(None))
        .options(joinedload(Employment.user))
        .order_by(User.display_name, Employment.id)
    )
    return db.session.scalars(query).all()


def list_of_person(user_id: int) -> Sequence[Employment]:
    """Somebody's employments with their history, the latest first; those they withdrew are left out."""
    query = (
        select(Employment)
        .where(Employment.user_id == user_id, Employment.state != EmploymentState.WITHDRAWN)
        .options(joinedload(Employment.organisation), selectinload(Employment.events))
        .order_by(Employment.starts_on.desc(), Employment.id.desc())
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def get_own(user_id: int, employment_id: int) -> Employment:
    """One of somebody's employments, locked. :raises NoResultFound: of anybody else."""
    query = select(Employment).where(Employment.id == employment_id, Employment.user_id == user_id)
    return db.session.scalars(query.with_for_update()).one()


def list_managed(person: SignedIn) -> Sequence[Organisation]:
    """The organisations whose staff somebody confirms, by name."""
    roles = PERMISSIONS[Permission.EMPLOYMENT_CONFIRM]
    places = [one.organisation_id for one in person.grants if one.role in roles]
    query = select(Organisation).where(Organisation.id.in_([place for place in places if place]))
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def list_of_organisation(organisation_id: int, *, day: date, shown: str) -> Select[Employment]:
    """What people stated of an organisation: `waiting` for a decision, in `service` on a day, or `all` of it."""
    query = (
        select(Employment)
        .join(Employment.user)
        .where(
            Employment.organisation_id == organisation_id,
            Employment.state != EmploymentState.WITHDRAWN,
            User.anonymised_at.is_(None),
        )
        .options(joinedload(Employment.user))
    )
    if shown == "waiting":
        query = query.where(Employment.state == EmploymentState.STATED)
    elif shown == "service":
        query = query.where(Employment.state == EmploymentState.CONFIRMED, _on(day))
    return query.order_by(Employment.state != EmploymentState.STATED, Employment.id.desc())


def count_waiting(organisation_id: int) -> int:
    """How many employments wait for the organisation's word."""
    query = select(func.count()).where(
        Employment.organisation_id == organisation_id, Employment.state == EmploymentState.STATED
    )
    return int(db.session.scalar(query) or 0)


def get_of_organisations(places: Sequence[int], employment_id: int) -> Employment:
    """One employment of some organisations, locked, with its history. :raises NoResultFound: of any other."""
    query = (
        select(Employment)
        .where(
            Employment.id == employment_id,
            Employment.organisation_id.in_(places),
            Employment.state != EmploymentState.WITHDRAWN,
        )
        .options(selectinload(Employment.events))
    )
    locked = query.with_for_update(of=Employment)
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def list_employers() -> Sequence[tuple[int, str]]:
    """The agencies of this site by name, for the choice in the form; at most a thousand."""
    query = select(Organisation.id, Organisation.name).where(
        Organisation.kind == OrganisationKind.AGENCY
    )
    rows = db.session.execute(query.order_by(Organisation.name).limit(1000))
    return [(number, name) for number, name in rows]


def list_managers(organisation_id: int) -> Sequence[int]:
    """The people who confirm the staff of an organisation."""
    query = (
        select(RoleGrant.user_id)
        .where(
            RoleGrant.organisation_id == organisation_id,
            RoleGrant.role.in_(PERMISSIONS[Permission.EMPLOYMENT_CONFIRM]),
            RoleGrant.revoked_at.is_(None),
        )
        .distinct()
    )
    return db.session.scalars(query.order_by(RoleGrant.user_id)).all()
