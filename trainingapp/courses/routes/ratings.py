"""Rating a course, reading what others say of it, and the instructor's answer."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import ratings as actions
from trainingapp.courses.forms.ratings import AnswerForm, RatingForm
from trainingapp.courses.models import Course, Enrolment
from trainingapp.courses.queries import catalogue, learning, ratings, talkers
from trainingapp.courses.routes.authoring import WRITE
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp, form_status, reader_id
from trainingapp.rules.talk import check_completed
from trainingapp.web.auth import current, public, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/courses/<int:course_id>/ratings")
@public
def list_ratings(course_id: int) -> str:
    """What learners say of a course: the stars of all, the texts that are public."""
    course = _open_course(course_id)
    reader = reader_id()
    return render_template(
        "courses/list_ratings.html",
        course=course,
        stars=ratings.count_stars(course_id),
        page=paginate(ratings.list_public(course_id)),
        is_own=reader == course.owner_id,
        enrolment=learning.find_enrolment(reader, course_id) if reader else None,
    )


def _open_course(course_id: int) -> Course:
    """A course of the catalogue, or one that the reader learns or teaches."""
    reader = reader_id()
    course = catalogue.get_course(course_id)
    is_open = course.is_listed or (
        reader and (reader == course.owner_id or learning.find_enrolment(reader, course_id))
    )
    if not is_open:
        abort(404)
    return course


@bp.route("/courses/<int:course_id>/rating", methods=["GET", "POST"])
@require(LEARN)
def rate_course(course_id: int) -> ResponseReturnValue:
    """Say how a course was that one has completed; what was said before can be changed."""
    enrolment = _enrolment(course_id)
    check_completed(enrolment.completed_at)
    rating = ratings.find_own(current().id, course_id)
    form = RatingForm(rating)
    if not form.validate_on_submit():
        return render_template(
            "courses/rate_course.html", form=form, rating=rating, course=enrolment.course
        ), form_status()
    actions.rate_course(enrolment, stars=int(form.stars.data), text=form.text.data or "", now=now())
    flash(_("Thank you. Your rating is kept."), "success")
    return redirect(url_for("courses.show_course", course_id=course_id), 303)


def _enrolment(course_id: int) -> Enrolment:
    found = learning.find_enrolment(current().id, course_id)
    if found is None:
        abort(404)
    return found


@bp.post("/courses/<int:course_id>/rating/removal")
@require(LEARN)
def remove_rating(course_id: int) -> ResponseReturnValue:
    """Take one's own rating back."""
    rating = ratings.find_own(current().id, course_id)
    if rating is None:
        abort(404)
    actions.remove_rating(rating)
    flash(_("Your rating is removed."), "success")
    return redirect(url_for("courses.show_course", course_id=course_id), 303)


@bp.route("/courses/<int:course_id>/ratings/<int:rating_id>/answer", methods=["GET", "POST"])
@require(WRITE)
def answer_rating(course_id: int, rating_id: int) -> ResponseReturnValue:
    """Answer a learner's text, once."""
    standing = talkers.get_standing(current(), course_id)
    rating = ratings.get_public(course_id, rating_id)
    if not standing.is_instructor:
        abort(404)
    form = AnswerForm()
    if not form.validate_on_submit():
        return render_template(
            "courses/answer_rating.html", form=form, rating=rating, course=standing.course
        ), form_status()
    actions.answer_rating(rating, form.text.data or "", now=now())
    flash(_("Your answer stands under the rating."), "success")
    return redirect(url_for("courses.list_ratings", course_id=course_id), 303)
