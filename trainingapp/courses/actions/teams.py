"""The team of a course: who is taken in, what they may do, and handing the course over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete

from trainingapp.accounts.models import User
from trainingapp.audit.actions import record
from trainingapp.courses.models import Course, CourseHandover, CourseMaker, CourseTeacher
from trainingapp.courses.queries import teams as queries
from trainingapp.extensions import db
from trainingapp.jobs.actions import insert
from trainingapp.notices.actions import notify
from trainingapp.notices.kinds import register_kind
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.permissions import Permission, may

MOST_TEACHERS = 20
register_kind("courses.taken_in", _("You teach the course “%(title)s” together with others now."))
register_kind("courses.offered", _("You are offered the course “%(title)s”."))
register_kind("courses.handed_over", _("The course “%(title)s” has a new owner."))
register_kind("courses.declined", _("The course “%(title)s” was not taken over."))


class AlreadyOnTeam(RuleViolation):
    message = "%(name)s already teaches this course."


class TeamFull(RuleViolation):
    message = "A course has at most %(most)s co-instructors."


class NotOnTeam(RuleViolation):
    message = "Take the person into the team first."


class OwnerElsewhere(RuleViolation):
    message = "%(name)s does not teach in the organisation to which this course belongs."


def add_teacher(
    course: Course, user: User, *, can_edit: bool, actor_id: int, now: datetime
) -> CourseTeacher:
    """Take somebody who teaches into the team. :raises AlreadyOnTeam: :raises TeamFull:"""
    if queries.is_member(course, user.id):
        raise AlreadyOnTeam(name=user.display_name)
    if len(queries.list_team(course.id)) >= MOST_TEACHERS:
        raise TeamFull(most=MOST_TEACHERS)
    row = CourseTeacher(course_id=course.id, user_id=user.id, can_edit=can_edit, added_at=now)
    db.session.add(row)
    db.session.flush()
    _record("courses.add_teacher", course, user.id, actor_id=actor_id, now=now)
    _tell(user.id, "courses.taken_in", course, now=now)
    return row


def set_rights(
    course: Course, teacher: CourseTeacher, *, can_edit: bool, actor_id: int, now: datetime
) -> None:
    """Let a co-instructor edit the course, or only mark and answer."""
    _note_maker(teacher)
    teacher.can_edit = can_edit
    db.session.flush()
    _record("courses.set_rights", course, teacher.user_id, actor_id=actor_id, now=now)


def remove_teacher(course: Course, teacher: CourseTeacher, *, actor_id: int, now: datetime) -> None:
    """Take somebody off the team, by the owner or by themselves; an offer to them goes too."""
    offer = queries.find_handover(course.id)
    if offer is not None and offer.to_user_id == teacher.user_id:
        db.session.delete(offer)
    user_id = teacher.user_id
    _note_maker(teacher)
    db.session.delete(teacher)
    db.session.flush()
    _record("courses.remove_teacher", course, user_id, actor_id=actor_id, now=now)


def _note_maker(teacher: CourseTeacher) -> None:
    if teacher.can_edit:  # owners who handed the course over may edit, too
        note_makers(teacher.course_id, [teacher.user_id])


def note_makers(course_id: int, users: Iterable[int]) -> None:
    """Keep in mind who made a course: they never review it, on its team or not. A second time changes nothing."""
    for user_id in sorted(users):
        row = insert(CourseMaker).values(course_id=course_id, user_id=user_id)
        db.session.execute(row.on_conflict_do_nothing())


def offer_course(course: Course, teacher: CourseTeacher, *, now: datetime) -> None:
    """Offer the course to a co-instructor; an earlier offer goes. It changes hands when it is accepted.

    :raises OwnerElsewhere: they do not teach where the course belongs, and could not open it.
    """
    user = teacher.user
    place = course.organisation_id or 0  # of no organisation: the role for the whole site
    if not may(user.grants, Permission.COURSE_WRITE, within=place):
        raise OwnerElsewhere(name=user.display_name)
    withdraw_offer(course)
    db.session.add(CourseHandover(course_id=course.id, to_user_id=user.id, offered_at=now))
    db.session.flush()
    _record("courses.offer", course, user.id, actor_id=course.owner_id, now=now)
    _tell(user.id, "courses.offered", course, now=now, url="/teaching")


def withdraw_offer(course: Course) -> None:
    """Take the offer back, if there is one."""
    db.session.execute(delete(CourseHandover).where(CourseHandover.course_id == course.id))


def accept_offer(offer: CourseHandover, *, now: datetime) -> None:
    """Become the owner; the owner before stays as a co-instructor who may edit.

    :raises NotOnTeam: they have left the team since.
    """
    course, user_id, before = offer.course, offer.to_user_id, offer.course.owner_id
    if not queries.is_member(course, user_id):
        raise NotOnTeam
    withdraw_offer(course)
    db.session.delete(queries.get_teacher(course.id, user_id))
    course.owner_id = user_id
    db.session.add(CourseTeacher(course_id=course.id, user_id=before, can_edit=True, added_at=now))
    db.session.flush()
    _record("courses.hand_over", course, user_id, actor_id=user_id, now=now)
    _tell(before, "courses.handed_over", course, now=now)


def decline_offer(offer: CourseHandover, *, now: datetime) -> None:
    """Leave the course with its owner."""
    course, user_id = offer.course, offer.to_user_id
    withdraw_offer(course)
    _record("courses.decline", course, user_id, actor_id=user_id, now=now)
    _tell(course.owner_id, "courses.declined", course, now=now)


def forget_teacher(user_id: int) -> None:
    """Take somebody who leaves off every team."""
    db.session.execute(delete(CourseHandover).where(CourseHandover.to_user_id == user_id))
    db.session.execute(delete(CourseMaker).where(CourseMaker.user_id == user_id))
    db.session.execute(delete(CourseTeacher).where(CourseTeacher.user_id == user_id))


def _record(action: str, course: Course, user_id: int, *, actor_id: int, now: datetime) -> None:
    detail = {"user": user_id}
    record(
        action,
        actor_id=actor_id,
        subject="course",
        subject_id=course.id,
        detail=detail,
        now=now,
    )


def _tell(user_id: int, kind: str, course: Course, *, now: datetime, url: str = "") -> None:
    arguments = {"title": course.title["zh"]}
    address = url or f"/teaching/{course.id}"
    notify(user_id=user_id, kind=kind, arguments=arguments, url=address, now=now)
