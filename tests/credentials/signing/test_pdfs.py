"""A PDF is signed as a whole by a key of the site, others can check that, and a PDF of somebody else stays shut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from asn1crypto import pem, x509
from flask.testing import FlaskClient
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from tests.credentials.signing.test_tokens import lose, rotate
from tests.credentials.signing.test_verifying import failed
from tests.credentials.victims import download
from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, end_credential, make_credential
from tests.factories_kinds import KINDS, make_kind
from trainingapp.accounts.erasure import erase
from trainingapp.credentials.models.verifiable import IssuerKey, KeyKind, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.pdfs import read_pdf
from trainingapp.credentials.signing.screen import Screened
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.web.transactions import committing

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def paper_key() -> IssuerKey:
    """The key that signs PDFs."""
    found = queries.find_key_in(KeyState.ACTIVE, KeyKind.PAPER)
    assert found is not None
    return found


def certificate() -> x509.Certificate:
    """Its certificate."""
    _, _, der = pem.unarmor((paper_key().certificate or "").encode())
    return x509.Certificate.load(der)


@pytest.mark.parametrize("kind", KINDS)
def test_a_pdf_of_every_kind_passes_every_check(client: FlaskClient, kind: str) -> None:
    public_id = make_kind(kind, make_user(), is_open=True)
    findings = verify(download(client, public_id, "pdf"), now=NOON)
    assert failed(findings) == {}
    assert findings.find("paper").word == "paper-signed"
    assert findings.credential is not None
    assert findings.credential.public_id == public_id


def test_another_program_finds_the_signature_whole_and_its_signer_in_us(
    client: FlaskClient,
) -> None:
    pdf = download(client, make_credential(is_open=True), "pdf")
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    trust = ValidationContext(trust_roots=[certificate()], moment=NOON)
    status = validate_pdf_signature(signature, trust)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_without_knowing_us_the_signer_is_unknown(client: FlaskClient) -> None:
    pdf = download(client, make_credential(is_open=True), "pdf")
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[], moment=NOON))
    assert (status.intact, status.valid, status.trusted) == (True, True, False)


def test_the_certificate_says_that_its_issuer_is_the_site_itself(client: FlaskClient) -> None:
    download(client, make_credential(is_open=True), "pdf")
    made = certificate()
    assert made.issuer == made.subject
    assert made.self_signed == "maybe"
    assert made.subject.native == {"organization_name": "localhost", "common_name": "localhost"}
    assert made.not_valid_before <= NOON < made.not_valid_after
    assert made.ca is False


def test_no_byte_of_a_pdf_can_be_changed(client: FlaskClient) -> None:
    pdf = download(client, make_credential(is_open=True), "pdf")
    keys = queries.list_paper_keys()
    read_pdf(pdf, keys)
    start = pdf.index(b"/Contents <")
    end = pdf.index(b">", start)
    for place in [*range(0, start, 997), *range(end + 1, len(pdf), 31)]:
        other = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
        with pytest.raises(Screened):
            read_pdf(other, keys)


def test_a_pdf_whose_credential_was_revoked_is_refused(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    pdf = download(client, public_id, "pdf")
    end_credential(public_id)
    assert failed(verify(pdf, now=NOON)) == {"status": "revoked"}


def test_a_pdf_of_an_old_key_holds_and_one_of_a_lost_key_does_not(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    old = download(client, public_id, "pdf")
    rotate(KeyKind.PAPER)
    new = download(client, public_id, "pdf")
    assert failed(verify(old, now=NOON)) == failed(verify(new, now=NOON)) == {}
    assert lose(KeyKind.PAPER) == 0
    assert failed(verify(old, now=NOON)) == {}
    assert failed(verify(new, now=NOON)) == {"paper": "compromised"}


def test_a_pdf_of_somebody_who_has_left_is_still_answered_for(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin, is_open=True)
    pdf = download(client, public_id, "pdf")
    with committing():
        erase(lin.id)
    assert credential_of(public_id).document == ""
    db.session.remove()
    assert failed(verify(pdf, now=NOON)) == {}
    assert client.get(f"/credentials/{public_id}.pdf").status_code == 404


def test_the_paper_key_is_sealed_and_stands_in_no_list_of_token_keys(client: FlaskClient) -> None:
    download(client, make_credential(is_open=True), "pdf")
    key = paper_key()
    assert "PRIVATE" not in (key.private_sealed or "")
    for path in ("/.well-known/did.json", "/.well-known/jwks.json"):
        assert key.public not in client.get(path).text
    assert client.get(f"/keys/{key.public}.json").status_code == 404


def test_the_attachment_is_the_document_that_was_issued(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    text, key = read_pdf(download(client, public_id, "pdf"), queries.list_paper_keys())
    assert text == credential_of(public_id).document
    assert json.loads(text)["proof"]
    assert key.id == paper_key().id
