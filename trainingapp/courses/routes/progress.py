"""What the scripts of lessons report while somebody reads."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.routes.learning import LEARN, find_lesson
from trainingapp.courses.routes.mount import bp
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
