"""A share as the other side reads it: no sign-in, no script, no robots."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.credentials.queries import sharing as queries
from trainingapp.credentials.routes.looking import note_look
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.shown import check
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.rules.sharing import ShareState
from trainingapp.web.auth import public
from trainingapp.web.clock import now


@bp.get("/s/<secret>")
@public
@limiter.limit("60 per minute; 600 per hour")
def show_shared(secret: str) -> ResponseReturnValue:
    """What somebody shares, with the checks of each credential. 410 once it is over, without a word whose it was."""
    share = queries.get_by_secret(secret)
    if queries.state_of(share, now=now()) is not ShareState.OPEN:
        return _closed_to_robots(render_template("credentials/show_ended.html"), 410)
    if request.method == "GET" and note_look(share):
        share = queries.get_by_secret(secret)  # noting it has begun a transaction of its own
    shown = queries.collect_shown(share.user_id, share.parts)
    checked = [check(one, now=now()) for one in share.credentials if one.document]
    return _closed_to_robots(
        render_template(
            "credentials/show_shared.html", share=share, checked=checked, shown=shown, today=today()
        )
    )


def _closed_to_robots(page: str, status: int = 200) -> Response:
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Vary"] = "Cookie"
    return answer
