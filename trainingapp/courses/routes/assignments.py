"""A learner's work on an assignment: kept as it is typed, handed in, changed again; with or without script."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import assignments as actions
from trainingapp.courses.forms.assignments import WorkForm
from trainingapp.courses.models import Enrolment, Lesson
from trainingapp.courses.queries import assignments as queries
from trainingapp.courses.routes.learning import LEARN, find_lesson, lesson_page
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.work import PURPOSE
from trainingapp.files.posting import received_uploads
from trainingapp.files.serving import send_file
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.auth import current, require, wants_json
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.i18n import local_time
from trainingapp.web.transactions import commit_now


@bp.post("/courses/<int:course_id>/lessons/<key>/work")
@require(LEARN)
def save_work(course_id: int, key: str) -> ResponseReturnValue:
    """Keep the draft: what the page's script sends while somebody types, or the button without script."""
    enrolment, lesson = find_lesson(course_id, key)
    if not wants_json():
        return _keep(enrolment, lesson) or _to_lesson(course_id, key)
    said = request.get_json(silent=True)
    text = said.get("text") if isinstance(said, Mapping) else None
    base = said.get("base") if isinstance(said, Mapping) else None
    if not isinstance(text, str) or not isinstance(base, str):
        return jsonify(error="malformed"), 422
    tidy = text.replace("\0", "")
    try:
        draft = actions.save_draft(enrolment, lesson, tidy, base=base, now=now())
    except actions.SavedElsewhere as found:
        stored = found.submission
        return jsonify(error="elsewhere", text=stored.text, base=actions.base_of(stored)), 409
    return jsonify(saved=local_time(draft.saved_at, "short"), base=actions.base_of(draft))


@bp.post("/courses/<int:course_id>/lessons/<key>/work/files")
@require(LEARN)
def attach_files(course_id: int, key: str) -> ResponseReturnValue:
    """Add files that have arrived to the draft, and show the draft's files."""
    enrolment, lesson = find_lesson(course_id, key)
    uploads = received_uploads("files", user=current(), purpose=PURPOSE, now=now())
    draft = actions.attach_files(enrolment, lesson, uploads, now=now())
    page = render_template(
        "courses/_work_files.html", course_id=course_id, lesson=lesson, draft=draft
    )
    return jsonify(html=page)


@bp.post("/courses/<int:course_id>/lessons/<key>/work/files/<int:position>/removal")
@require(LEARN)
def remove_work_file(course_id: int, key: str, position: int) -> ResponseReturnValue:
    """Take a file out of the draft."""
    enrolment, lesson = find_lesson(course_id, key)
    actions.remove_file(enrolment, lesson, position=position, now=now())
    return _to_lesson(course_id, key)


@bp.post("/courses/<int:course_id>/lessons/<key>/work/hand-in")
@require(LEARN)
def hand_in(course_id: int, key: str) -> ResponseReturnValue:
    """Hand the work in. What is refused is kept as the draft all the same."""
    enrolment, lesson = find_lesson(course_id, key)
    was_completed = enrolment.completed_at is not None
    if _is_repeated(enrolment, lesson):
        return _to_lesson(course_id, key)
    refused = _keep(enrolment, lesson)
    if refused is not None:
        return refused
    work = queries.find_newest(enrolment, lesson)
    text = work.text if work else ""
    try:
        actions.hand_in(enrolment, lesson, text, base=actions.base_of(work), now=now())
    except RuleViolation as violation:
        return lesson_page(course_id, key, status=409, work_error=sentence(violation))
    flash(_("Your work is handed in."), "success")
    if enrolment.completed_at is not None and not was_completed:
        flash(_("You have completed this course."), "success")
    return _to_lesson(course_id, key)


@bp.post("/courses/<int:course_id>/lessons/<key>/work/again")
@require(LEARN)
def begin_again(course_id: int, key: str) -> ResponseReturnValue:
    """Take what was handed in and change it."""
    enrolment, lesson = find_lesson(course_id, key)
    actions.begin_again(enrolment, lesson, now=now())
    return _to_lesson(course_id, key)


@bp.get("/courses/work/<int:submission_id>/files/<int:position>")
@require(LEARN)
def show_work_file(submission_id: int, position: int) -> Response:
    """A file of one's own work."""
    file = queries.get_own_file(current().id, submission_id, position=position)
    return send_file(file.stored_file, name=file.name, inline=True)


def _is_repeated(enrolment: Enrolment, lesson: Lesson) -> bool:
    """Whether the same text has just been handed in, and only the answer was lost on its way."""
    newest = queries.find_newest(enrolment, lesson)
    typed = WorkForm().text.data or ""
    return newest is not None and newest.handed_in_at is not None and newest.text == typed


def _keep(enrolment: Enrolment, lesson: Lesson) -> ResponseReturnValue | None:
    """Keep what the form has sent, so that no later refusal loses it; a page when even that is refused."""
    form = WorkForm()
    typed = form.text.data or ""
    course_id, key = enrolment.course_id, lesson.key
    if not form.validate():
        return lesson_page(course_id, key, work_form=form)
    try:
        base = form.saves.data or actions.FIRST
        actions.save_draft(enrolment, lesson, typed, base=base, now=now())
        uploads = received_uploads("files", user=current(), purpose=PURPOSE, now=now())
        actions.attach_files(enrolment, lesson, uploads, now=now())
    except actions.SavedElsewhere as found:
        form.saves.data = actions.base_of(found.submission)
        said, other = sentence(found), found.submission.text
        return lesson_page(
            course_id, key, status=409, work_form=form, work_error=said, other_text=other
        )
    except RuleViolation as violation:
        said = sentence(violation)
        return lesson_page(course_id, key, status=409, work_form=form, work_error=said)
    commit_now()
    return None


def _to_lesson(course_id: int, key: str) -> ResponseReturnValue:
    address = url_for("courses.show_lesson", course_id=course_id, key=key, _anchor="work")
    return redirect(address, 303)
