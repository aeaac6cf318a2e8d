"""The state of an open credential on a day, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import abort, jsonify, request
from flask.typing import ResponseReturnValue

from trainingapp.credentials.queries.verifiable import get_by_public_id, state_on
from trainingapp.credentials.routes.mount import bp
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.web.auth import public
from trainingapp.web.clock import now

EARLIEST = date(2000, 1, 1)


@bp.get("/api/credentials/<public_id>/status")
@public
@limiter.limit("120 per minute")
def show_status(public_id: str) -> ResponseReturnValue:
    """In which state an open credential was at the end of a Shanghai day, today unless `on` says another."""
    credential = get_by_public_id(public_id)
    if not credential.is_open or not credential.document:
        abort(404)
    try:
        day = date.fromisoformat(request.args.get("on") or str(today()))
    except ValueError:
        return _status({"error": "day"}, 422)
    if not EARLIEST <= day <= today():
        return _status({"error": "day"}, 422)
    state = state_on(credential, day, now=now()) or "not_yet_issued"
    return _status({"credential": public_id, "on": str(day), "status": state})


def _status(answer: Mapping[str, str], code: int = 200) -> ResponseReturnValue:
    found = jsonify(answer)
    found.headers["Access-Control-Allow-Origin"] = "*"
    found.headers["Cache-Control"] = "no-store"
    return found, code
