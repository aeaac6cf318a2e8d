"""Who teaches a course beside its owner and its team. Courses know no classes: a part above registers what it knows.

For part `classes`: call `register_teachers(function, learners=…)` once, at import, in a module that app.py reaches.
`function(user_id)` answers a SELECT of the ids of the courses whose classes this person teaches; `learners(user_id)` a
SELECT of (course id, learner's user id), so that the teacher of one class marks the work of its members and of nobody
else. Both go into larger statements as subqueries: no ORDER BY, no LIMIT. Without `learners` the teacher marks the
work of everybody in these courses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from trainingapp.courses.models import Course, CourseMaker, CourseTeacher

Teaching = Callable[[int], Select[*tuple[Any, ...]]]

_TEACHERS: dict[Teaching, Teaching | None] = {}


def register_teachers(function: Teaching, *, learners: Teaching | None = None) -> None:
    """Let the people that these functions name mark and answer. A second time changes nothing."""
    _TEACHERS[function] = learners


def is_on_team(user_id: int, *, can_edit: bool = False) -> ColumnElement[bool]:
    """A condition on `Course`: somebody owns it or is on its team (as one who may edit it, if asked)."""
    rows = select(CourseTeacher.course_id).where(CourseTeacher.user_id == user_id)
    if can_edit:
        rows = rows.where(CourseTeacher.can_edit.is_(True))
    return or_(Course.owner_id == user_id, Course.id.in_(rows))


def has_made(user_id: int) -> ColumnElement[bool]:
    """A condition on `Course`: somebody is of its team, or owned or edited it once. They do not review it."""
    rows = select(CourseMaker.course_id).where(CourseMaker.user_id == user_id)
    return or_(is_on_team(user_id), Course.id.in_(rows))


def teaches(user_id: int) -> ColumnElement[bool]:
    """A condition on `Course`: somebody is of its team, or teaches a class of it. They answer what learners ask."""
    return or_(is_on_team(user_id), *(Course.id.in_(rows(user_id)) for rows in _TEACHERS))


def may_mark(
    user_id: int, course_id: InstrumentedAttribute[int], learner_id: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """A condition on rows of learners' work: their course's team marks everybody, a class's teacher their class."""
    own = select(Course.id).where(is_on_team(user_id))
    conditions: list[ColumnElement[bool]] = [course_id.in_(own)]
    for function, learners in _TEACHERS.items():
        if learners is None:
            conditions.append(course_id.in_(function(user_id)))
        else:
            conditions.append(tuple_(course_id, learner_id).in_(learners(user_id)))
    return or_(*conditions) & (learner_id != user_id)
