"""An instructor's public page, and what they say of themselves on it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import instructors as actions
from trainingapp.courses.forms.ratings import InstructorForm
from trainingapp.courses.queries import catalogue, instructors as queries
from trainingapp.courses.routes.authoring import WRITE
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.web.auth import current, public, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

PER_PAGE = 24


@bp.get("/instructors/<int:user_id>")
@public
def show_instructor(user_id: int) -> str:
    """Who teaches, and what: for those with a course in the catalogue who want a page."""
    instructor = queries.get_instructor(user_id)
    wanted = catalogue.CourseFilter(instructor_id=user_id)
    page = paginate(catalogue.list_courses(wanted), per_page=PER_PAGE)
    return render_template(
        "courses/show_instructor.html",
        instructor=instructor,
        page=page,
        previews=catalogue.find_previews(page.items),
    )


@bp.route("/teaching/page", methods=["GET", "POST"])
@require(WRITE)
def edit_instructor() -> ResponseReturnValue:
    """Say something of oneself, or have no page."""
    known = queries.find_page(current().id)
    form = InstructorForm(
        data={
            "introduction": known.introduction if known else "",
            "is_public": known.is_public if known else True,
        }
    )
    if not form.validate_on_submit():
        return render_template("courses/edit_instructor.html", form=form), form_status()
    actions.describe_instructor(
        current().id,
        form.introduction.data or "",
        is_public=bool(form.is_public.data),
        now=now(),
    )
    flash(_("Your page is saved."), "success")
    return redirect(url_for("courses.list_own_courses"), 303)
