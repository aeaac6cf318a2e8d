"""Somebody leaves the site: their places become free, and a class they led is led by another."""

from __future__ import annotations

from sqlalchemy import delete, select

from trainingapp.classes.actions.joining import move_up
from trainingapp.classes.models import (
    CalendarFeed,
    Cohort,
    CohortList,
    CohortTeacher,
    Membership,
)
from trainingapp.classes.queries import cohorts
from trainingapp.extensions import db
from trainingapp.web.clock import now


def forget_person(user_id: int) -> None:
    """Remove what classes keep of a person who has left; who waits longest gets the place.

    Announcements stay: they belong to the class, and their author has no name any more.
    """
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
    db.session.execute(delete(CohortList).where(CohortList.made_by_id == user_id))
    left = select(Membership.cohort_id).where(Membership.user_id == user_id)
    places = db.session.scalars(left.order_by(Membership.cohort_id)).all()
    db.session.execute(delete(Membership).where(Membership.user_id == user_id))
    for cohort_id in places:
        move_up(cohorts.get_cohort_to_change(cohort_id), now=now())
    taught = select(CohortTeacher.cohort_id).where(CohortTeacher.user_id == user_id)
    for cohort_id in db.session.scalars(taught.order_by(CohortTeacher.cohort_id)).all():
        _hand_over(cohorts.get_cohort_to_change(cohort_id), user_id)


def _hand_over(cohort: Cohort, user_id: int) -> None:
    """Take a teacher out; the longest in the team leads where nobody would. Who teaches alone stays, without a name."""
    others = [row for row in cohort.teachers if row.user_id != user_id]
    if not others:
        return
    if not any(row.is_leader for row in others):
        others[0].is_leader = True
    cohort.teachers[:] = others
    db.session.flush()
