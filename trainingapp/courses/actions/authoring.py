"""Writing a course: its details, sections and lessons. Every act is given the draft version it changes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from trainingapp.audit.actions import record
from trainingapp.courses.models import (
    Course,
    CourseVersion,
    Lesson,
    LessonFile,
    LessonPoint,
    Section,
)
from trainingapp.courses.plans import CoursePlan, LessonPlan, Title
from trainingapp.extensions import db
from trainingapp.files.actions import claim
from trainingapp.files.models import Upload
from trainingapp.itembank.content import normalise
from trainingapp.rules.errors import RuleViolation

FIRST_SECTION = {"zh": "第一部分", "en": "Part 1"}
MOST_SECTIONS = 60
MOST_LESSONS = 300


class CourseFull(RuleViolation):
    message = "A course holds at most %(sections)s sections and %(lessons)s lessons."


class SectionNotEmpty(RuleViolation):
    message = "The section still has lessons. Move or remove them first."


class OrderOutdated(RuleViolation):
    message = "The course has changed meanwhile. Reload the page and put it in order again."


def create_course(
    plan: CoursePlan, *, owner_id: int, organisation_id: int | None, now: datetime
) -> Course:
    """Begin a course with a draft and one empty section."""
    course = Course(
        organisation_id=organisation_id, owner_id=owner_id, made_at=now, search_text="", title={}
    )
    version = CourseVersion(course=course, details=plan.as_details(), made_at=now)
    version.sections = [Section(position=1, title=FIRST_SECTION)]
    apply_details(course, version)
    db.session.add(course)
    db.session.flush()
    _record("courses.create", course, actor_id=owner_id, now=now)
    return course


def apply_details(course: Course, version: CourseVersion) -> None:
    """Let the course say of itself what a version says."""
    details = version.details
    course.title, course.summary = details["title"], details["summary"]
    course.subject, course.level = details["subject"], details["level"]
    course.field = details.get("field")
    parts = [*course.title.values(), *course.summary.values()]
    for section in version.sections:
        parts += section.title.values()
        parts += [text for lesson in section.lessons for text in lesson.title.values()]
    course.search_text = "\n".join(normalise(part) for part in parts if part)


def update_course(
    course: Course, version: CourseVersion, plan: CoursePlan, *, actor_id: int, now: datetime
) -> None:
    """Change what the draft says of the course; the catalogue follows when the version is published."""
    version.details = plan.as_details()
    if course.published_at is None:
        apply_details(course, version)
    db.session.flush()
    _record("courses.update", course, actor_id=actor_id, now=now)


def add_section(version: CourseVersion, title: Title) -> Section:
    """Add a section at the end. :raises CourseFull: when there are sixty."""
    if len(version.sections) >= MOST_SECTIONS:
        raise CourseFull(sections=MOST_SECTIONS, lessons=MOST_LESSONS)
    section = Section(position=len(version.sections) + 1, title=title)
    version.sections.append(section)
    db.session.flush()
    return section


def rename_section(section: Section, title: Title) -> None:
    """Give a section another title."""
    section.title = title
    db.session.flush()


def remove_section(version: CourseVersion, section: Section) -> None:
    """Remove an empty section. :raises SectionNotEmpty: when it has lessons."""
    if section.lessons:
        raise SectionNotEmpty
    version.sections.remove(section)
    _renumber(version.sections)


def add_lesson(version: CourseVersion, section: Section, plan: LessonPlan) -> Lesson:
    """Add a lesson at the end of a section. :raises CourseFull: when the course has three hundred."""
    if len(version.lessons) >= MOST_LESSONS:
        raise CourseFull(sections=MOST_SECTIONS, lessons=MOST_LESSONS)
    lesson = Lesson(
        version_id=version.id, key=secrets.token_hex(6), position=len(section.lessons) + 1
    )
    _apply(lesson, plan)
    section.lessons.append(lesson)
    db.session.flush()
    return lesson


def update_lesson(lesson: Lesson, plan: LessonPlan) -> None:
    """Change what a lesson says."""
    _apply(lesson, plan)
    db.session.flush()


def _apply(lesson: Lesson, plan: LessonPlan) -> None:
    lesson.kind, lesson.title = plan.kind, plan.title
    lesson.content, lesson.minutes = dict(plan.content), plan.minutes
    lesson.is_required, lesson.is_preview = plan.is_required, plan.is_preview
    wanted = [(code, plan.starts.get(code)) for code in dict.fromkeys(plan.points)]
    if [(point.code, point.seconds) for point in lesson.points] != wanted:
        lesson.points.clear()
        db.session.flush()  # the old rows go before new ones take their places
        lesson.points += [
            LessonPoint(position=n, code=code, seconds=seconds)
            for n, (code, seconds) in enumerate(wanted)
        ]


def attach_file(lesson: Lesson, role: str, upload: Upload, *, now: datetime) -> None:
    """Give a lesson an uploaded file in a role, in the place of the one before.

    :raises UploadRefused: when the upload is not there to take.
    """
    stored = claim(upload, now=now)
    lesson.files[:] = [file for file in lesson.files if file.role != role]
    db.session.flush()
    lesson.files.append(LessonFile(role=role, stored_file_id=stored.id, name=upload.file_name))
    db.session.flush()


def remove_lesson(lesson: Lesson) -> None:
    """Remove a lesson from the draft; published versions keep it."""
    section = lesson.section
    section.lessons.remove(lesson)
    _renumber(section.lessons)


def move_section(version: CourseVersion, section: Section, *, step: int) -> None:
    """Move a section up (-1) or down (1); at the end it stays."""
    order = list(version.sections)
    place = order.index(section)
    if 0 <= place + step < len(order):
        order[place], order[place + step] = order[place + step], order[place]
        _renumber(order)


def move_lesson(version: CourseVersion, lesson: Lesson, *, step: int) -> None:
    """Move a lesson up (-1) or down (1), over the edge into the neighbouring section; at the end it stays."""
    here = next(section for section in version.sections if section.id == lesson.section_id)
    order = [row.id for row in here.lessons]
    place = order.index(lesson.id)
    if 0 <= place + step < len(order):
        order[place], order[place + step] = order[place + step], order[place]
        _place({here.id: order}, version)
        return
    neighbour = version.sections.index(here) + step
    if not 0 <= neighbour < len(version.sections):
        return
    there = version.sections[neighbour]
    others = [row.id for row in there.lessons]
    joined = [lesson.id, *others] if step > 0 else [*others, lesson.id]
    order.remove(lesson.id)
    _place({here.id: order, there.id: joined}, version)


def order_version(version: CourseVersion, wanted: Sequence[tuple[int, Sequence[int]]]) -> None:
    """Put sections and lessons into a new order: ids of the sections, each with the ids of its lessons.

    :raises OrderOutdated: unless it names exactly what the version has, each once.
    """
    sections = {section.id: section for section in version.sections}
    asked = [lesson for _section, lessons in wanted for lesson in lessons]
    if sorted(section for section, _lessons in wanted) != sorted(sections) or sorted(
        asked
    ) != sorted(lesson.id for lesson in version.lessons):
        raise OrderOutdated
    _renumber([sections[section] for section, _lessons in wanted])
    _place(dict(wanted), version)


def _place(wanted: Mapping[int, Sequence[int]], version: CourseVersion) -> None:
    lessons = {lesson.id: lesson for lesson in version.lessons}
    for section_id, ids in wanted.items():
        for position, lesson_id in enumerate(ids, start=1):
            lessons[lesson_id].section_id = section_id
            lessons[lesson_id].position = position
    db.session.flush()
    for section in version.sections:
        db.session.expire(section, ["lessons"])


def _renumber(rows: Sequence[Section | Lesson]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    db.session.flush()


def _record(action: str, course: Course, *, actor_id: int, now: datetime) -> None:
    record(action, actor_id=actor_id, subject="course", subject_id=course.id, now=now)
