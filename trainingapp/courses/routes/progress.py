"""What the scripts of lessons report while somebody reads or watches."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.routes.learning import LEARN, find_lesson
from trainingapp.courses.routes.mount import bp
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.watching import LONGEST, read_spans
from trainingapp.web.auth import require
from trainingapp.web.clock import now


@bp.post("/courses/<int:course_id>/lessons/<key>/progress")
@require(LEARN)
def save_progress(course_id: int, key: str) -> ResponseReturnValue:
    """What the page's script reports while somebody reads: how far down they are, in thousandths."""
    enrolment, lesson = find_lesson(course_id, key)
    said = request.get_json(silent=True)
    position = said.get("position") if isinstance(said, dict) else None
    if type(position) is not int or not 0 <= position <= actions.BOTTOM:
        return jsonify(error="malformed"), 422
    is_completed = actions.save_progress(enrolment, lesson, position=position, now=now())
    return jsonify(saved=True, completed=is_completed)


@bp.post("/courses/<int:course_id>/lessons/<key>/watching")
@require(LEARN)
def save_watching(course_id: int, key: str) -> ResponseReturnValue:
    """What the player reports: the pieces that were played, in milliseconds, and where it is."""
    enrolment, lesson = find_lesson(course_id, key)
    watched = _read_watched(request.get_json(silent=True))
    if watched is None or lesson.kind != LessonKind.VIDEO:
        return jsonify(error="malformed"), 422
    is_completed = actions.save_watching(enrolment, lesson, watched, now=now())
    return jsonify(saved=True, completed=is_completed)


def _read_watched(said: object) -> actions.Watched | None:
    if not isinstance(said, dict):
        return None
    position, duration = said.get("position"), said.get("duration")
    if type(position) is not int or type(duration) is not int:
        return None
    if not 0 <= position <= LONGEST or not 0 < duration <= LONGEST:
        return None
    try:
        return actions.Watched(read_spans(said.get("spans")), position, duration)
    except ValueError:
        return None
