"""What authors and reviewers read: only the courses that are theirs to write, with their team, or to judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.accounts.models import RoleGrant
from trainingapp.courses.models import (
    Course,
    CourseMaker,
    CourseTeacher,
    CourseVersion,
    Lesson,
    Section,
    VersionComment,
)
from trainingapp.courses.queries.trees import tree
from trainingapp.courses.teams import has_made, is_on_team
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionNotOpen, VersionState
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.web.auth import SignedIn

OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW)


def places_of(person: SignedIn, permission: Permission) -> set[int | None]:
    """The organisations in which somebody holds a permission; None stands for the whole site."""
    roles = PERMISSIONS[permission]
    return {grant.organisation_id for grant in person.grants if grant.role in roles}


def _within(person: SignedIn, permission: Permission) -> ColumnElement[bool]:
    places = places_of(person, permission)
    if None in places:
        return true()
    return Course.organisation_id.in_([place for place in places if place])


def _owns(person: SignedIn) -> ColumnElement[bool]:
    return and_(Course.owner_id == person.id, _within(person, Permission.COURSE_WRITE))


def _belongs(person: SignedIn, *, can_edit: bool) -> ColumnElement[bool]:
    # Who was taken into a team teaches there, wherever their own organisation is.
    if not places_of(person, Permission.COURSE_WRITE):
        return false()
    is_member = and_(Course.owner_id != person.id, is_on_team(person.id, can_edit=can_edit))
    return or_(_owns(person), is_member)


def list_own(person: SignedIn) -> Select[Course]:
    """The courses somebody writes or teaches with others, the newest first."""
    return (
        select(Course)
        .where(_belongs(person, can_edit=False))
        .options(joinedload(Course.organisation), joinedload(Course.owner))
        .order_by(Course.id.desc())
    )


def get_own(person: SignedIn, course_id: int) -> Course:
    """A course that somebody may edit, locked for this transaction. :raises NoResultFound: for anybody else's."""
    query = select(Course).where(Course.id == course_id, _belongs(person, can_edit=True))
    return db.session.scalars(query.with_for_update()).one()


def get_taught(person: SignedIn, course_id: int) -> Course:
    """A course of whose team somebody is, to read. :raises NoResultFound: for any other."""
    query = select(Course).where(Course.id == course_id, _belongs(person, can_edit=False))
    return db.session.scalars(query).one()


def get_owned(person: SignedIn, course_id: int) -> Course:
    """A course that somebody owns: only owners choose the team, withdraw and hand over. Locked.

    :raises NoResultFound: for any other.
    """
    query = select(Course).where(Course.id == course_id, _owns(person))
    return db.session.scalars(query.with_for_update()).one()


def may_edit(person: SignedIn, course: Course) -> bool:
    """Whether somebody may change a course and send it to review."""
    query = select(Course.id).where(Course.id == course.id, _belongs(person, can_edit=True))
    return db.session.scalar(query) is not None


def list_versions(courses: Sequence[int]) -> Sequence[CourseVersion]:
    """The versions of these courses that are open or published."""
    query = select(CourseVersion).where(
        CourseVersion.course_id.in_(courses), CourseVersion.state != VersionState.SUPERSEDED
    )
    return db.session.scalars(query).all()


def find_open(course: Course) -> CourseVersion | None:
    """The version that is being written or reviewed, with everything in it."""
    query = select(CourseVersion).where(
        CourseVersion.course_id == course.id, CourseVersion.state.in_(OPEN)
    )
    return db.session.scalars(query.options(*tree(), *_comments())).one_or_none()


def _comments() -> list[Any]:
    said = selectinload(CourseVersion.comments)
    return [
        said.joinedload(VersionComment.author),
        said.joinedload(VersionComment.resolved_by),
    ]


def get_draft(course: Course) -> CourseVersion:
    """The version that may be changed. :raises VersionNotOpen: when there is none, or it is in review."""
    version = find_open(course)
    if version is None or version.state != VersionState.DRAFT:
        raise VersionNotOpen
    return version


def get_latest(course: Course) -> CourseVersion:
    """The open version, else the published one. :raises NoResultFound: when there is none."""
    version = find_open(course)
    if version is not None:
        return version
    query = select(CourseVersion).where(
        CourseVersion.course_id == course.id, CourseVersion.state == VersionState.PUBLISHED
    )
    return db.session.scalars(query.options(*tree())).one()


def load_content(version: CourseVersion) -> CourseVersion:
    """The same version with the texts and knowledge points of its lessons, for copying."""
    query = (
        select(CourseVersion)
        .where(CourseVersion.id == version.id)
        .options(
            selectinload(CourseVersion.sections)
            .selectinload(Section.lessons)
            .options(
                selectinload(Lesson.points), selectinload(Lesson.files), selectinload(Lesson.images)
            )
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def list_numbers(course: Course) -> Sequence[CourseVersion]:
    """Every version that was ever published, the newest first."""
    query = (
        select(CourseVersion)
        .where(CourseVersion.course_id == course.id, CourseVersion.major.is_not(None))
        .order_by(CourseVersion.major.desc(), CourseVersion.minor.desc())
    )
    return db.session.scalars(query.limit(50)).all()


def get_section(version: CourseVersion, section_id: int) -> Section:
    """A section of this version. :raises NoResultFound: of another."""
    query = select(Section).where(Section.id == section_id, Section.version_id == version.id)
    return db.session.scalars(query).one()


def get_lesson(version: CourseVersion, lesson_id: int) -> Lesson:
    """A lesson of this version with its text. :raises NoResultFound: of another."""
    query = (
        select(Lesson)
        .where(Lesson.id == lesson_id, Lesson.version_id == version.id)
        .options(
            selectinload(Lesson.points), selectinload(Lesson.files), selectinload(Lesson.images)
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def list_waiting(person: SignedIn) -> Select[CourseVersion]:
    """The versions that wait for a reviewer who did not make them, the longest waiting first."""
    return (
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(CourseVersion.state == VersionState.IN_REVIEW, ~has_made(person.id))
        .where(_within(person, Permission.COURSE_REVIEW))
        .options(
            contains_eager(CourseVersion.course).options(
                joinedload(Course.organisation), joinedload(Course.owner)
            )
        )
        .order_by(CourseVersion.sent_at, CourseVersion.id)
    )


def get_reviewed(person: SignedIn, version_id: int) -> CourseVersion:
    """A version in review with its tree, comments and course. :raises NoResultFound: for any other."""
    query = list_waiting(person).where(CourseVersion.id == version_id)
    return db.session.scalars(
        query.options(*tree(), *_comments()).with_for_update(of=CourseVersion)
    ).one()


def get_comment(version: CourseVersion, comment_id: int) -> VersionComment:
    """A comment on this version. :raises NoResultFound: on another."""
    query = select(VersionComment).where(
        VersionComment.id == comment_id, VersionComment.version_id == version.id
    )
    return db.session.scalars(query).one()


def list_reviewers(course: Course) -> Sequence[int]:
    """The people who may review a course."""
    query = (
        select(RoleGrant.user_id)
        .where(
            RoleGrant.role.in_(PERMISSIONS[Permission.COURSE_REVIEW]),
            RoleGrant.revoked_at.is_(None),
            RoleGrant.user_id != course.owner_id,
            RoleGrant.user_id.not_in(
                select(CourseTeacher.user_id).where(CourseTeacher.course_id == course.id)
            ),
            RoleGrant.user_id.not_in(
                select(CourseMaker.user_id).where(CourseMaker.course_id == course.id)
            ),
            or_(
                RoleGrant.organisation_id.is_(None),
                RoleGrant.organisation_id == course.organisation_id,
            ),
        )
        .distinct()
    )
    return db.session.scalars(query.order_by(RoleGrant.user_id)).all()
