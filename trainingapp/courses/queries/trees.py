"""A version with its sections and lessons: what every reader of a course needs first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, selectinload

from trainingapp.courses.models import Course, CourseVersion, Lesson, Section
from trainingapp.extensions import db
from trainingapp.rules.course_versions import VersionState


def tree(*, has_content: bool = False) -> list[Any]:
    """How a version is loaded with its sections and lessons, in three statements; texts only when they are wanted."""
    lessons = selectinload(CourseVersion.sections).selectinload(Section.lessons)
    if not has_content:
        lessons = lessons.options(defer(Lesson.content))
    return [lessons]


def find_published(course: Course) -> CourseVersion | None:
    """The version that new learners get, or None before the first publication."""
    query = select(CourseVersion).where(
        CourseVersion.course_id == course.id, CourseVersion.state == VersionState.PUBLISHED
    )
    return db.session.scalars(query.options(*tree())).one_or_none()


def get_edition(course_id: int, major: int) -> CourseVersion:
    """The newest version of an edition, published or superseded. :raises NoResultFound: when there is none."""
    query = (
        select(CourseVersion)
        .where(CourseVersion.course_id == course_id, CourseVersion.major == major)
        .order_by(CourseVersion.minor.desc())
        .limit(1)
    )
    return db.session.scalars(query.options(*tree())).one()
