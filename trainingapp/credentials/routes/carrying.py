"""A credential to take along: as a PDF, and as a picture with the credential baked into it. Made when asked for."""

from __future__ import annotations

import json

from flask import Response, abort
from flask_login import current_user

from trainingapp.credentials.actions.keys import find_signer
from trainingapp.credentials.models.verifiable import Credential, KeyKind
from trainingapp.credentials.papers import setting
from trainingapp.credentials.papers.telling import Sheet, tell
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.credentials.signing.baking import bake_png, bake_svg
from trainingapp.credentials.signing.keys import find_issuer
from trainingapp.credentials.signing.papers import sign_pdf
from trainingapp.extensions import limiter
from trainingapp.web.auth import is_signed_in, public
from trainingapp.web.clock import now

making = limiter.shared_limit("30 per minute; 200 per hour", scope="papers")


@bp.get("/credentials/<public_id>.pdf")
@public
@making
def show_paper(public_id: str) -> Response:
    """A signed PDF with the credential attached; 404 unless the credential is open or the reader's own."""
    credential, sheet = _find(public_id)
    key = find_signer(KeyKind.PAPER, now=now())
    pdf = sign_pdf(setting.set_pdf(sheet), key)
    return _file(credential, pdf, "application/pdf", "pdf")


@bp.get("/credentials/<public_id>.png")
@public
@making
def show_png(public_id: str) -> Response:
    """A picture with the credential in it."""
    credential, sheet = _find(public_id)
    return _file(credential, bake_png(setting.set_png(sheet), sheet.document), "image/png", "png")


@bp.get("/credentials/<public_id>.svg")
@public
@making
def show_svg(public_id: str) -> Response:
    """The same picture as outlines."""
    credential, sheet = _find(public_id)
    picture = bake_svg(setting.set_svg(sheet), sheet.document)
    return _file(credential, picture, "image/svg+xml", "svg")


def _find(public_id: str) -> tuple[Credential, Sheet]:
    credential = queries.get_by_public_id(public_id)
    is_own = is_signed_in() and current_user.id == credential.user_id
    if not credential.document or not (credential.is_open or is_own):
        abort(404)
    return credential, tell(credential, json.loads(credential.document), find_issuer())


def _file(credential: Credential, content: bytes, kind: str, ending: str) -> Response:
    answer = Response(content, mimetype=kind)
    name = f"credential-{credential.short_code}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cache-Control"] = "no-store"
    return answer
