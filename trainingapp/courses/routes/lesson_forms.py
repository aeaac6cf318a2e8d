"""The form of a lesson, whatever its kind, and the page around it."""

from __future__ import annotations

from typing import Any

from flask import render_template

from trainingapp.courses.forms.kinds import FORMS, LessonForm, lesson_data
from trainingapp.courses.forms.lessons import ExerciseForm
from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.courses.queries.free_items import count_free_items
from trainingapp.courses.routes.exercise_forms import list_chapters, name_area
from trainingapp.courses.routes.receiving import Files
from trainingapp.courses.routes.showing import display_draft
from trainingapp.courses.staleness import fingerprint_lesson
from trainingapp.itembank.offering import list_points
from trainingapp.web.i18n import titled


def open_form(kind: str, version: CourseVersion, lesson: Lesson | None = None) -> LessonForm:
    """The form of a kind of lesson, filled with what a lesson says."""
    data = lesson_data(lesson) if lesson else {"most": 10}
    form = FORMS[kind](data=data)
    subject = version.details["subject"]
    free = count_free_items(subject) if subject and isinstance(form, ExerciseForm) else None
    points = {
        f"{section.code} {titled(section.title)}": {
            point.code: name_area(point.code, point.title, free) for point in inside
        }
        for section, inside in (list_points(subject) if subject else {}).items()
    }
    known = [point.code for point in lesson.points] if lesson else []
    form.offer_points(points, known)
    if isinstance(form, ExerciseForm):
        form.offer_chapters(list_chapters(free or {}))
    return form


def form_page(
    form: LessonForm, course: Course, files: Files, lesson: Lesson | None = None, **stale: Any
) -> str:
    """The page of a lesson's form; `stale` says on what it builds, and what somebody else has saved since."""
    return render_template(
        "courses/edit_lesson.html",
        form=form,
        course=course,
        lesson=lesson,
        files=files,
        shown=display_draft(course, lesson) if lesson else None,
        **(stale or {"base": fingerprint_lesson(lesson) if lesson else None}),
    )
