"""The public pages: the catalogue, a course, a preview lesson."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.courses.forms.catalogue import CatalogueForm
from trainingapp.courses.models import Course
from trainingapp.courses.queries import catalogue, instructors, learning, ratings, trees
from trainingapp.courses.routes.displaying import LessonDisplay
from trainingapp.courses.routes.mount import bp, reader_id
from trainingapp.itembank.queries import area_titles
from trainingapp.web.auth import public
from trainingapp.web.pages import paginate

PER_PAGE = 24
RECENT = 3  # texts of ratings on a course's own page


@bp.get("/courses")
@public
def list_courses() -> ResponseReturnValue:
    """The catalogue; courses of the reader's own organisations stand first."""
    form = CatalogueForm(request.args)
    form.fill_choices()
    is_valid = form.validate()
    wanted = form.filter() if is_valid else catalogue.CourseFilter()
    sort = form.sort.data if is_valid else "newest"
    page = paginate(catalogue.list_courses(wanted, own=_own_places(), sort=sort), per_page=PER_PAGE)
    chosen = form.chosen() if is_valid else {}
    return render_template(
        "courses/list_courses.html",
        page=page,
        form=form,
        chosen=chosen,
        without={} if page.items else catalogue.count_loosened(wanted, chosen),
        loosened_url=_loosened_url,
        previews=catalogue.find_previews(page.items),
    ), (200 if is_valid else 422)


def _loosened_url(name: str) -> str:
    """The present search without one of its filters."""
    kept = [(known, text) for known, text in request.args.items() if text and known != name]
    path = url_for("courses.list_courses")
    return f"{path}?{urlencode([pair for pair in kept if pair[0] != 'page'])}"


def _own_places() -> set[int]:
    if not current_user.is_authenticated:
        return set()
    return {grant.organisation_id for grant in current_user.grants if grant.organisation_id}


@bp.get("/courses/<int:course_id>")
@public
def show_course(course_id: int) -> ResponseReturnValue:
    """What a course is and contains; for its learners also how far they are."""
    course = catalogue.get_course(course_id)
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
            **_opinions(course),
        )
    version = trees.find_published(course) if course.is_listed else None
    if version is None:
        abort(404)
    return render_template(
        "courses/show_course.html",
        course=course,
        version=version,
        place=None,
        has_later=False,
        **_opinions(course),
    )


def _opinions(course: Course) -> Mapping[str, object]:
    """What learners say of the course, and whether its instructor has a page."""
    reader = reader_id()
    return {
        "stars": ratings.count_stars(course.id),
        "said": paginate(ratings.list_public(course.id), number=1, per_page=RECENT).items,
        "own_rating": ratings.find_own(reader, course.id) if reader else None,
        "has_page": course.is_listed and bool(instructors.list_with_page([course.owner_id])),
    }


@bp.get("/courses/<int:course_id>/preview/<key>")
@public
def show_preview(course_id: int, key: str) -> ResponseReturnValue:
    """A lesson that may be read without signing in; learners read it in its place."""
    reader = reader_id()
    if reader and learning.find_enrolment(reader, course_id):
        return redirect(url_for("courses.show_lesson", course_id=course_id, key=key))
    course = catalogue.get_listed(course_id)
    lesson = catalogue.get_preview(course, key)
    titles = area_titles(point.code for point in lesson.points)
    shown = LessonDisplay(lesson, "courses.show_preview", course_id=course_id, key=key)
    return render_template(
        "courses/show_preview.html", course=course, lesson=lesson, titles=titles, shown=shown
    )
