"""What an agency sees of classes: open ones, its own staff, who of them takes part and how often they were there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.accounts.models import Organisation, RoleGrant, User
from trainingapp.classes.models import Cohort, Membership
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.web.auth import SignedIn


def list_agencies(person: SignedIn) -> Sequence[Organisation]:
    """The organisations whose staff somebody may enter, by name."""
    roles = PERMISSIONS[Permission.CLASS_SEND]
    places = [one.organisation_id for one in person.grants if one.role in roles]
    query = select(Organisation).where(Organisation.id.in_([place for place in places if place]))
    return db.session.scalars(query.order_by(Organisation.name, Organisation.id)).all()


def list_offered() -> Select[Cohort]:
    """The classes that take people and whose course can be begun, the earliest first."""
    return (
        select(Cohort)
        .join(Cohort.course)
        .where(Cohort.state == CohortState.OPEN, Cohort.is_joinable.is_(True))
        .where(Course.is_listed.is_(True))
        .options(contains_eager(Cohort.course), joinedload(Cohort.organisation))
        .order_by(Cohort.starts_on, Cohort.id)
    )


def get_offered(cohort_id: int, agency_id: int) -> Cohort:
    """A class that takes people, or one to which the agency has sent somebody. :raises NoResultFound: otherwise."""
    sent = select(Membership.cohort_id).where(Membership.sent_by_organisation_id == agency_id)
    is_offered = (Cohort.state == CohortState.OPEN) & Cohort.is_joinable.is_(True)
    was_sent = Cohort.id.in_(sent) & (Cohort.state != CohortState.DRAFT)
    query = select(Cohort).where(Cohort.id == cohort_id, is_offered | was_sent)
    return db.session.scalars(
        query.options(joinedload(Cohort.course), joinedload(Cohort.organisation))
    ).one()


def list_staff(agency_id: int) -> Select[User]:
    """Everybody who holds a role in an organisation, by name."""
    return (
        select(User)
        .where(User.id.in_(_staff_ids(agency_id)), User.anonymised_at.is_(None))
        .order_by(User.display_name, User.id)
    )


def _staff_ids(agency_id: int) -> Select[int]:
    return select(RoleGrant.user_id).where(
        RoleGrant.organisation_id == agency_id, RoleGrant.revoked_at.is_(None)
    )


def list_chosen(agency_id: int, people: Collection[int]) -> Sequence[User]:
    """Those of these people who belong to the organisation, by name."""
    return db.session.scalars(list_staff(agency_id).where(User.id.in_(people))).all()


def sent_states(
    cohort_id: int, agency_id: int, people: Collection[int]
) -> Mapping[int, MemberState]:
    """Where those of these people stand whom the agency has sent; of others it learns nothing."""
    query = select(Membership.user_id, Membership.state).where(
        Membership.cohort_id == cohort_id,
        Membership.sent_by_organisation_id == agency_id,
        Membership.user_id.in_(people),
    )
    return {user: MemberState(state) for user, state in db.session.execute(query)}


def count_sent(cohorts: Collection[int], agency_id: int) -> Mapping[int, int]:
    """How many of its present staff an agency has in each class, those who wait included."""
    query = (
        select(Membership.cohort_id, func.count())
        .where(
            Membership.cohort_id.in_(cohorts),
            Membership.sent_by_organisation_id == agency_id,
            Membership.user_id.in_(_staff_ids(agency_id)),
            Membership.state.in_((MemberState.IN, MemberState.WAITING)),
        )
        .group_by(Membership.cohort_id)
    )
    return {cohort: count for cohort, count in db.session.execute(query)}
