"""Classes that need a hand: places that are free while people wait, and teams that nobody leads."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from trainingapp.classes.models import Cohort, CohortTeacher, Membership
from trainingapp.classes.queries.cohorts import instructors
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState


def list_with_free_places() -> Sequence[int]:
    """The open classes of listed courses in which a place is free while somebody waits."""
    waits = select(Membership.id).where(
        Membership.cohort_id == Cohort.id, Membership.state == MemberState.WAITING
    )
    members = (
        select(func.count())
        .where(Membership.cohort_id == Cohort.id, Membership.state == MemberState.IN)
        .scalar_subquery()
    )
    query = (
        select(Cohort.id)
        .join(Course, Course.id == Cohort.course_id)
        .where(Cohort.state == CohortState.OPEN, Course.is_listed.is_(True), waits.exists())
        .where(or_(Cohort.capacity.is_(None), Cohort.capacity > members))
    )
    return db.session.scalars(query.order_by(Cohort.id)).all()


def list_unled() -> Sequence[int]:
    """The classes that can still be changed, that no instructor leads, and that one could lead."""
    leader, other = aliased(CohortTeacher), aliased(CohortTeacher)
    leads = select(leader.user_id).where(
        leader.cohort_id == Cohort.id,
        leader.is_leader.is_(True),
        leader.user_id.in_(instructors()),
    )
    could = select(other.user_id).where(
        other.cohort_id == Cohort.id, other.user_id.in_(instructors())
    )
    query = select(Cohort.id).where(
        Cohort.state.in_((CohortState.DRAFT, CohortState.OPEN)), ~leads.exists(), could.exists()
    )
    return db.session.scalars(query.order_by(Cohort.id)).all()


def list_instructors_of(cohort_id: int) -> Sequence[CohortTeacher]:
    """Those of a team who may teach now, the longest in it first."""
    query = select(CohortTeacher).where(
        CohortTeacher.cohort_id == cohort_id, CohortTeacher.user_id.in_(instructors())
    )
    return db.session.scalars(query.order_by(CohortTeacher.added_at, CohortTeacher.user_id)).all()
