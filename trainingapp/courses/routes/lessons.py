"""Writing lessons: new ones by kind, changing, moving, removing, and reading them as a learner will."""

from __future__ import annotations

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import authoring as actions
from trainingapp.courses.forms.kinds import FORMS, LessonForm, lesson_data
from trainingapp.courses.models import Course, CourseVersion, Lesson
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.authoring import WRITE, asked_step, back_to, find_draft
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.receiving import Files
from trainingapp.courses.routes.showing import display_draft, go_on, render_lesson
from trainingapp.itembank.offering import list_points
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.auth import current, require
from trainingapp.web.i18n import titled


@bp.route("/teaching/<int:course_id>/sections/<int:section_id>/lessons", methods=["GET", "POST"])
@require(WRITE)
def new_lesson(course_id: int, section_id: int) -> ResponseReturnValue:
    """Write a new lesson of the kind that the address names."""
    course, version = find_draft(course_id)
    section = queries.get_section(version, section_id)
    kind = request.args.get("kind", LessonKind.ARTICLE)
    if kind not in FORMS:
        abort(404)
    form, files = _open(kind, version), Files(kind)
    files.receive()
    if not form.validate_on_submit() or files.errors:
        return _form_page(form, course, files), form_status()
    lesson = actions.add_lesson(version, section, form.plan())
    files.attach(lesson)
    flash(_("The lesson is saved."), "success")
    return go_on(course, lesson, came=files.uploads)


@bp.route("/teaching/<int:course_id>/lessons/<int:lesson_id>/edit", methods=["GET", "POST"])
@require(WRITE)
def edit_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Change a lesson."""
    course, version = find_draft(course_id)
    lesson = queries.get_lesson(version, lesson_id)
    form, files = _open(lesson.kind, version, lesson), Files(lesson.kind, lesson)
    files.receive()
    if not form.validate_on_submit() or files.errors:
        return _form_page(form, course, files, lesson), form_status()
    actions.update_lesson(lesson, form.plan())
    files.attach(lesson)
    flash(_("The lesson is saved."), "success")
    return go_on(course, lesson, came=files.uploads)


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>")
@require(WRITE)
def show_draft_lesson(course_id: int, lesson_id: int) -> str:
    """A lesson as a learner will see it, whatever its version."""
    course = queries.get_own(current(), course_id)
    version = queries.get_latest(course)
    return render_lesson(course, version, queries.get_lesson(version, lesson_id))


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/removal")
@require(WRITE)
def remove_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Remove a lesson from the draft."""
    course, version = find_draft(course_id)
    actions.remove_lesson(queries.get_lesson(version, lesson_id))
    flash(_("The lesson is removed from this version."), "success")
    return back_to(course)


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/place")
@require(WRITE)
def move_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Move a lesson up or down, also into the next section."""
    course, version = find_draft(course_id)
    lesson = queries.get_lesson(version, lesson_id)
    actions.move_lesson(version, lesson, step=asked_step())
    return back_to(course, f"lesson-{lesson_id}")


def _open(kind: str, version: CourseVersion, lesson: Lesson | None = None) -> LessonForm:
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


def _form_page(form: LessonForm, course: Course, files: Files, lesson: Lesson | None = None) -> str:
    return render_template(
        "courses/edit_lesson.html",
        form=form,
        course=course,
        lesson=lesson,
        files=files,
        shown=display_draft(course, lesson) if lesson else None,
    )
