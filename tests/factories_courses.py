"""Courses for tests: written, reviewed and published by the part's own acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from tests.factories_accounts import make_user
from trainingapp.accounts.models import Organisation, User
from trainingapp.courses.actions import authoring, learning, versions
from trainingapp.courses.models import Course, CourseVersion, Enrolment, Lesson
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.queries.learning import find_enrolment
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Shanghai
_numbers = count(1)


def make_instructor(name: str = "吴晓东", *, organisation: Organisation | None = None) -> User:
    return make_user(name, roles=[Role.INSTRUCTOR], organisation=organisation)


def article(title: str = "个案工作的过程", **changes: Any) -> LessonPlan:
    """A lesson to read."""
    values: dict[str, Any] = {
        "kind": "article",
        "title": {"zh": title},
        "minutes": 10,
        "content": {"markdown": f"# {title}\n\n第一段。\n\n**要点：**先接案，再预估。"},
        "points": [],
        **changes,
    }
    return LessonPlan(**values)


def exercise(
    items: Sequence[str] = (), *, points: Sequence[str] = (), most: int = 10
) -> LessonPlan:
    """A lesson to answer."""
    content = {"items": list(items), "points": list(points), "most": most}
    return article("练一练", kind="exercise", content=content, points=list(points))


def live(**changes: Any) -> LessonPlan:
    """A class at a time."""
    content = {
        "starts_at": 1_795_000_000_000,
        "join_url": "https://meet.example.org/abc",
        "replay_url": "",
        **changes,
    }
    return article("答疑直播", kind="live", content=content)


def plan(title: str = "", **changes: Any) -> CoursePlan:
    values: dict[str, Any] = {
        "title": {"zh": title or f"社会工作方法入门{next(_numbers)}"},
        "summary": {"zh": "面向在职社工的考前课程。"},
        "subject": None,
        "level": None,
        **changes,
    }
    return CoursePlan(**values)


def make_course(
    owner: User,
    lessons: Iterable[LessonPlan] = (),
    *,
    title: str = "",
    reviewer: User | None = None,
    organisation_id: int | None = None,
    **changes: Any,
) -> int:
    """A committed course with these lessons in its first section; published when a reviewer is named. Its id."""
    db.session.rollback()
    with writing():
        course = authoring.create_course(
            plan(title, **changes), owner_id=owner.id, organisation_id=organisation_id, now=NOON
        )
        version = queries.get_draft(course)
        for lesson in lessons:
            authoring.add_lesson(version, version.sections[0], lesson)
        if reviewer is not None:
            publish(course, reviewer)
        db.session.commit()
        found = course.id
        db.session.remove()
    return found


def publish(course: Course, reviewer: User, *, now: datetime = NOON) -> CourseVersion:
    """Send the draft to review and publish it, in the present transaction."""
    version = queries.get_draft(course)
    versions.send_version(version, note="", actor_id=course.owner_id, now=now)
    versions.publish_version(version, reviewer_id=reviewer.id, now=now)
    return version


def make_published(*lessons: LessonPlan, **changes: Any) -> int:
    """A published course of two articles, unless others are given, by people of its own."""
    owner, reviewer = make_instructor(), make_user("赵文静", roles=[Role.ITEM_REVIEWER])
    chosen = lessons or (article("第一课"), article("第二课"))
    return make_course(owner, chosen, reviewer=reviewer, **changes)


def make_enrolment(user: User, course_id: int, *, now: datetime = NOON) -> None:
    """A committed enrolment."""
    db.session.rollback()
    with writing():
        learning.enrol(db.session.get_one(Course, course_id), user_id=user.id, now=now)
        db.session.commit()
        db.session.remove()


def lesson_keys(course_id: int) -> list[str]:
    """The keys of the newest version's lessons, in order."""
    course = db.session.get_one(Course, course_id)
    keys = [lesson.key for lesson in queries.get_latest(course).lessons]
    db.session.remove()
    return keys


def newest(course_id: int) -> CourseVersion:
    """The newest version with its tree."""
    return queries.get_latest(db.session.get_one(Course, course_id))


def lessons_of(course_id: int) -> list[Lesson]:
    """The lessons of the newest version."""
    return newest(course_id).lessons


def enrolment_of(user: User, course_id: int) -> Enrolment:
    """Somebody's enrolment as the row is now."""
    found = find_enrolment(user.id, course_id)
    assert found is not None
    return found
