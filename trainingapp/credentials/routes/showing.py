"""A credential as everybody reads it once its holder has opened it."""

from __future__ import annotations

import json
from datetime import date

from flask import Response, abort, render_template, request, url_for
from flask_login import current_user

from trainingapp.classes.pictures import draw_address
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.routes.securing import JSON_TYPES, TOKEN_TYPES, answer_with
from trainingapp.credentials.signing.keys import find_issuer
from trainingapp.credentials.signing.verifying import verify
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.web.auth import is_signed_in, public
from trainingapp.web.clock import now


@bp.get("/credentials/<public_id>")
@public
@limiter.limit("120 per minute")
def show_credential(public_id: str) -> Response:
    """A credential as a page with each check, as the document or as a token; 404 unless open or the reader's own."""
    credential = queries.get_by_public_id(public_id)
    is_own = is_signed_in() and current_user.id == credential.user_id
    if not credential.document or not (credential.is_open or is_own):
        abort(404)
    wanted = request.accept_mimetypes.best_match(
        ["text/html", *JSON_TYPES, *TOKEN_TYPES], "text/html"
    )
    is_page = wanted == "text/html"
    answer = _page(credential, is_own=is_own) if is_page else answer_with(credential, wanted)
    answer.headers["Vary"] = "Accept, Cookie"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(credential: Credential, *, is_own: bool) -> Response:
    day = _asked_day()
    link = f"{find_issuer().base}{url_for('credentials.open_code', code=credential.short_code)}"
    successor = queries.find_successor(credential.id)
    page = render_template(
        "credentials/show_credential.html",
        credential=credential,
        document=json.loads(credential.document),
        findings=verify(credential.document, now=now()),
        is_own=is_own,
        link=link,
        qr=draw_address(link),
        day=day,
        state_then=queries.state_on(credential, day, now=now()) if day else None,
        successor=successor if successor and (successor.is_open or is_own) else None,
    )
    return Response(page, mimetype="text/html")


def _asked_day() -> date | None:
    """The Shanghai day that the address asks about: past or today."""
    try:
        day = date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= today() else None
