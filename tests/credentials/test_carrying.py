"""Files to take along are made for whoever may see the credential, when they ask, and carry what was issued."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient
from openbadgeslib import baking
from PIL import Image

from tests.credentials.signing.test_verifying import failed
from tests.credentials.victims import BADGE, TOKEN, token_of
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, document_of, end_credential, make_credential
from tests.factories_kinds import KINDS, make_kind
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db, limiter

EN = {"Accept-Language": "en"}
FILES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
EACH = pytest.mark.parametrize("ending", FILES)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@EACH
def test_a_file_has_its_type_its_name_and_is_kept_by_nobody(
    client: FlaskClient, ending: str
) -> None:
    public_id = make_credential(is_open=True)
    answer = client.get(f"/credentials/{public_id}.{ending}")
    name = f"credential-{credential_of(public_id).short_code}.{ending}"
    assert answer.mimetype == FILES[ending]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert len(answer.data) < 256 * 1024


@EACH
def test_a_closed_file_and_one_that_never_was_answer_alike(
    client: FlaskClient, ending: str
) -> None:
    for public_id in (make_credential(), "0" * 32):
        answer = client.get(f"/credentials/{public_id}.{ending}")
        assert answer.status_code == 404
        assert "林美华" not in answer.text
    assert [key.kind for key in queries.list_keys()] == ["proof"]


@EACH
def test_a_holder_takes_along_what_is_closed_to_others(client: FlaskClient, ending: str) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, make_user("王建国"))
    assert client.get(f"/credentials/{public_id}.{ending}").status_code == 404
    sign_in(client, lin)
    answer = client.get(f"/credentials/{public_id}.{ending}")
    assert failed(verify(answer.data, now=NOON)) == {}


@EACH
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_holds_in_every_file_until_it_is_revoked(
    client: FlaskClient, kind: str, ending: str
) -> None:
    public_id = make_kind(kind, make_user(), is_open=True)
    content = client.get(f"/credentials/{public_id}.{ending}").data
    assert failed(verify(content, now=NOON)) == {}
    end_credential(public_id)
    assert failed(verify(content, now=NOON))["status"] == "revoked"


@pytest.mark.parametrize("securing", [BADGE, TOKEN])
def test_a_picture_of_another_program_may_carry_a_token(client: FlaskClient, securing: str) -> None:
    token = token_of(client, make_credential(is_open=True), securing)
    drawn = BytesIO()
    Image.new("L", (8, 8)).save(drawn, "PNG")
    picture = baking.bake_png(drawn.getvalue(), token, keyword=baking.ITXT_KEYWORD_OB3)
    drawing = baking.bake_svg(
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        token,
        element=baking.SVG_ELEMENT_OB3,
        namespace=baking.SVG_NS_OB3,
    )
    for content in (picture, drawing):
        assert failed(verify(content, now=NOON)) == {}


@pytest.mark.parametrize(
    ("accept", "kind", "ending"),
    [
        ("application/vc+jwt", "application/vc+jwt", "jwt"),
        ("text/plain", "text/plain", "jwt"),
        ("application/vc+jwt;q=0.5, application/vc", "application/vc", "json"),
        ("application/vc+jwt, application/json;q=0.5", "application/vc+jwt", "jwt"),
    ],
)
def test_the_reader_says_which_securing_they_want(
    client: FlaskClient, accept: str, kind: str, ending: str
) -> None:
    public_id = make_credential(is_open=True)
    answer = client.get(f"/credentials/{public_id}", headers={"Accept": accept})
    assert answer.mimetype == kind
    assert f".{ending}" in answer.headers["Content-Disposition"]
    assert answer.headers["Vary"] == "Accept, Cookie"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("accept", ["application/vc+jwt", "text/plain"])
def test_no_token_is_made_of_what_is_closed(client: FlaskClient, accept: str) -> None:
    answer = client.get(f"/credentials/{make_credential()}", headers={"Accept": accept})
    assert answer.status_code == 404
    assert len(queries.list_keys()) == 1


def test_keys_are_made_when_they_are_needed_and_that_is_logged(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    for _ in range(2):
        client.get(f"/credentials/{public_id}.pdf")
        token_of(client, public_id, BADGE)
        token_of(client, public_id, TOKEN)
    kinds = sorted(key.kind for key in queries.list_keys())
    assert kinds == ["badge", "paper", "proof", "token"]
    rows = db.session.query(AuditEntry).filter_by(action="credentials.make_key").all()
    assert len(rows) == 4
    assert all("PRIVATE" not in row.detail for row in rows)


@pytest.mark.both_databases
def test_the_first_key_of_a_kind_is_there_for_the_next_reader(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    tokens = [token_of(client, public_id, BADGE) for _ in range(2)]
    assert tokens[0] == tokens[1]


def test_keys_are_published_for_everybody_and_nothing_private_with_them(
    client: FlaskClient,
) -> None:
    public_id = make_credential(is_open=True)
    for kind in (BADGE, TOKEN):
        token_of(client, public_id, kind)
    answer = client.get("/.well-known/jwks.json")
    assert answer.mimetype == "application/jwk-set+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    keys = answer.json["keys"]
    assert sorted(key["alg"] for key in keys) == ["ES256", "RS256"]
    for key in keys:
        assert not set(key) & {"d", "p", "q", "dp", "dq", "qi", "k"}
        alone = client.get(f"/keys/{key['kid']}.json")
        assert alone.json == key
        assert alone.headers["Access-Control-Allow-Origin"] == "*"


def test_the_did_document_names_each_key_of_documents_and_tokens(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    for kind in (BADGE, TOKEN):
        token_of(client, public_id, kind)
    did = client.get("/.well-known/did.json").json
    kinds = sorted(method["type"] for method in did["verificationMethod"])
    assert kinds == ["JsonWebKey", "JsonWebKey", "Multikey"]
    assert did["assertionMethod"] == [method["id"] for method in did["verificationMethod"]]
    assert all(isinstance(method, str) for method in did["assertionMethod"])


@pytest.mark.parametrize("name", ["x", "../../etc/passwd", "%00", "z6Mk"])
def test_a_key_that_there_is_not_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/keys/{name}.json").status_code == 404


def test_a_proof_key_is_no_jwk(client: FlaskClient) -> None:
    make_credential()
    public = queries.list_keys()[0].public
    assert client.get(f"/keys/{public}.json").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Its certificate was made by this site itself"),
        ("zh", "签名证书由本站自行制作，没有其他机构担保"),
    ],
)
def test_the_page_offers_every_file_and_says_who_vouches(
    client: FlaskClient, language: str, words: str
) -> None:
    public_id = make_credential(is_open=True)
    page = client.get(f"/credentials/{public_id}", headers={"Accept-Language": language}).text
    assert words in page
    for ending in FILES:
        assert f'href="/credentials/{public_id}.{ending}"' in page


def test_the_page_says_that_the_code_leads_nowhere_while_it_is_closed(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    sign_in(client, lin)
    page = client.get(f"/credentials/{public_id}", headers=EN).text
    assert "leads nowhere until you open the page" in page


def test_whoever_asks_for_file_after_file_has_to_wait(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    limiter.enabled = True
    try:
        codes = [client.get(f"/credentials/{public_id}.svg").status_code for _ in range(31)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert (set(codes[:30]), codes[30]) == ({200}, 429)


def test_a_file_and_a_document_say_the_same(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    document = document_of(public_id)
    for ending in FILES:
        findings = verify(client.get(f"/credentials/{public_id}.{ending}").data, now=NOON)
        assert findings.document == document
