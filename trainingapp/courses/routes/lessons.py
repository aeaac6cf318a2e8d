"""Writing lessons: new ones by kind, changing, moving, removing, and reading them as a learner will."""

from __future__ import annotations

from flask import abort, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import authoring as actions
from trainingapp.courses.forms.kinds import FORMS, lesson_data
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.authoring import WRITE, asked_step, back_to, find_draft
from trainingapp.courses.routes.exercise_forms import say_saved
from trainingapp.courses.routes.lesson_forms import form_page, open_form
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.receiving import Files
from trainingapp.courses.routes.showing import go_on, render_lesson
from trainingapp.courses.staleness import compare, fingerprint_lesson, is_stale
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.auth import current, require


@bp.route("/teaching/<int:course_id>/sections/<int:section_id>/lessons", methods=["GET", "POST"])
@require(WRITE)
def new_lesson(course_id: int, section_id: int) -> ResponseReturnValue:
    """Write a new lesson of the kind that the address names."""
    course, version = find_draft(course_id)
    section = queries.get_section(version, section_id)
    kind = request.args.get("kind", LessonKind.ARTICLE)
    if kind not in FORMS:
        abort(404)
    form, files = open_form(kind, version), Files(kind)
    files.receive()
    if not form.validate_on_submit() or files.errors:
        return form_page(form, course, files), form_status()
    lesson = actions.add_lesson(version, section, form.plan())
    files.attach(lesson)
    say_saved(form)
    return go_on(course, lesson, came=files.uploads)


@bp.route("/teaching/<int:course_id>/lessons/<int:lesson_id>/edit", methods=["GET", "POST"])
@require(WRITE)
def edit_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Change a lesson."""
    course, version = find_draft(course_id)
    lesson = queries.get_lesson(version, lesson_id)
    form, files = open_form(lesson.kind, version, lesson), Files(lesson.kind, lesson)
    files.receive()
    base = fingerprint_lesson(lesson)
    if not form.validate_on_submit() or files.errors:
        shown = {"base": request.form.get("base", base)}
        return form_page(form, course, files, lesson, **shown), form_status()
    if is_stale(request.form.get("base"), base):
        differences = compare(form, lesson_data(lesson))
        return form_page(form, course, files, lesson, base=base, differences=differences), 409
    actions.update_lesson(lesson, form.plan())
    files.attach(lesson)
    say_saved(form)
    return go_on(course, lesson, came=files.uploads)


@bp.get("/teaching/<int:course_id>/lessons/<int:lesson_id>")
@require(WRITE)
def show_draft_lesson(course_id: int, lesson_id: int) -> str:
    """A lesson as a learner will see it, whatever its version."""
    course = queries.get_taught(current(), course_id)
    version = queries.get_latest(course)
    lesson = queries.get_lesson(version, lesson_id)
    can_edit = queries.may_edit(current(), course)
    return render_lesson(course, version, lesson, can_edit=can_edit)


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
