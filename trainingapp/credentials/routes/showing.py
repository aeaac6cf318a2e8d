"""What everybody reads: a credential whose holder has opened it, our keys, the list of what is revoked."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

import segno
from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from trainingapp.credentials.models.verifiable import Credential, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.signing.keys import PUBLISHED, did_document, find_issuer
from trainingapp.credentials.signing.listing import sign_list
from trainingapp.credentials.signing.verifying import verify
from trainingapp.education.days import today
from trainingapp.extensions import limiter
from trainingapp.web.auth import is_signed_in, public
from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI

JSON_TYPES = ("application/vc", "application/ld+json", "application/json")


@bp.get("/credentials/<public_id>")
@public
@limiter.limit("120 per minute")
def show_credential(public_id: str) -> ResponseReturnValue:
    """A credential as a page with each check, or as the document; 404 unless it is open or the reader's own."""
    credential = queries.get_by_public_id(public_id)
    is_own = is_signed_in() and current_user.id == credential.user_id
    if not credential.document or not (credential.is_open or is_own):
        abort(404)
    wanted = request.accept_mimetypes.best_match(["text/html", *JSON_TYPES], "text/html")
    is_page = wanted == "text/html"
    answer = _page(credential, is_own=is_own) if is_page else _document(credential, wanted)
    answer.headers["Vary"] = "Accept, Cookie"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _document(credential: Credential, wanted: str) -> Response:
    name = f"credential-{credential.short_code}.json"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    if credential.is_open:
        headers["Access-Control-Allow-Origin"] = "*"
    return Response(credential.document, mimetype=wanted, headers=headers)


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
        qr=segno.make(link, error="m").svg_data_uri(scale=4, border=2),
        day=day,
        state_then=queries.state_at(credential, _end_of(day)) if day else None,
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


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, SHANGHAI)


@bp.get("/v/<code>")
@public
@limiter.limit("60 per minute")
def open_code(code: str) -> ResponseReturnValue:
    """Lead from a short code to the page; letters that look like digits are read as digits. 404 unless it is open."""
    read = code.upper().replace("-", "").translate(str.maketrans("OIL", "011"))
    credential = queries.get_open_by_code(read)
    return redirect(url_for("credentials.show_credential", public_id=credential.public_id), 303)


@bp.get("/.well-known/did.json")
@public
def show_keys() -> Response:
    """Our keys, as did:web asks: those that may sign or have signed, none that was given up."""
    publics = [key.public for key in queries.list_keys(*PUBLISHED)]
    return _open(did_document(find_issuer(), publics), "application/did+json", age=300)


@bp.get("/status/<purpose>/<int:number>")
@public
@limiter.limit("120 per minute")
def show_list(purpose: str, number: int) -> ResponseReturnValue:
    """The signed list of what is revoked, asked for anew each time so that a revocation is seen at once."""
    places, key = queries.get_list(purpose, number), queries.find_key_in(KeyState.ACTIVE)
    if key is None:
        abort(404)
    answer = _open(sign_list(places, key, now=now()), "application/vc", age=0)
    answer.add_etag()
    return answer.make_conditional(request)


def _open(document: dict[str, Any], kind: str, *, age: int) -> Response:
    answer = Response(json.dumps(document, ensure_ascii=False), mimetype=kind)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = f"public, max-age={age}" if age else "public, no-cache"
    return answer
