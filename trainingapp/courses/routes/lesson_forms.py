"""The form of a lesson, whatever its kind, and the page around it."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from trainingapp.courses.forms.kinds import FORMS, LessonForm, lesson_data
from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.courses.queries.exercises import list_on_forms
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
    points = {
        f"{section.code} {titled(section.title)}": {
            point.code: f"{point.code} {titled(point.title)}" for point in inside
        }
        for section, inside in (list_points(subject) if subject else {}).items()
    }
    known = [point.code for point in lesson.points] if lesson else []
    form.offer_points(points, known)
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


def say_saved(form: LessonForm) -> None:
    """Say that a lesson is saved, and warn of items whose keys it would make known."""
    flash(_("The lesson is saved."), "success")
    placed = list_on_forms(form.content().get("items", ()))
    if placed:
        said = _("These items stand on a mock exam. Here everybody sees their keys: %(codes)s")
        flash(said % {"codes": ", ".join(placed)}, "warning")
