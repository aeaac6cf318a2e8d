"""A lesson before it is published, as its author and its reviewers see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.courses.media import MEDIA, PICTURES
from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.courses.queries import exercises
from trainingapp.courses.routes.displaying import LessonDisplay
from trainingapp.itembank.queries import area_titles
from trainingapp.rules.course_versions import LessonKind, VersionState


def render_lesson(
    course: Course,
    version: CourseVersion,
    lesson: Lesson,
    *,
    is_review: bool = False,
    can_edit: bool = False,
) -> str:
    """A lesson before it is published, for its author or a reviewer; items come with their keys."""
    asked = None
    if lesson.kind == LessonKind.EXERCISE:
        asked = exercises.present_with_keys(lesson.content)
    return render_template(
        "courses/show_draft_lesson.html",
        course=course,
        version=version,
        lesson=lesson,
        asked=asked,
        titles=area_titles(point.code for point in lesson.points),
        is_review=is_review,
        can_edit=can_edit and version.state == VersionState.DRAFT,
        file_url=_addresses(version, lesson, is_review=is_review),
        shown=_display(version, lesson, is_review=is_review),
    )


def _display(version: CourseVersion, lesson: Lesson, *, is_review: bool) -> LessonDisplay:
    if is_review:
        return LessonDisplay(lesson, "courses.review", version_id=version.id, lesson_id=lesson.id)
    return display_draft(version.course, lesson)


def display_draft(course: Course, lesson: Lesson) -> LessonDisplay:
    """Pages and pictures of a lesson for its author."""
    return LessonDisplay(lesson, "courses.show_draft", course_id=course.id, lesson_id=lesson.id)


def go_on(
    course: Course, lesson: Lesson, *, came: Mapping[str, Sequence[object]]
) -> ResponseReturnValue:
    """After saving: to the pictures that have just come, to pages that are being made, or back to the outline."""
    if came.get(PICTURES):
        address = url_for(
            "courses.edit_lesson",
            course_id=course.id,
            lesson_id=lesson.id,
            _anchor="lesson-pictures",
        )
    elif lesson.kind == LessonKind.SLIDES and came.get(MEDIA):
        address = url_for("courses.show_draft_lesson", course_id=course.id, lesson_id=lesson.id)
    else:
        anchor = f"lesson-{lesson.id}"
        address = url_for("courses.show_outline", course_id=course.id, _anchor=anchor)
    return redirect(address, 303)


def _addresses(version: CourseVersion, lesson: Lesson, *, is_review: bool) -> Callable[[str], str]:
    def address(role: str) -> str:
        if is_review:
            return url_for(
                "courses.review_file", version_id=version.id, lesson_id=lesson.id, role=role
            )
        return url_for(
            "courses.show_draft_file", course_id=version.course_id, lesson_id=lesson.id, role=role
        )

    return address
