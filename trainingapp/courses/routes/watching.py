"""What the player reports while somebody watches, and its questions whether they are still there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.courses.actions import watching as actions
from trainingapp.courses.queries.watching import get_viewing
from trainingapp.courses.routes.mount import bp
from trainingapp.courses.routes.player_facts import question_places
from trainingapp.extensions import from_milliseconds, milliseconds
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.permissions import Permission
from trainingapp.rules.watching import LONGEST, read_spans
from trainingapp.web.auth import current, require
from trainingapp.web.clock import now

EARLIEST, LATEST = 1_600_000_000_000, 4_800_000_000_000  # 2020 to 2122

PRESENCE = {"asked": actions.ask, "here": actions.answer, "away": actions.give_up}


@bp.post("/courses/<int:course_id>/lessons/<key>/watching")
@require(Permission.COURSE_LEARN)
def save_watching(course_id: int, key: str) -> ResponseReturnValue:
    """What the player reports: the pieces that were played, in milliseconds, and where it is."""
    viewing = get_viewing(current().id, course_id, key=key)
    watched = _read_watched(request.get_json(silent=True))
    if watched is None or viewing.lesson.kind != LessonKind.VIDEO:
        return jsonify(error="malformed"), 422
    places = question_places(viewing)
    return _said(actions.save_watching(viewing, watched, places=places, now=now()))


@bp.post("/courses/<int:course_id>/lessons/<key>/presence")
@require(Permission.COURSE_LEARN)
def save_presence(course_id: int, key: str) -> ResponseReturnValue:
    """Somebody is asked whether they are still there (`asked`), says so (`here`), or has not answered (`away`)."""
    viewing = get_viewing(current().id, course_id, key=key)
    said = request.get_json(silent=True)
    place, state = (said.get("place"), said.get("state")) if isinstance(said, dict) else (0, None)
    act = PRESENCE.get(state) if isinstance(state, str) else None
    if type(place) is not int or act is None:
        return jsonify(error="malformed"), 422
    return _said(act(viewing, place, places=question_places(viewing), now=now()))


def _said(standing: actions.Standing) -> ResponseReturnValue:
    return jsonify(
        saved=True,
        completed=standing.is_completed,
        counted=standing.counted,
        length=standing.length,
        places=list(standing.places),
        confirmed=standing.is_confirmed,
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
