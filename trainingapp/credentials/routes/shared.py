"""A share as the other side reads it: no sign-in, no script; and the state of a credential on a day, for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, abort, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.credentials.actions.sharing import note_view
from trainingapp.credentials.models.sharing import Share
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import sharing as queries
from trainingapp.credentials.queries.verifiable import get_by_public_id, state_on
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.signing.verifying import Findings, verify
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.rules.sharing import ShareState, read_device
from trainingapp.web.auth import is_signed_in, public
from trainingapp.web.clock import now
from trainingapp.web.facts import current_facts
from trainingapp.web.transactions import commit_now, start_writing

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Checked:
    """A credential of a share, its document and its checks of just now."""

    credential: Credential
    document: Mapping[str, Any]
    findings: Findings


@bp.get("/s/<secret>")
@public
@limiter.limit("60 per minute; 600 per hour")
def show_shared(secret: str) -> ResponseReturnValue:
    """What somebody shares, with the checks of each credential. 410 once it is over, without a word whose it was."""
    share = queries.get_by_secret(secret)
    if queries.state_of(share, now=now()) is not ShareState.OPEN:
        return _closed_to_robots(render_template("credentials/show_ended.html"), 410)
    if request.method == "GET" and _note_look(share):
        share = queries.get_by_secret(secret)  # noting it has begun a transaction of its own
    shown = queries.collect_shown(share.user_id, share.parts)
    checked = [
        Checked(one, json.loads(one.document), verify(one.document, now=now()))
        for one in share.credentials
        if one.document
    ]
    return _closed_to_robots(
        render_template(
            "credentials/show_shared.html", share=share, checked=checked, shown=shown, today=today()
        )
    )


def _note_look(share: Share) -> bool:
    """Keep that somebody has looked, unless it is the holder or the same reader turns the page round."""
    viewer = current_user if is_signed_in() else None
    if viewer is not None and viewer.id == share.user_id:
        return False
    viewer_id = viewer.id if viewer is not None else None
    share_id, device = share.id, str(read_device(current_facts().user_agent))
    if queries.has_just_looked(share_id, device, viewer_id, now=now()):
        return False
    grants = viewer.grants if viewer is not None else ()
    start_writing()
    note_view(share_id, device, viewer_id=viewer_id, grants=grants, now=now())
    commit_now()  # reading a page changes nothing else
    return True


def _closed_to_robots(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Cookie"
    return answer


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
    state = state_on(credential, day) or "not_yet_issued"
    return _status({"credential": public_id, "on": str(day), "status": state})


def _status(answer: Mapping[str, str], code: int = 200) -> ResponseReturnValue:
    found = jsonify(answer)
    found.headers["Access-Control-Allow-Origin"] = "*"
    found.headers["Cache-Control"] = "no-store"
    return found, code
