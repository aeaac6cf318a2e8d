"""What the scripts of lessons report while somebody reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import learning as actions
from trainingapp.courses.routes.learning import LEARN, find_lesson
from trainingapp.courses.routes.mount import bp
from trainingapp.web.auth import require
from trainingapp.web.clock import now

OLDEST = 366 * 24 * 3600 * 1000


@bp.post("/courses/<int:course_id>/lessons/<key>/progress")
@require(LEARN)
def save_progress(course_id: int, key: str) -> ResponseReturnValue:
    """What the page's script reports while somebody reads: how far down they are, in thousandths."""
    enrolment, lesson = find_lesson(course_id, key)
    said = request.get_json(silent=True)
    position, at = (said.get("position"), read_at(said)) if isinstance(said, dict) else (None, None)
    if type(position) is not int or not 0 <= position <= actions.BOTTOM or at is None:
        return jsonify(error="malformed"), 422
    is_completed = actions.save_progress(enrolment, lesson, position=position, at=at, now=now())
    return jsonify(saved=True, completed=is_completed)


def read_at(said: Mapping[str, object]) -> datetime | None:
    """When what a report tells happened: `ago` milliseconds before now; None when it says something else.

    An age and no time of day: the clocks of phones are wrong more often than their seconds are long.
    """
    ago = said.get("ago", 0)
    if type(ago) is not int or not 0 <= ago <= OLDEST:
        return None
    return now() - timedelta(milliseconds=ago)
