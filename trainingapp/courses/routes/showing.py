"""A lesson before it is published, as its author and its reviewers see it."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, url_for

from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.courses.queries import exercises
from trainingapp.itembank.queries import area_titles
from trainingapp.rules.course_versions import LessonKind


def render_lesson(
    course: Course, version: CourseVersion, lesson: Lesson, *, is_review: bool = False
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
        file_url=_addresses(version, lesson, is_review=is_review),
    )


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
