"""Classes as somebody may see them: those one teaches, those one is in, and who is in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.accounts.models import RoleGrant, User
from trainingapp.classes.models import Cohort, CohortTeacher, Membership
from trainingapp.courses.models import Course, CourseVersion, Lesson, Section
from trainingapp.courses.queries.authoring import places_of
from trainingapp.extensions import db
from trainingapp.rules.cohorts import CohortState, MemberState
from trainingapp.rules.course_versions import VersionState
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.web.auth import SignedIn

# Where somebody still has something of a class: also after its end, but not before it is opened.
SHOWN = (CohortState.OPEN, CohortState.ENDED, CohortState.CANCELLED)
MOST_COURSES = 300
_RANK = {CohortState.OPEN: 0, CohortState.DRAFT: 1, CohortState.ENDED: 2, CohortState.CANCELLED: 3}
_ORDER = case(_RANK, value=Cohort.state, else_=9)


def get_taught(user_id: int, cohort_id: int, *, as_leader: bool = False) -> Cohort:
    """A class that somebody teaches, or leads. :raises NoResultFound: for any other."""
    return db.session.scalars(
        _taught(user_id, as_leader=as_leader)
        .where(Cohort.id == cohort_id)
        .options(joinedload(Cohort.course), joinedload(Cohort.organisation))
        .options(selectinload(Cohort.teachers).joinedload(CohortTeacher.user))
    ).one()


def _taught(user_id: int, *, as_leader: bool = False) -> Select[Cohort]:
    query = (
        select(Cohort)
        .join(CohortTeacher, CohortTeacher.cohort_id == Cohort.id)
        .where(CohortTeacher.user_id == user_id)
    )
    return query.where(CohortTeacher.is_leader.is_(True)) if as_leader else query


def is_taught(user_id: int, cohort_id: int) -> bool:
    """Whether somebody is in the teacher team of a class, and still an instructor."""
    query = _taught(user_id).where(Cohort.id == cohort_id)
    return db.session.scalar(query.where(CohortTeacher.user_id.in_(instructors()))) is not None


def instructors() -> Select[int]:
    """The users who may teach classes now: a name in a team says nothing once the role is taken away."""
    return select(RoleGrant.user_id).where(
        RoleGrant.role.in_(PERMISSIONS[Permission.CLASS_TEACH]), RoleGrant.revoked_at.is_(None)
    )


def list_taught(user_id: int) -> Select[Cohort]:
    """The classes somebody teaches: open ones first, then drafts, then what is over; the latest first."""
    return (
        _taught(user_id)
        .options(joinedload(Cohort.course), joinedload(Cohort.organisation))
        .order_by(_ORDER, Cohort.starts_on.desc(), Cohort.id.desc())
    )


def get_joined(user_id: int, cohort_id: int) -> Cohort:
    """A class that somebody is in. :raises NoResultFound: also for those who wait, have left or were removed."""
    query = (
        select(Cohort)
        .join(Membership, Membership.cohort_id == Cohort.id)
        .where(Cohort.id == cohort_id, Cohort.state.in_(SHOWN))
        .where(Membership.user_id == user_id, Membership.state == MemberState.IN)
        .options(joinedload(Cohort.course), joinedload(Cohort.organisation))
        .options(selectinload(Cohort.teachers).joinedload(CohortTeacher.user))
    )
    return db.session.scalars(query).one()


def get_cohort_to_change(cohort_id: int) -> Cohort:
    """A class as the row is now, locked until the transaction ends. :raises NoResultFound: when there is none.

    Whoever gives out places takes this lock first: two people never get the last one.
    """
    query = select(Cohort).where(Cohort.id == cohort_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def find_cohort_by_code(code: str) -> Cohort | None:
    """The open class with this code, as `read_code` wrote it."""
    query = (
        select(Cohort)
        .where(Cohort.join_code == code, Cohort.state == CohortState.OPEN)
        .options(joinedload(Cohort.course), joinedload(Cohort.organisation))
    )
    return db.session.scalars(query).one_or_none()


def is_code_taken(code: str) -> bool:
    """Whether any class, also one that is over, has this code."""
    return db.session.scalar(select(Cohort.id).where(Cohort.join_code == code)) is not None


def list_memberships(user_id: int) -> Select[Membership]:
    """The classes somebody is in or waits for: open ones first, the latest first."""
    return (
        select(Membership)
        .join(Membership.cohort)
        .where(Membership.user_id == user_id, Cohort.state.in_(SHOWN))
        .where(Membership.state.in_((MemberState.IN, MemberState.WAITING)))
        .options(
            contains_eager(Membership.cohort).options(
                joinedload(Cohort.course), joinedload(Cohort.organisation)
            )
        )
        .order_by(_ORDER, Cohort.starts_on.desc(), Cohort.id.desc())
    )


def find_membership(user_id: int, cohort_id: int) -> Membership | None:
    """Where somebody stands in a class, whatever has happened; None for a stranger."""
    query = select(Membership).where(
        Membership.user_id == user_id, Membership.cohort_id == cohort_id
    )
    return db.session.scalars(query.options(joinedload(Membership.cohort))).one_or_none()


def find_memberships(people: Collection[int], cohort_id: int) -> dict[int, Membership]:
    """Where many people stand in a class, by user, in one statement."""
    query = select(Membership).where(
        Membership.cohort_id == cohort_id, Membership.user_id.in_(people)
    )
    return {row.user_id: row for row in db.session.scalars(query)}


def get_teacher(cohort: Cohort, user_id: int) -> CohortTeacher:
    """Somebody of the teacher team. :raises NoResultFound: for anybody else."""
    query = select(CohortTeacher).where(
        CohortTeacher.cohort_id == cohort.id, CohortTeacher.user_id == user_id
    )
    return db.session.scalars(query).one()


def get_membership(cohort: Cohort, membership_id: int) -> Membership:
    """Somebody's row in this class. :raises NoResultFound: of another class."""
    query = (
        select(Membership)
        .where(Membership.id == membership_id, Membership.cohort_id == cohort.id)
        .options(joinedload(Membership.user))
    )
    return db.session.scalars(query).one()


def list_members(cohort_id: int) -> Select[Membership]:
    """Who is in a class, by name."""
    return _people(cohort_id, MemberState.IN).order_by(User.display_name, Membership.id)


def list_waiting(cohort_id: int) -> Select[Membership]:
    """Who waits for a place, the longest waiting first."""
    return _people(cohort_id, MemberState.WAITING).order_by(Membership.since, Membership.id)


def list_gone(cohort_id: int) -> Select[Membership]:
    """Who has left or was removed, the last one first."""
    gone = (MemberState.LEFT, MemberState.REMOVED)
    return _people(cohort_id, *gone).order_by(Membership.since.desc(), Membership.id)


def _people(cohort_id: int, *states: MemberState) -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.user)
        .where(Membership.cohort_id == cohort_id, Membership.state.in_(states))
        .options(contains_eager(Membership.user))
    )


def member_ids(cohort_id: int) -> Sequence[int]:
    """The users who are in a class."""
    return _ids(cohort_id, MemberState.IN)


def waiting_ids(cohort_id: int) -> Sequence[int]:
    """The users who wait for a place, the longest waiting first."""
    return _ids(cohort_id, MemberState.WAITING)


def _ids(cohort_id: int, state: MemberState) -> Sequence[int]:
    query = (
        select(Membership.user_id)
        .where(Membership.cohort_id == cohort_id, Membership.state == state)
        .order_by(Membership.since, Membership.id)
    )
    return db.session.scalars(query).all()


def count_people(cohorts: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """How many people stand where in each class: {cohort: {state: count}}."""
    query = (
        select(Membership.cohort_id, Membership.state, func.count())
        .where(Membership.cohort_id.in_(cohorts))
        .group_by(Membership.cohort_id, Membership.state)
    )
    found: dict[int, dict[str, int]] = {cohort: {} for cohort in cohorts}
    for cohort, state, count in db.session.execute(query):
        found[cohort][state] = count
    return found


def waiting_position(membership: Membership) -> int:
    """The place on the waiting list, from 1."""
    is_before = (Membership.since < membership.since) | (
        (Membership.since == membership.since) & (Membership.id < membership.id)
    )
    query = select(func.count()).where(
        Membership.cohort_id == membership.cohort_id,
        Membership.state == MemberState.WAITING,
        is_before,
    )
    return (db.session.scalar(query) or 0) + 1


def list_teachable(person: SignedIn) -> Sequence[Course]:
    """The listed courses of which somebody may make a class: their own, and those of where they teach; by title."""
    places = places_of(person, Permission.CLASS_TEACH)
    own = (Course.owner_id == person.id) | Course.organisation_id.in_(
        [place for place in places if place]
    )
    query = select(Course).where(Course.is_listed.is_(True))
    if None not in places:
        query = query.where(own)
    found = db.session.scalars(query.order_by(Course.id.desc()).limit(MOST_COURSES)).all()
    return sorted(found, key=lambda course: course.title["zh"])


def list_lesson_titles(course_id: int) -> Mapping[str, Mapping[str, str]]:
    """The titles of the published lessons of a course by key, in the order of learning."""
    query = (
        select(Lesson.key, Lesson.title)
        .join(CourseVersion, CourseVersion.id == Lesson.version_id)
        .join(Section, Section.id == Lesson.section_id)
        .where(CourseVersion.course_id == course_id, CourseVersion.state == VersionState.PUBLISHED)
        .order_by(Section.position, Lesson.position)
    )
    return {key: title for key, title in db.session.execute(query)}
