"""Copies: a lesson beside itself, a lesson into another section, a whole course as a new draft."""

from __future__ import annotations

import secrets
from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.courses.actions.authoring import (
    MOST_LESSONS,
    MOST_SECTIONS,
    CourseFull,
    apply_details,
    order_version,
)
from trainingapp.courses.actions.teams import note_makers
from trainingapp.courses.actions.versions import copy_lesson, copy_section
from trainingapp.courses.models import Course, CourseVersion, Lesson, Section
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.queries.teams import list_makers
from trainingapp.extensions import db

COPIED = {"zh": "{title}（副本）", "en": "{title} (copy)"}


def duplicate_lesson(version: CourseVersion, lesson: Lesson) -> Lesson:
    """Put a copy of a lesson right behind it, with a key of its own: learners have not done it.

    :raises CourseFull: when the course has three hundred lessons.
    """
    if len(version.lessons) >= MOST_LESSONS:
        raise CourseFull(sections=MOST_SECTIONS, lessons=MOST_LESSONS)
    section = next(part for part in version.sections if part.id == lesson.section_id)
    copied = copy_lesson(lesson, version.id)
    copied.key, copied.title = secrets.token_hex(6), _name_copy(lesson.title)
    copied.position = len(section.lessons) + 1
    section.lessons.append(copied)
    db.session.flush()
    order = [row.id for row in section.lessons if row.id != copied.id]
    order.insert(order.index(lesson.id) + 1, copied.id)
    _reorder(version, {section.id: order})
    return copied


def move_to_section(version: CourseVersion, lesson: Lesson, section: Section) -> None:
    """Move a lesson to the end of another section; in its own it stays where it is."""
    if section.id == lesson.section_id:
        return
    here = next(part for part in version.sections if part.id == lesson.section_id)
    left = [row.id for row in here.lessons if row.id != lesson.id]
    joined = [*(row.id for row in section.lessons), lesson.id]
    _reorder(version, {here.id: left, section.id: joined})


def _reorder(version: CourseVersion, changed: dict[int, list[int]]) -> None:
    order = [
        (part.id, changed.get(part.id, [row.id for row in part.lessons]))
        for part in version.sections
    ]
    order_version(version, order)


def duplicate_course(
    course: Course, *, owner_id: int, organisation_id: int | None, now: datetime
) -> Course:
    """A new draft course with everything that the newest version of this one holds; nobody learns it yet.

    Lessons get keys of their own, comments and the team stay behind. Who made this one does not review the copy.
    """
    source = queries.load_content(queries.get_latest(course))
    details = {**source.details, "title": _name_copy(source.details["title"])}
    copied = Course(
        organisation_id=organisation_id, owner_id=owner_id, made_at=now, search_text="", title={}
    )
    version = CourseVersion(course=copied, details=details, made_at=now)
    apply_details(copied, version)
    db.session.add(copied)
    db.session.flush()
    version.sections = [copy_section(section, version.id) for section in source.sections]
    for lesson in version.lessons:
        lesson.key = secrets.token_hex(6)
    db.session.flush()
    apply_details(copied, version)
    db.session.flush()
    note_makers(copied.id, list_makers(course) - {owner_id})
    detail = {"from": course.id}
    record(
        "courses.copy",
        actor_id=owner_id,
        subject="course",
        subject_id=copied.id,
        detail=detail,
        now=now,
    )
    return copied


def _name_copy(title: dict[str, str]) -> dict[str, str]:
    return {
        language: COPIED[language].format(title=text[: 80 - len(COPIED[language])])
        for language, text in title.items()
        if language in COPIED
    }
