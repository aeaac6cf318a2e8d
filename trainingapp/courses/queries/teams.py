"""Who is on a course's team, and who is offered a course."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.accounts.queries import find_user_by_login
from trainingapp.courses.models import Course, CourseHandover, CourseMaker, CourseTeacher
from trainingapp.courses.teams import has_made
from trainingapp.extensions import db
from trainingapp.rules.permissions import PERMISSIONS, Permission


def list_team(course_id: int) -> Sequence[CourseTeacher]:
    """The co-instructors of a course, the longest on the team first."""
    query = (
        select(CourseTeacher)
        .where(CourseTeacher.course_id == course_id)
        .options(joinedload(CourseTeacher.user))
        .order_by(CourseTeacher.added_at, CourseTeacher.user_id)
    )
    return db.session.scalars(query).all()


def get_teacher(course_id: int, user_id: int) -> CourseTeacher:
    """A co-instructor of a course. :raises NoResultFound: when that person is none."""
    query = (
        select(CourseTeacher)
        .where(CourseTeacher.course_id == course_id, CourseTeacher.user_id == user_id)
        .options(joinedload(CourseTeacher.user))
    )
    return db.session.scalars(query).one()


def list_editors(course: Course) -> set[int]:
    """The owner and everybody who may edit the course."""
    query = select(CourseTeacher.user_id).where(
        CourseTeacher.course_id == course.id, CourseTeacher.can_edit.is_(True)
    )
    return {course.owner_id, *db.session.scalars(query)}


def is_member(course: Course, user_id: int) -> bool:
    """Whether somebody owns a course or is on its team."""
    query = select(CourseTeacher.user_id).where(
        CourseTeacher.course_id == course.id, CourseTeacher.user_id == user_id
    )
    return course.owner_id == user_id or db.session.scalar(query) is not None


def has_made_course(course: Course, user_id: int) -> bool:
    """Whether somebody is of a course's team, or owned or edited it once."""
    query = select(Course.id).where(Course.id == course.id, has_made(user_id))
    return db.session.scalar(query) is not None


def list_makers(course: Course) -> set[int]:
    """Everybody who owns or edits a course, or once did."""
    query = select(CourseMaker.user_id).where(CourseMaker.course_id == course.id)
    return {*list_editors(course), *db.session.scalars(query)}


def list_makers_of(course_id: int) -> set[int]:
    """The same by the course's id; nobody for a course that does not exist."""
    course = db.session.get(Course, course_id)
    return list_makers(course) if course is not None else set()


def find_instructor(login: str) -> User | None:
    """Whoever signs in with this e-mail address or mobile number, if they teach."""
    user = find_user_by_login(login)
    return user if user is not None and is_instructor(user.id) else None


def is_instructor(user_id: int) -> bool:
    """Whether somebody may write courses anywhere."""
    holds = exists().where(
        RoleGrant.user_id == user_id,
        RoleGrant.role.in_(PERMISSIONS[Permission.COURSE_WRITE]),
        RoleGrant.revoked_at.is_(None),
    )
    return bool(db.session.scalar(select(holds)))


def find_handover(course_id: int) -> CourseHandover | None:
    """The offer of a course that has not been answered."""
    query = select(CourseHandover).where(CourseHandover.course_id == course_id)
    return db.session.scalars(query.options(joinedload(CourseHandover.to_user))).one_or_none()


def list_offers(user_id: int) -> Sequence[CourseHandover]:
    """The courses that somebody is offered."""
    query = (
        select(CourseHandover)
        .where(CourseHandover.to_user_id == user_id)
        .options(joinedload(CourseHandover.course).joinedload(Course.owner))
        .order_by(CourseHandover.offered_at)
    )
    return db.session.scalars(query).all()


def get_offer(user_id: int, course_id: int) -> CourseHandover:
    """The offer of a course to somebody, locked. :raises NoResultFound: when there is none."""
    query = select(CourseHandover).where(
        CourseHandover.course_id == course_id, CourseHandover.to_user_id == user_id
    )
    return db.session.scalars(query.with_for_update()).one()
