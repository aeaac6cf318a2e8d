"""Making a class, changing what it is, opening and ending it, and who teaches it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from trainingapp.accounts.models import User
from trainingapp.classes.actions.joining import move_up, note
from trainingapp.classes.models import Cohort, CohortTeacher, Meeting
from trainingapp.classes.plans import CohortPlan
from trainingapp.classes.queries import cohorts
from trainingapp.classes.telling import tell, tell_class
from trainingapp.courses.models import Course
from trainingapp.extensions import db
from trainingapp.rules.cohorts import (
    CohortAct,
    CohortState,
    MemberState,
    check_capacity,
    check_change,
    check_leader_leaves,
    make_code,
    next_state,
)
from trainingapp.rules.errors import RuleViolation

MOST_TEACHERS = 30


class TeachesAlready(RuleViolation):
    message = "This person is in the teacher team already."


class TeamFull(RuleViolation):
    message = "A class has at most %(most)s teachers."


class IsMember(RuleViolation):
    message = "This person learns in the class. Remove them from it before they teach it."


def create_cohort(plan: CohortPlan, course: Course, *, leader_id: int, now: datetime) -> Cohort:
    """Prepare a class of a course; whoever makes it leads it. It belongs to the organisation of the course."""
    cohort = Cohort(
        course_id=course.id,
        organisation_id=course.organisation_id,
        join_code=new_code(),
        state=CohortState.DRAFT,
        made_at=now,
    )
    _apply(cohort, plan)
    cohort.teachers = [CohortTeacher(user_id=leader_id, is_leader=True, added_at=now)]
    db.session.add(cohort)
    db.session.flush()
    note("classes.create", cohort, actor_id=leader_id, now=now)
    return cohort


def update_cohort(cohort_id: int, plan: CohortPlan, *, actor_id: int, now: datetime) -> int:
    """Change what a class is. More places are given to those who wait; how many came in so.

    :raises CohortActRefused: when it is over.
    :raises CapacityBelowMembers: when fewer places are left than people are in.
    """
    cohort = cohorts.get_cohort_to_change(cohort_id)
    check_change(CohortState(cohort.state))
    check_capacity(plan.capacity, members=len(cohorts.member_ids(cohort_id)))
    _apply(cohort, plan)
    db.session.flush()
    note("classes.update", cohort, actor_id=actor_id, now=now, capacity=plan.capacity)
    return move_up(cohort, now=now)


def _apply(cohort: Cohort, plan: CohortPlan) -> None:
    cohort.title, cohort.introduction = plan.title, plan.introduction
    cohort.exam_year = plan.exam_year
    cohort.starts_on, cohort.ends_on = plan.starts_on, plan.ends_on
    cohort.capacity, cohort.is_joinable = plan.capacity, plan.is_joinable


def new_code() -> str:
    """A join code that no class has."""
    return make_code(secrets.choice, cohorts.is_code_taken)


def renew_code(cohort_id: int, *, actor_id: int, now: datetime) -> None:
    """Give a class another code: the old one lets nobody in any more."""
    cohort = cohorts.get_cohort_to_change(cohort_id)
    check_change(CohortState(cohort.state))
    cohort.join_code = new_code()
    db.session.flush()
    note("classes.renew_code", cohort, actor_id=actor_id, now=now)


def open_cohort(cohort_id: int, *, actor_id: int, now: datetime) -> None:
    """Let people join. :raises CohortActRefused: unless it is being prepared."""
    cohort = _step(cohort_id, CohortAct.OPEN)
    note("classes.open", cohort, actor_id=actor_id, now=now)


def end_cohort(cohort_id: int, *, actor_id: int, now: datetime) -> None:
    """End a class and tell its members, whose pages stay, and those who waited for a place.

    :raises CohortActRefused: unless it is open.
    """
    cohort = _step(cohort_id, CohortAct.END)
    note("classes.end", cohort, actor_id=actor_id, now=now)
    tell_class(cohort, "ended", states=[MemberState.IN])
    tell_class(cohort, "over", states=[MemberState.WAITING])


def cancel_cohort(cohort_id: int, *, reason: str, actor_id: int, now: datetime) -> None:
    """Cancel a class with all meetings to come, and tell everybody who is in it or waits.

    :raises CohortActRefused: when it is over.
    """
    cohort = _step(cohort_id, CohortAct.CANCEL)
    coming = update(Meeting).where(
        Meeting.cohort_id == cohort_id, Meeting.starts_at > now, Meeting.cancelled_at.is_(None)
    )
    changed = {"cancelled_at": now, "changed_at": now, "sequence": Meeting.sequence + 1}
    db.session.execute(coming.values(**changed))
    note("classes.cancel", cohort, actor_id=actor_id, now=now)
    tell_class(cohort, "cancelled", reason=reason)


def _step(cohort_id: int, act: CohortAct) -> Cohort:
    cohort = cohorts.get_cohort_to_change(cohort_id)
    cohort.state = next_state(CohortState(cohort.state), act)
    db.session.flush()
    return cohort


def add_teacher(
    cohort_id: int, person: User, *, is_leader: bool, actor_id: int, now: datetime
) -> None:
    """Take an instructor into the teacher team and tell them.

    :raises TeachesAlready, TeamFull, IsMember: because of who they are already.
    """
    cohort = cohorts.get_cohort_to_change(cohort_id)
    if any(row.user_id == person.id for row in cohort.teachers):
        raise TeachesAlready
    if len(cohort.teachers) >= MOST_TEACHERS:
        raise TeamFull(most=MOST_TEACHERS)
    row = cohorts.find_membership(person.id, cohort_id)
    if row is not None and row.state in (MemberState.IN, MemberState.WAITING):
        raise IsMember
    cohort.teachers.append(CohortTeacher(user_id=person.id, is_leader=is_leader, added_at=now))
    db.session.flush()
    note("classes.add_teacher", cohort, actor_id=actor_id, now=now, user=person.id)
    if person.id != actor_id:
        tell(cohort, person.id, "teaching", now=now)


def set_leader(
    cohort_id: int, user_id: int, *, is_leader: bool, actor_id: int, now: datetime
) -> None:
    """Let somebody of the team lead the class, or assist. :raises LastLeader: when nobody would lead it."""
    cohort = cohorts.get_cohort_to_change(cohort_id)
    row = cohorts.get_teacher(cohort, user_id)
    if not is_leader:
        check_leader_leaves(_leaders(cohort), user_id)
    row.is_leader = is_leader
    db.session.flush()
    note("classes.set_leader", cohort, actor_id=actor_id, now=now, user=user_id, leads=is_leader)


def remove_teacher(cohort_id: int, user_id: int, *, actor_id: int, now: datetime) -> None:
    """Take somebody out of the teacher team and tell them. :raises LastLeader: when nobody would lead it."""
    cohort = cohorts.get_cohort_to_change(cohort_id)
    row = cohorts.get_teacher(cohort, user_id)
    check_leader_leaves(_leaders(cohort), user_id)
    cohort.teachers.remove(row)
    db.session.flush()
    note("classes.remove_teacher", cohort, actor_id=actor_id, now=now, user=user_id)
    if user_id != actor_id:
        tell(cohort, user_id, "not_teaching", now=now)


def _leaders(cohort: Cohort) -> list[int]:
    return [row.user_id for row in cohort.teachers if row.is_leader]
