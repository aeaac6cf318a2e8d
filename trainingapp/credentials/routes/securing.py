"""A credential as a program wants it: the stored document, or one of the two tokens made from it."""

from __future__ import annotations

import json

from flask import Response

from trainingapp.credentials.actions.keys import find_signer
from trainingapp.credentials.models.verifiable import Credential, KeyKind
from trainingapp.credentials.signing.keys import find_issuer
from trainingapp.credentials.signing.tokens import write_token
from trainingapp.web.clock import now

JSON_TYPES = ("application/vc", "application/ld+json", "application/json")
TOKEN_TYPES = {"application/vc+jwt": KeyKind.TOKEN, "text/plain": KeyKind.BADGE}


def answer_with(credential: Credential, wanted: str) -> Response:
    """The credential in the type that a reader wants."""
    is_token, content = wanted in TOKEN_TYPES, credential.document
    name = f"credential-{credential.short_code}.{'jwt' if is_token else 'json'}"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    if credential.is_open:
        headers["Access-Control-Allow-Origin"] = "*"
    if is_token:
        key = find_signer(TOKEN_TYPES[wanted], now=now())
        content = write_token(json.loads(content), key, find_issuer())
    return Response(content, mimetype=wanted, headers=headers)
