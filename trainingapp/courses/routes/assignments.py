"""A learner's work on an assignment: kept as it is typed, handed in, changed again; with or without script."""

from __future__ import annotations

from flask import flash, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.courses.actions import assignments as actions
from trainingapp.courses.forms.assignments import WorkForm
from trainingapp.courses.queries import assignments as queries
from trainingapp.courses.routes.keeping import find_assignment, keep, to_lesson
from trainingapp.courses.routes.learning import LEARN, lesson_page
from trainingapp.courses.routes.mount import bp
from trainingapp.rules.errors import RuleViolation
from trainingapp.web.auth import require, wants_json
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence
from trainingapp.web.i18n import local_time


@bp.post("/courses/<int:course_id>/lessons/<key>/submission")
@require(LEARN)
def save_work(course_id: int, key: str) -> ResponseReturnValue:
    """Keep the draft: what the page's script sends while somebody types, or the button without script."""
    enrolment, lesson = find_assignment(course_id, key)
    if not wants_json():
        return keep(enrolment, lesson) or to_lesson(course_id, key)
    said = request.get_json(silent=True)
    text = said.get("text") if isinstance(said, dict) else None
    base = said.get("base") if isinstance(said, dict) else None
    if not isinstance(text, str) or not isinstance(base, str):
        return jsonify(error="malformed"), 422
    tidy = text.replace("\0", "")
    try:
        draft = actions.save_draft(enrolment, lesson, tidy, base=base, now=now())
    except actions.SavedElsewhere as found:
        stored = found.submission
        return jsonify(error="elsewhere", text=stored.text, base=actions.base_of(stored)), 409
    return jsonify(saved=local_time(draft.saved_at, "short"), base=actions.base_of(draft))


@bp.post("/courses/<int:course_id>/lessons/<key>/submission/hand-in")
@require(LEARN)
def hand_in(course_id: int, key: str) -> ResponseReturnValue:
    """Hand the work in. What is refused is kept as the draft all the same."""
    enrolment, lesson = find_assignment(course_id, key)
    was_completed = enrolment.completed_at is not None
    newest = queries.find_newest(enrolment, lesson)
    typed = WorkForm().text.data or ""
    if newest is not None and newest.handed_in_at is not None and newest.text == typed:
        return to_lesson(course_id, key)  # handed in before: only the answer was lost on its way
    refused = keep(enrolment, lesson)
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
    return to_lesson(course_id, key)


@bp.post("/courses/<int:course_id>/lessons/<key>/submission/again")
@require(LEARN)
def begin_again(course_id: int, key: str) -> ResponseReturnValue:
    """Take what was handed in and change it."""
    enrolment, lesson = find_assignment(course_id, key)
    actions.begin_again(enrolment, lesson, now=now())
    return to_lesson(course_id, key)
