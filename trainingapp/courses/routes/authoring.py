"""Writing a course: what it says of itself, its sections, and the order of everything."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import authoring as actions
from trainingapp.courses.forms.authoring import CourseForm, SectionForm, spread_details
from trainingapp.courses.models import Course, CourseVersion
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.outline import render_outline
from trainingapp.courses.staleness import compare, fingerprint, is_stale
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

WRITE = Permission.COURSE_WRITE
STEPS = {"up": -1, "down": 1}


@bp.route("/teaching/<int:course_id>/edit", methods=["GET", "POST"])
@require(WRITE)
def edit_course(course_id: int) -> ResponseReturnValue:
    """Change what the course says of itself."""
    course, version = find_draft(course_id)
    form, base = CourseForm(version.details), fingerprint(version.details)
    shown = {"form": form, "course": course, "base": base, "differences": None}
    if not form.validate_on_submit():
        shown["base"] = request.form.get("base", base)
        return render_template("courses/edit_course.html", **shown), form_status()
    if is_stale(request.form.get("base"), base):
        shown["differences"] = compare(form, spread_details(version.details))
        return render_template("courses/edit_course.html", **shown), 409
    actions.update_course(course, version, form.plan(), actor_id=current().id, now=now())
    flash(_("The course is saved."), "success")
    return back_to(course)


@bp.post("/teaching/<int:course_id>/sections")
@require(WRITE)
def add_section(course_id: int) -> ResponseReturnValue:
    """Add a section at the end."""
    course, version = find_draft(course_id)
    form = SectionForm()
    if not form.validate():
        return render_outline(course, section_form=form), 422
    section = actions.add_section(version, form.title())
    return back_to(course, f"section-{section.id}")


@bp.route("/teaching/<int:course_id>/sections/<int:section_id>/edit", methods=["GET", "POST"])
@require(WRITE)
def edit_section(course_id: int, section_id: int) -> ResponseReturnValue:
    """Give a section another title."""
    course, version = find_draft(course_id)
    section = queries.get_section(version, section_id)
    names = {f"title_{language}": text for language, text in section.title.items()}
    form, base = SectionForm(data=names), fingerprint(section.title)
    shown = {"form": form, "course": course, "base": base, "differences": None}
    if not form.validate_on_submit():
        shown["base"] = request.form.get("base", base)
        return render_template("courses/edit_section.html", **shown), form_status()
    if is_stale(request.form.get("base"), base):
        shown["differences"] = compare(form, names)
        return render_template("courses/edit_section.html", **shown), 409
    actions.rename_section(section, form.title())
    return back_to(course, f"section-{section.id}")


@bp.post("/teaching/<int:course_id>/sections/<int:section_id>/removal")
@require(WRITE)
def remove_section(course_id: int, section_id: int) -> ResponseReturnValue:
    """Remove an empty section."""
    course, version = find_draft(course_id)
    actions.remove_section(version, queries.get_section(version, section_id))
    flash(_("The section is removed."), "success")
    return back_to(course)


@bp.post("/teaching/<int:course_id>/sections/<int:section_id>/place")
@require(WRITE)
def move_section(course_id: int, section_id: int) -> ResponseReturnValue:
    """Move a section up or down."""
    course, version = find_draft(course_id)
    section = queries.get_section(version, section_id)
    actions.move_section(version, section, step=asked_step())
    return back_to(course, f"section-{section.id}")


@bp.post("/teaching/<int:course_id>/order")
@require(WRITE)
def order_course(course_id: int) -> ResponseReturnValue:
    """The new order after dragging, sent by the page's script."""
    _course, version = find_draft(course_id)
    wanted = _read_order(request.get_json(silent=True))
    if wanted is None:
        return jsonify(error="malformed"), 422
    actions.order_version(version, wanted)
    return jsonify(saved=True)


def _read_order(said: object) -> list[tuple[int, list[int]]] | None:
    rows = said.get("sections") if isinstance(said, Mapping) else None
    if not isinstance(rows, list):
        return None
    found = []
    for row in rows:
        section = row.get("id") if isinstance(row, Mapping) else None
        lessons = row.get("lessons") if isinstance(row, Mapping) else None
        if type(section) is not int or not isinstance(lessons, list):
            return None
        if any(type(lesson) is not int for lesson in lessons):
            return None
        found.append((section, lessons))
    return found


def find_draft(course_id: int) -> tuple[Course, CourseVersion]:
    """One of the author's courses with the version that may be changed."""
    course = queries.get_own(current(), course_id)
    return course, queries.get_draft(course)


def asked_step() -> int:
    """Up or down, as the pressed button says."""
    step = STEPS.get(request.form.get("step", ""))
    if step is None:
        abort(400)
    return step


def back_to(course: Course, anchor: str | None = None) -> ResponseReturnValue:
    """To the outline of a course."""
    return redirect(url_for("courses.show_outline", course_id=course.id, _anchor=anchor), 303)
