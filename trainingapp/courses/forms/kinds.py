"""The forms of all kinds of lessons, and a stored lesson as its form shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainingapp.courses.forms import lessons
from trainingapp.courses.forms.assignments import AssignmentForm, assignment_data
from trainingapp.courses.forms.lessons import LessonForm
from trainingapp.courses.forms.packages import PackageForm, package_data
from trainingapp.courses.forms.videos import VideoForm, video_data
from trainingapp.courses.models import Lesson
from trainingapp.rules.course_versions import LessonKind

__all__ = ["FORMS", "LessonForm", "lesson_data"]

FORMS: Mapping[str, type[LessonForm]] = {
    **lessons.FORMS,
    LessonKind.VIDEO: VideoForm,
    LessonKind.ASSIGNMENT: AssignmentForm,
    LessonKind.PACKAGE: PackageForm,
}


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """A stored lesson as its form shows it."""
    data = lessons.lesson_data(lesson)
    if lesson.kind == LessonKind.VIDEO:
        data |= video_data(lesson)
    if lesson.kind == LessonKind.PACKAGE:
        data |= package_data(lesson.content)
    return data | assignment_data(lesson.content) if lesson.kind == LessonKind.ASSIGNMENT else data
