"""The reviewer's pages: what waits, a version with its lessons, comments, the verdict."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import versions as actions
from trainingapp.courses.forms.short import CommentForm, ReturnForm
from trainingapp.courses.models import CourseVersion
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.showing import render_lesson
from trainingapp.courses.routes.versions import say
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now
from trainingapp.web.pages import paginate

REVIEW = Permission.COURSE_REVIEW


@bp.get("/course-reviews")
@require(REVIEW)
def list_reviews() -> str:
    """What waits for this reviewer, the longest waiting first."""
    return render_template(
        "courses/list_reviews.html", page=paginate(queries.list_waiting(current()))
    )


@bp.get("/course-reviews/<int:version_id>")
@require(REVIEW)
def review_version(version_id: int) -> str:
    """A version to read, to comment on, and to publish or send back."""
    return _page(queries.get_reviewed(current(), version_id))


def _page(
    version: CourseVersion, *, comment_form: CommentForm | None = None, is_refused: bool = False
) -> str:
    return render_template(
        "courses/review_version.html",
        version=version,
        course=version.course,
        comment_form=comment_form or CommentForm(formdata=None),
        return_form=ReturnForm() if is_refused else ReturnForm(formdata=None),
    )


@bp.get("/course-reviews/<int:version_id>/lessons/<int:lesson_id>")
@require(REVIEW)
def review_lesson(version_id: int, lesson_id: int) -> str:
    """One lesson of a version in review, as a learner will see it."""
    version = queries.get_reviewed(current(), version_id)
    lesson = queries.get_lesson(version, lesson_id)
    return render_lesson(version.course, version, lesson, is_review=True)


@bp.post("/course-reviews/<int:version_id>/comments")
@require(REVIEW)
def comment_version(version_id: int) -> ResponseReturnValue:
    """Comment without a verdict."""
    version = queries.get_reviewed(current(), version_id)
    form = CommentForm()
    if not form.validate():
        return _page(version, comment_form=form), 422
    say(version, form)
    return _to_comments(version_id)


def _to_comments(version_id: int) -> ResponseReturnValue:
    return redirect(
        url_for("courses.review_version", version_id=version_id, _anchor="comments"), 303
    )


@bp.post("/course-reviews/<int:version_id>/comments/<int:comment_id>/resolution")
@require(REVIEW)
def settle_comment(version_id: int, comment_id: int) -> ResponseReturnValue:
    """Call a comment settled, or open it again, as a reviewer."""
    version = queries.get_reviewed(current(), version_id)
    comment = queries.get_comment(version, comment_id)
    is_resolved = request.form.get("resolved") == "yes"
    actions.resolve_comment(comment, is_resolved=is_resolved, actor_id=current().id, now=now())
    return _to_comments(version_id)


@bp.post("/course-reviews/<int:version_id>/publication")
@require(REVIEW)
def publish_version(version_id: int) -> ResponseReturnValue:
    """Publish the version."""
    version = queries.get_reviewed(current(), version_id)
    actions.publish_version(version, reviewer_id=current().id, now=now())
    number = f"{version.major}.{version.minor}"
    flash(_("The course is published as version %(number)s.", number=number), "success")
    return redirect(url_for("courses.list_reviews"), 303)


@bp.post("/course-reviews/<int:version_id>/return")
@require(REVIEW)
def return_version(version_id: int) -> ResponseReturnValue:
    """Send the version back to its author."""
    version = queries.get_reviewed(current(), version_id)
    form = ReturnForm()
    if not form.validate():
        return _page(version, is_refused=True), 422
    reason = form.reason.data or ""
    actions.return_version(version, reason=reason, reviewer_id=current().id, now=now())
    flash(_("The course went back to its author."), "success")
    return redirect(url_for("courses.list_reviews"), 303)
