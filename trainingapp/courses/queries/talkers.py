"""What somebody is to a course when people talk in it: learner, instructor, moderator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, or_, select

from trainingapp.courses import teams
from trainingapp.courses.models import Course, CourseTeacher, Enrolment, Reply, Topic
from trainingapp.courses.queries.authoring import places_of
from trainingapp.extensions import db
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import SignedIn


@dataclass(frozen=True, slots=True)
class Standing:
    """A person and a course they may talk in, and as what."""

    person_id: int
    course: Course
    is_learner: bool
    is_instructor: bool
    is_reviewer: bool

    @property
    def is_moderator(self) -> bool:
        """Who decides what is shown: those who teach the course, and those who review courses."""
        return self.is_instructor or self.is_reviewer

    @property
    def may_reply(self) -> bool:
        """Reviewers read and hide; they do not join in."""
        return self.is_learner or self.is_instructor

    def wrote(self, post: Topic | Reply) -> bool:
        """Whether a text is this person's own."""
        return post.author_id == self.person_id

    def may_hide(self, post: Topic | Reply) -> bool:
        """Nobody judges a text of their own."""
        return self.is_moderator and not self.wrote(post)


def teaches(person: SignedIn) -> ColumnElement[bool]:
    """The courses that somebody teaches: their own, their teams', their classes', while they are an instructor."""
    if not places_of(person, Permission.COURSE_WRITE):
        return false()
    return teams.teaches(person.id)


def reviews(person: SignedIn) -> ColumnElement[bool]:
    """The courses that somebody may review: of the whole site, or of their organisations; none of their own."""
    places = places_of(person, Permission.COURSE_REVIEW)
    if not places:
        return false()
    is_foreign = ~teams.teaches(person.id)
    if None in places:
        return is_foreign
    return is_foreign & Course.organisation_id.in_([place for place in places if place])


def get_standing(person: SignedIn, course_id: int) -> Standing:
    """What somebody is to a course. :raises NoResultFound: for those who are nothing to it, or when there is none."""
    learns = exists().where(Enrolment.course_id == Course.id, Enrolment.user_id == person.id)
    facets = (learns, teaches(person), reviews(person))
    query = select(Course, *facets).where(Course.id == course_id, or_(*facets))
    course, is_learner, is_instructor, is_reviewer = db.session.execute(query).one()
    return Standing(
        person.id,
        course,
        is_learner=bool(is_learner),
        is_instructor=bool(is_instructor),
        is_reviewer=bool(is_reviewer),
    )


def list_instructors(course: Course) -> Sequence[int]:
    """Those who teach a course: its owner first, then its team."""
    team = select(CourseTeacher.user_id).where(CourseTeacher.course_id == course.id)
    others = db.session.scalars(team.order_by(CourseTeacher.user_id))
    return list(dict.fromkeys([course.owner_id, *others]))
