"""The public pages: the catalogue, a course, a preview lesson."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.courses.forms.catalogue import CatalogueForm
from trainingapp.courses.queries import catalogue as queries
from trainingapp.courses.queries import learning
from trainingapp.courses.queries.catalogue import CourseFilter
from trainingapp.courses.queries.trees import find_published
from trainingapp.courses.routes.mount import bp, reader_id
from trainingapp.itembank.queries import area_titles
from trainingapp.web.auth import public
from trainingapp.web.pages import paginate

PER_PAGE = 24


@bp.get("/courses")
@public
def list_courses() -> ResponseReturnValue:
    """The catalogue; courses of the reader's own organisations stand first."""
    form = CatalogueForm(request.args)
    form.fill_choices()
    is_valid = form.validate()
    wanted = form.filter() if is_valid else CourseFilter()
    page = paginate(queries.list_courses(wanted, own=_own_places()), per_page=PER_PAGE)
    return render_template(
        "courses/list_courses.html", page=page, form=form, is_filtered=wanted != CourseFilter()
    ), (200 if is_valid else 422)


def _own_places() -> set[int]:
    if not current_user.is_authenticated:
        return set()
    return {grant.organisation_id for grant in current_user.grants if grant.organisation_id}


@bp.get("/courses/<int:course_id>")
@public
def show_course(course_id: int) -> ResponseReturnValue:
    """What a course is and contains; for its learners also how far they are."""
    course = queries.get_course(course_id)
    reader = reader_id()
    enrolment = learning.find_enrolment(reader, course_id) if reader else None
    if enrolment is not None:
        place = learning.present_place(enrolment)
        return render_template(
            "courses/show_course.html",
            course=course,
            version=place.version,
            place=place,
            has_later=learning.has_later_edition(enrolment),
        )
    version = find_published(course) if course.is_listed else None
    if version is None:
        abort(404)
    return render_template(
        "courses/show_course.html", course=course, version=version, place=None, has_later=False
    )


@bp.get("/courses/<int:course_id>/preview/<key>")
@public
def show_preview(course_id: int, key: str) -> ResponseReturnValue:
    """A lesson that may be read without signing in; learners read it in its place."""
    reader = reader_id()
    if reader and learning.find_enrolment(reader, course_id):
        return redirect(url_for("courses.show_lesson", course_id=course_id, key=key))
    course = queries.get_listed(course_id)
    lesson = queries.get_preview(course, key)
    titles = area_titles(point.code for point in lesson.points)
    return render_template("courses/show_preview.html", course=course, lesson=lesson, titles=titles)
