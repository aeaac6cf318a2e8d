"""An author's desk: the courses they write and teach, and beginning a new one."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import authoring as actions
from trainingapp.courses.forms.authoring import CourseForm
from trainingapp.courses.models import CourseVersion
from trainingapp.courses.queries import authoring as queries, topics
from trainingapp.courses.queries.marking import count_waiting
from trainingapp.courses.queries.teams import list_offers
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.outline import WRITE
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/teaching")
@require(WRITE)
def list_own_courses() -> str:
    """The author's courses and where each stands."""
    page = paginate(queries.list_own(current()))
    versions: dict[int, list[CourseVersion]] = {}
    for version in queries.list_versions([course.id for course in page.items]):
        versions.setdefault(version.course_id, []).append(version)
    return render_template(
        "courses/list_own_courses.html",
        page=page,
        versions=versions,
        waiting=topics.count_unanswered(current()),
        unmarked=count_waiting(current().id),
        offers=list_offers(current().id),
        reader_id=current().id,
    )


@bp.route("/teaching/new", methods=["GET", "POST"])
@require(WRITE)
def new_course() -> ResponseReturnValue:
    """Begin a course; it belongs to the organisation in which its author teaches."""
    form = CourseForm()
    if not form.validate_on_submit():
        return render_template("courses/edit_course.html", form=form, course=None), form_status()
    places = queries.places_of(current(), WRITE)
    own = sorted(place for place in places if place)
    course = actions.create_course(
        form.plan(), owner_id=current().id, organisation_id=next(iter(own), None), now=now()
    )
    flash(_("The course is begun. Now add lessons."), "success")
    return redirect(url_for("courses.show_outline", course_id=course.id), 303)
