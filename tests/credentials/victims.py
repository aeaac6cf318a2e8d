"""A true credential in every form it can be taken along in, as anybody downloads it."""

from __future__ import annotations

import json

from flask.testing import FlaskClient

from tests.credentials.files_made_to_deceive import Files
from tests.credentials.tokens_made_to_deceive import Victim
from tests.factories_accounts import make_user
from tests.factories_credentials import document_of, make_credential
from trainingapp.credentials.papers import setting
from trainingapp.credentials.papers.telling import tell
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import find_issuer
from trainingapp.extensions import db

BADGE, TOKEN = "text/plain", "application/vc+jwt"


def download(client: FlaskClient, public_id: str, ending: str) -> bytes:
    """A file of a credential."""
    answer = client.get(f"/credentials/{public_id}.{ending}")
    assert answer.status_code == 200
    return answer.data


def token_of(client: FlaskClient, public_id: str, kind: str) -> str:
    """A credential as a token."""
    answer = client.get(f"/credentials/{public_id}", headers={"Accept": kind})
    assert answer.mimetype == kind
    return answer.text


def take_victim(client: FlaskClient) -> Victim:
    """A true credential as tokens, with keys of every kind."""
    public_id = make_credential(is_open=True)
    badge, token = (token_of(client, public_id, kind) for kind in (BADGE, TOKEN))
    download(client, public_id, "pdf")
    publics = {key.kind: key.public for key in queries.list_keys()}
    keys = client.get("/.well-known/jwks.json").json["keys"]
    jwk = next(key for key in keys if key["alg"] == "RS256")
    return Victim(document_of(public_id), badge, token, jwk, publics)


def take_files(client: FlaskClient) -> Files:
    """A true credential as pictures and PDFs, beside the PDF of somebody else."""
    public_id = make_credential(is_open=True)
    other = make_credential(make_user("王建国"), is_open=True)
    files = [download(client, public_id, ending) for ending in ("png", "svg", "pdf")]
    credential = queries.get_by_public_id(public_id)
    sheet = tell(credential, json.loads(credential.document), find_issuer())
    text, bare = credential.document, setting.set_pdf(sheet)
    db.session.remove()
    return Files(text, *files, download(client, other, "pdf"), bare)
