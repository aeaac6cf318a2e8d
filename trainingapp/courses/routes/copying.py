"""What spares authors work: copies, moving to another section, looking at the course as a learner."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import copying as actions
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.authoring import WRITE, back_to, find_draft
from trainingapp.courses.routes.mount import bp
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/copy")
@require(WRITE)
def duplicate_lesson(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Put a copy of the lesson behind it."""
    course, version = find_draft(course_id)
    lesson = actions.duplicate_lesson(version, queries.get_lesson(version, lesson_id))
    flash(_("The copy stands below the lesson."), "success")
    return back_to(course, f"lesson-{lesson.id}")


@bp.post("/teaching/<int:course_id>/lessons/<int:lesson_id>/section")
@require(WRITE)
def move_to_section(course_id: int, lesson_id: int) -> ResponseReturnValue:
    """Move the lesson to the end of another section."""
    course, version = find_draft(course_id)
    wanted = request.form.get("section", 0, int)
    section = next((part for part in version.sections if part.id == wanted), None)
    if section is None:
        abort(404)
    actions.move_to_section(version, queries.get_lesson(version, lesson_id), section)
    flash(_("The lesson is moved."), "success")
    return back_to(course, f"lesson-{lesson_id}")


@bp.post("/teaching/<int:course_id>/copy")
@require(WRITE)
def duplicate_course(course_id: int) -> ResponseReturnValue:
    """Begin a new course with everything of this one; it belongs to whoever copies it."""
    course = queries.get_own(current(), course_id)
    places = queries.places_of(current(), WRITE)
    is_own = None in places or course.organisation_id in places
    place = course.organisation_id if is_own else min(place for place in places if place)
    copied = actions.duplicate_course(
        course, owner_id=current().id, organisation_id=place, now=now()
    )
    flash(_("This is the copy. It is a draft of your own."), "success")
    return redirect(url_for("courses.show_outline", course_id=copied.id), 303)


@bp.get("/teaching/<int:course_id>/preview")
@require(WRITE)
def preview_course(course_id: int) -> str:
    """The course as a learner would find it."""
    course = queries.get_taught(current(), course_id)
    version = queries.get_latest(course)
    return render_template("courses/preview_course.html", course=course, version=version)
