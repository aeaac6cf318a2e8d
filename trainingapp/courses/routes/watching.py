"""What the player reports while somebody watches, and its questions whether they are still there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import watching as actions
from trainingapp.courses.queries.watching import Viewing, get_viewing
from trainingapp.courses.routes.learning import LEARN
from trainingapp.courses.routes.mount import bp
from trainingapp.extensions import from_milliseconds, milliseconds
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.presence import draw_seed, place_questions
from trainingapp.rules.watching import LONGEST, read_spans
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

EARLIEST, LATEST = 1_600_000_000_000, 4_800_000_000_000  # 2020 to 2122


@bp.post("/courses/<int:course_id>/lessons/<key>/watching")
@require(LEARN)
def save_watching(course_id: int, key: str) -> ResponseReturnValue:
    """What the player reports: the pieces that were played, in milliseconds, and where it is."""
    viewing = get_viewing(current().id, course_id, key=key)
    watched = _read_watched(request.get_json(silent=True))
    if watched is None or viewing.lesson.kind != LessonKind.VIDEO:
        return jsonify(error="malformed"), 422
    places = question_places(viewing)
    return _said(actions.save_watching(viewing, watched, places=places, now=now()))


@bp.post("/courses/<int:course_id>/lessons/<key>/presence")
@require(LEARN)
def save_presence(course_id: int, key: str) -> ResponseReturnValue:
    """Somebody is asked whether they are still there (`asked`), or says so (`here`), at a place of the recording."""
    viewing = get_viewing(current().id, course_id, key=key)
    said = request.get_json(silent=True)
    place, state = (said.get("place"), said.get("state")) if isinstance(said, dict) else (0, None)
    if type(place) is not int or state not in {"asked", "here"}:
        return jsonify(error="malformed"), 422
    act = actions.ask if state == "asked" else actions.answer
    return _said(act(viewing, place, places=question_places(viewing), now=now()))


def question_places(viewing: Viewing) -> tuple[int, ...]:
    """Where this learner is asked in this lesson: the same places on every device and after every reload."""
    if not viewing.asks_presence or viewing.length is None:
        return ()
    enrolment = viewing.enrolment
    secret = str(current_app.config["SECRET_KEY"])
    seed = draw_seed(secret, enrolment.user_id, enrolment.course_id, viewing.lesson.key)
    return place_questions(viewing.length, seed=seed)


def _said(standing: actions.Standing) -> ResponseReturnValue:
    return jsonify(
        saved=True,
        completed=standing.is_completed,
        counted=standing.counted,
        length=standing.length,
        places=list(standing.places),
        now=milliseconds(now()),
    )


def _read_watched(said: object) -> actions.Watched | None:
    if not isinstance(said, dict):
        return None
    position, duration = said.get("position"), said.get("duration")
    if type(position) is not int or type(duration) is not int:
        return None
    if not 0 <= position <= LONGEST or not 0 < duration <= LONGEST:
        return None
    try:
        return actions.Watched(read_spans(said.get("spans")), position, duration, _read_at(said))
    except ValueError:
        return None


def _read_at(said: dict[str, Any]) -> datetime | None:
    """When the device was there. :raises ValueError: for what is no time."""
    at = said.get("at")
    if at is None:
        return None
    if type(at) is not int or not EARLIEST <= at <= LATEST:
        raise ValueError("not a time")
    return from_milliseconds(at)
