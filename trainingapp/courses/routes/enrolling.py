"""Beginning a course, moving to a later edition, and the list of what one learns."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.queries import catalogue, learning as queries
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/courses/mine")
@require(LEARN)
def list_enrolments() -> str:
    """The courses the reader learns, the one last opened first."""
    page = paginate(queries.list_enrolments(current().id))
    done = queries.count_completed(current().id, [row.course_id for row in page.items])
    return render_template("courses/list_enrolments.html", page=page, done=done)


@bp.post("/courses/<int:course_id>/enrolment")
@require(LEARN)
def enrol(course_id: int) -> ResponseReturnValue:
    """Begin a course, and open its first lesson."""
    course = catalogue.get_listed(course_id)
    actions.enrol(course, user_id=current().id, now=now())
    flash(_("You are enrolled. Everything you do here is kept."), "success")
    lesson = queries.get_place(current().id, course_id).next_lesson
    if lesson is None:
        abort(404)
    return redirect(url_for("courses.show_lesson", course_id=course_id, key=lesson.key), 303)


@bp.post("/courses/<int:course_id>/edition")
@require(LEARN)
def move_to_edition(course_id: int) -> ResponseReturnValue:
    """Go on in the published edition."""
    actions.move_to_edition(queries.get_place(current().id, course_id).enrolment, now=now())
    flash(_("You are in the new edition now. What you had completed stays completed."), "success")
    return redirect(url_for("courses.show_course", course_id=course_id), 303)
