"""What programs and codes look up: our keys, the list of what is revoked, the page behind a short code."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.credentials.codes import read_code
from trainingapp.credentials.models.verifiable import KeyKind, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.signing.keys import PUBLISHED, did_document, find_issuer
from trainingapp.credentials.signing.listing import sign_list
from trainingapp.extensions import limiter
from trainingapp.web.auth import public
from trainingapp.web.clock import now

TOKENS = (KeyKind.BADGE, KeyKind.TOKEN)


@bp.get("/v/<code>")
@public
@limiter.limit("60 per minute")
def open_code(code: str) -> ResponseReturnValue:
    """Lead from a short code to the page; letters that look like digits are read as digits. 404 unless it is open."""
    credential = queries.get_open_by_code(read_code(code))
    return redirect(url_for("credentials.show_credential", public_id=credential.public_id), 303)


@bp.get("/.well-known/did.json")
@public
def show_keys() -> Response:
    """Our keys, as did:web asks: those that may sign or have signed, none that was given up."""
    keys = queries.list_keys(*PUBLISHED)
    return _open(did_document(find_issuer(), keys), "application/did+json", age=300)


@bp.get("/.well-known/jwks.json")
@public
def show_key_set() -> Response:
    """The same keys for readers of tokens, as a set of JWKs (RFC 7517)."""
    keys = [key.public_jwk for key in queries.list_keys(*PUBLISHED) if key.kind in TOKENS]
    return _open({"keys": keys}, "application/jwk-set+json", age=300)


@bp.get("/keys/<public_name>.json")
@public
def show_key(public_name: str) -> Response:
    """One key by its thumbprint, as Open Badges asks of the address in `kid`; 404 when it was given up."""
    key = queries.get_published(public_name)
    return _open(key.public_jwk or {}, "application/jwk+json", age=300)


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
