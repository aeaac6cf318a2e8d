"""Reporting and hiding texts, and the reviewers' and instructors' lists of what waits for a decision."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import moderation as actions
from trainingapp.courses.forms.topics import ReasonForm
from trainingapp.courses.models import Rating
from trainingapp.courses.queries import ratings, topics
from trainingapp.courses.routes.authoring import WRITE
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp, form_status
from trainingapp.courses.routes.reviewing import REVIEW
from trainingapp.courses.routes.topics import find_post, present
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate


@bp.get("/teaching/topics")
@require(WRITE)
def list_taught_topics() -> str:
    """What learners have asked in the courses one teaches and what still waits for an instructor."""
    return _taught(is_unanswered=True)


@bp.get("/teaching/topics/all")
@require(WRITE)
def list_all_taught_topics() -> str:
    """Everything that learners have asked in the courses one teaches."""
    return _taught(is_unanswered=False)


def _taught(*, is_unanswered: bool) -> str:
    page = paginate(topics.list_taught_topics(current(), is_unanswered=is_unanswered))
    return render_template(
        "courses/list_taught_topics.html",
        page=page,
        is_unanswered=is_unanswered,
        waiting=topics.count_unanswered(current()),
        **present(page.items),
    )


@bp.get("/teaching/reports")
@require(WRITE)
def list_taught_reports() -> str:
    """What was reported in the courses one teaches."""
    page = paginate(topics.list_reports(current(), is_reviewer=False))
    return render_template("courses/list_reports.html", page=page, is_reviewer=False)


@bp.get("/course-reviews/reports")
@require(REVIEW)
def list_reports() -> str:
    """What was reported in all courses one may review."""
    page = paginate(topics.list_reports(current(), is_reviewer=True))
    return render_template("courses/list_reports.html", page=page, is_reviewer=True)


@bp.post("/course-reports/<int:report_id>/dismissal")
@require(LEARN)
def dismiss_report(report_id: int) -> ResponseReturnValue:
    """Let a reported text stand."""
    report = topics.get_report(current(), report_id)
    actions.dismiss_report(report, actor_id=current().id, now=now())
    flash(_("The text stays as it is."), "success")
    topic = report.topic
    return redirect(
        url_for("courses.show_topic", course_id=topic.course_id, topic_id=topic.id), 303
    )


@bp.route("/courses/<int:course_id>/topics/<int:topic_id>/report", methods=["GET", "POST"])
@bp.route(
    "/courses/<int:course_id>/topics/<int:topic_id>/replies/<int:reply_id>/report",
    methods=["GET", "POST"],
)
@require(LEARN)
def report_post(course_id: int, topic_id: int, reply_id: int | None = None) -> ResponseReturnValue:
    """Tell the moderators that a text should not stand there."""
    standing, post = find_post(course_id, topic_id, reply_id)
    if standing.wrote(post):
        abort(404)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_template(
            "courses/judge_post.html",
            form=form,
            post=post,
            course_id=course_id,
            topic_id=topic_id,
            is_hiding=False,
        ), form_status()
    actions.report_post(standing, post, reason=form.reason.data or "", now=now())
    flash(_("Thank you. An instructor or a reviewer will look at it."), "success")
    return _back(course_id, topic_id)


@bp.route("/courses/<int:course_id>/topics/<int:topic_id>/hiding", methods=["GET", "POST"])
@bp.route(
    "/courses/<int:course_id>/topics/<int:topic_id>/replies/<int:reply_id>/hiding",
    methods=["GET", "POST"],
)
@require(LEARN)
def hide_post(course_id: int, topic_id: int, reply_id: int | None = None) -> ResponseReturnValue:
    """Hide a text from everybody but its author and the moderators, with a reason for the author."""
    standing, post = find_post(course_id, topic_id, reply_id)
    if not standing.may_hide(post):
        abort(404)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_template(
            "courses/judge_post.html",
            form=form,
            post=post,
            course_id=course_id,
            topic_id=topic_id,
            is_hiding=True,
        ), form_status()
    actions.hide_post(standing, post, reason=form.reason.data or "", now=now())
    flash(_("The text is hidden. Its author has been told why."), "success")
    return _back(course_id, topic_id)


@bp.post("/courses/<int:course_id>/topics/<int:topic_id>/showing")
@bp.post("/courses/<int:course_id>/topics/<int:topic_id>/replies/<int:reply_id>/showing")
@require(LEARN)
def show_post(course_id: int, topic_id: int, reply_id: int | None = None) -> ResponseReturnValue:
    """Show a hidden text again."""
    standing, post = find_post(course_id, topic_id, reply_id)
    if not standing.may_hide(post):
        abort(404)
    actions.show_post(standing, post, now=now())
    flash(_("The text is shown again."), "success")
    return _back(course_id, topic_id)


def _back(course_id: int, topic_id: int) -> ResponseReturnValue:
    return redirect(url_for("courses.show_topic", course_id=course_id, topic_id=topic_id), 303)


@bp.get("/course-reviews/ratings")
@require(REVIEW)
def list_waiting_ratings() -> str:
    """The texts of ratings that wait before everybody may read them."""
    page = paginate(ratings.list_waiting(current()))
    return render_template("courses/list_waiting_ratings.html", page=page)


@bp.post("/course-reviews/ratings/<int:rating_id>/publication")
@require(REVIEW)
def publish_rating(rating_id: int) -> ResponseReturnValue:
    """Let everybody read the text of a rating."""
    rating = ratings.get_judged(current(), rating_id)
    actions.publish_text(rating, reviewer_id=current().id, now=now())
    flash(_("The text is public."), "success")
    return redirect(url_for("courses.list_waiting_ratings"), 303)


@bp.route("/course-reviews/ratings/<int:rating_id>/refusal", methods=["GET", "POST"])
@require(REVIEW)
def refuse_rating(rating_id: int) -> ResponseReturnValue:
    """Keep the text of a rating from the public, with a reason for its author."""
    rating: Rating = ratings.get_judged(current(), rating_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return render_template(
            "courses/refuse_rating.html", form=form, rating=rating
        ), form_status()
    reason = form.reason.data or ""
    actions.refuse_text(rating, reason=reason, reviewer_id=current().id, now=now())
    flash(_("The text stays hidden. Its author has been told why."), "success")
    return redirect(url_for("courses.list_waiting_ratings"), 303)
