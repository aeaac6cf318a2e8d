"""What an author does with a course as a whole: send, call back, begin a new version, withdraw."""

from __future__ import annotations

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import versions as actions
from trainingapp.courses.forms.short import CommentForm, SendForm
from trainingapp.courses.models import CourseVersion
from trainingapp.courses.queries import authoring as queries
from trainingapp.courses.routes.authoring import WRITE, back_to, find_draft
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.outline import render_outline
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now


@bp.post("/teaching/<int:course_id>/review")
@require(WRITE)
def send_version(course_id: int) -> ResponseReturnValue:
    """Send the draft to review."""
    course, version = find_draft(course_id)
    form = SendForm()
    if not form.validate():
        return render_outline(course, send_form=form), 422
    actions.send_version(version, note=form.note.data or "", actor_id=current().id, now=now())
    flash(_("The course waits for a reviewer. You are told as soon as it is read."), "success")
    return back_to(course)


@bp.post("/teaching/<int:course_id>/review/recall")
@require(WRITE)
def recall_version(course_id: int) -> ResponseReturnValue:
    """Call the version back to go on writing."""
    course = queries.get_own(current(), course_id)
    actions.recall_version(queries.get_latest(course), actor_id=current().id, now=now())
    flash(_("The course is a draft again."), "success")
    return back_to(course)


@bp.post("/teaching/<int:course_id>/versions")
@require(WRITE)
def open_version(course_id: int) -> ResponseReturnValue:
    """Begin a new version of a published course."""
    course = queries.get_own(current(), course_id)
    actions.open_version(course, actor_id=current().id, now=now())
    flash(_("This is your new version. Learners keep the published one until it is reviewed."))
    return back_to(course)


@bp.post("/teaching/<int:course_id>/comments")
@require(WRITE)
def reply(course_id: int) -> ResponseReturnValue:
    """Answer the reviewer."""
    course = queries.get_own(current(), course_id)
    form = CommentForm()
    if not form.validate():
        return render_outline(course, comment_form=form), 422
    version = queries.find_open(course)
    if version is not None:
        say(version, form)
    return back_to(course, "comments")


def say(version: CourseVersion, form: CommentForm) -> None:
    """Keep a comment, or an answer to the one that the form names."""
    asked = request.form.get("answers", 0, int)
    answers = queries.get_comment(version, asked) if asked else None
    text, person = form.text.data or "", current().id
    actions.comment(version, text, lesson_key=None, author_id=person, now=now(), answers=answers)


@bp.post("/teaching/<int:course_id>/comments/<int:comment_id>/resolution")
@require(WRITE)
def resolve_comment(course_id: int, comment_id: int) -> ResponseReturnValue:
    """Call a comment settled, or open it again."""
    course = queries.get_own(current(), course_id)
    comment = queries.get_comment(queries.get_latest(course), comment_id)
    is_resolved = request.form.get("resolved") == "yes"
    actions.resolve_comment(comment, is_resolved=is_resolved, actor_id=current().id, now=now())
    return back_to(course, "comments")


@bp.post("/teaching/<int:course_id>/withdrawal")
@require(WRITE)
def withdraw_course(course_id: int) -> ResponseReturnValue:
    """Take the course out of the catalogue; its learners go on."""
    course = queries.get_owned(current(), course_id)
    actions.list_course(course, is_listed=False, actor_id=current().id, now=now())
    flash(_("The course is withdrawn from the catalogue. Who learns it goes on."), "success")
    return back_to(course)


@bp.post("/teaching/<int:course_id>/listing")
@require(WRITE)
def list_course(course_id: int) -> ResponseReturnValue:
    """Put a published course back into the catalogue."""
    course = queries.get_owned(current(), course_id)
    actions.list_course(course, is_listed=True, actor_id=current().id, now=now())
    flash(_("The course is in the catalogue again."), "success")
    return back_to(course)
