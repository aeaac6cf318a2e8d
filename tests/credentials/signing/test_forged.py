"""Credentials forged with what a forger may get hold of: ended keys, keys of another kind, files that hold others."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests.credentials.signing.test_verifying import failed, our_key, resigned
from tests.credentials.victims import BADGE, TOKEN, download, token_of
from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import (
    active_key,
    add_next_key,
    credential_of,
    document_of,
    end_credential,
    make_credential,
)
from trainingapp.credentials.actions import keys as key_actions
from trainingapp.credentials.models import IssuerKey
from trainingapp.credentials.models.verifiable import KeyKind, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.baking import bake_png, bake_svg
from trainingapp.credentials.signing.jwks import open_private
from trainingapp.credentials.signing.keys import find_issuer, write_multikey
from trainingapp.credentials.signing.listing import sign_list
from trainingapp.credentials.signing.pdf_signing import sign_pdf
from trainingapp.credentials.signing.proof import ProofBroken, sign
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.rules.credential_stamps import stamp
from trainingapp.web.transactions import writing

LATER = NOON + timedelta(days=2)
SUBJECT = "credentialSubject"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def stolen(client: FlaskClient) -> tuple[dict[str, Any], Ed25519PrivateKey, str]:
    """A true document, and the key that signed it as a thief has it."""
    document = document_of(make_credential())
    return document, *our_key()


def rotate(kind: KeyKind = KeyKind.PROOF) -> None:
    """Let the next key sign."""
    actor = make_user("周敏").id
    with writing():
        key = key_actions.add_next(kind, actor_id=actor, now=NOON)
        key_actions.activate(key, actor_id=actor, now=LATER)
        db.session.commit()
        db.session.remove()


def lose(public: str) -> None:
    """Give a key up."""
    actor = make_user("周敏").id
    with writing():
        key = db.session.query(IssuerKey).filter_by(public=public).one()
        key_actions.give_up(key, reason="泄露", actor_id=actor, now=NOON)
        db.session.commit()
        db.session.remove()


def renamed(document: dict[str, Any]) -> dict[str, Any]:
    """The document about something better."""
    other = copy.deepcopy(document)
    other["name"] = "高级社会工作实务"
    return other


def test_a_thief_with_the_retired_key_adds_nothing_to_the_register(
    stolen: tuple[dict[str, Any], Ed25519PrivateKey, str],
) -> None:
    document, private, method = stolen
    rotate()
    assert failed(verify(document, now=LATER)) == {}
    forged = resigned(renamed(document), private, method)
    assert failed(verify(forged, now=LATER)) == {"record": "not-ours"}


def test_a_thief_with_a_lost_key_is_refused_by_signature_and_register(
    stolen: tuple[dict[str, Any], Ed25519PrivateKey, str],
) -> None:
    document, private, method = stolen
    lose(method.rpartition("#")[2])
    found = failed(verify(resigned(renamed(document), private, method), now=NOON))
    assert {"signature": "compromised", "record": "not-ours"}.items() <= found.items()


def test_a_key_that_is_published_but_not_in_use_signs_nothing(app: Flask) -> None:
    document = document_of(make_credential())
    add_next_key()
    key = queries.find_key_in(KeyState.NEXT)
    assert key is not None
    method = find_issuer().method(key.public)
    found = failed(verify(resigned(document, our_key()[0], method), now=NOON))
    assert found["signature"] == "foreign-key"


@pytest.mark.parametrize("kind", [KeyKind.BADGE, KeyKind.TOKEN, KeyKind.PAPER])
def test_a_key_of_another_kind_is_none_in_a_proof(app: Flask, kind: KeyKind) -> None:
    document = document_of(make_credential())
    public = key_actions.find_signer(kind, now=NOON).public
    forged = resigned(document, our_key()[0], find_issuer().method(public))
    assert failed(verify(forged, now=NOON))["signature"] == "foreign-key"


def test_a_strangers_key_is_none_even_where_the_document_names_it_in_full(app: Flask) -> None:
    document = document_of(make_credential())
    private = Ed25519PrivateKey.generate()
    public = write_multikey(private.public_key())
    for method in (f"did:key:{public}#{public}", find_issuer().method(public), public):
        found = failed(verify(resigned(document, private, method), now=NOON))
        assert found == {"signature": "foreign-key", "record": "not-ours"}


@pytest.mark.parametrize("purpose", ["authentication", "keyAgreement", "capabilityInvocation", ""])
def test_a_proof_for_another_purpose_is_refused_before_its_signature(
    app: Flask, purpose: str
) -> None:
    document = document_of(make_credential())
    document["proof"][0]["proofPurpose"] = purpose
    assert failed(verify(document, now=NOON)) == {"signature": "purpose", "record": "not-ours"}


@pytest.mark.parametrize("days", [-3650, -1, 1, 3650])
def test_a_true_document_signed_at_another_time_is_not_the_one_we_issued(
    stolen: tuple[dict[str, Any], Ed25519PrivateKey, str], days: int
) -> None:
    document, private, method = stolen
    bare = {name: value for name, value in document.items() if name != "proof"}
    created = NOON + timedelta(days=days)
    forged = sign(bare, private, method=method, created=created)
    assert forged["proof"][0]["created"] == stamp(created)
    assert failed(verify(forged, now=NOON)) == {"record": "not-ours"}


def test_the_moment_of_a_proof_cannot_be_moved_without_the_key(app: Flask) -> None:
    document = document_of(make_credential())
    document["proof"][0]["created"] = stamp(LATER)
    assert failed(verify(document, now=NOON)) == {"signature": "signature", "record": "not-ours"}


STATUS: dict[str, tuple[dict[str, str], str]] = {
    "another bit": ({"statusListIndex": "7", "id": "{list}#7"}, "holds"),
    "the id of another bit": ({"id": "{list}#7"}, "no-status"),
    "another list": (
        {
            "id": "{base}/status/revocation/2#{index}",
            "statusListCredential": "{base}/status/revocation/2",
        },
        "no-status",
    ),
    "another host": (
        {"statusListCredential": "https://evil.example/status/revocation/1"},
        "no-status",
    ),
    "our host in a name": (
        {"statusListCredential": "http://localhost.evil.example/status/revocation/1"},
        "no-status",
    ),
    "our host as a user": (
        {"statusListCredential": "http://localhost@evil/revocation/1"},
        "no-status",
    ),
    "a query behind": ({"statusListCredential": "{list}?x=/1"}, "no-status"),
    "a path that climbs": (
        {"statusListCredential": "{base}/status/revocation/../revocation/1"},
        "no-status",
    ),
    "zeros in front": ({"statusListIndex": "0{index}"}, "no-status"),
    "a sign in front": ({"statusListIndex": "+{index}"}, "no-status"),
    "beyond the end": ({"statusListIndex": "131072", "id": "{list}#131072"}, "no-status"),
    "a list of suspensions": (
        {"statusPurpose": "suspension", "statusListCredential": "{base}/status/suspension/1"},
        "no-status",
    ),
}


@pytest.mark.parametrize("name", STATUS)
def test_a_revoked_credential_pointed_elsewhere_does_not_hold(
    stolen: tuple[dict[str, Any], Ed25519PrivateKey, str], name: str
) -> None:
    document, private, method = stolen
    end_credential(document["id"].rpartition("/")[2])
    entry = document["credentialStatus"]
    known = {
        "list": entry["statusListCredential"],
        "base": find_issuer().base,
        "index": entry["statusListIndex"],
    }
    values, word = STATUS[name]
    entry.update({key: value.format(**known) for key, value in values.items()})
    for forged in (document, resigned(document, private, method)):
        found = verify(forged, now=NOON)
        assert found.find("status").word == word
        assert failed(found)["record"] == "not-ours"
        assert not found.is_valid


def test_a_list_that_somebody_brings_is_no_credential(app: Flask) -> None:
    make_credential()
    bare = dict(sign_list(queries.get_list("revocation", 1), active_key(), now=NOON))
    for document in (bare, {**bare, "type": [*bare["type"], "OpenBadgeCredential"]}):
        assert failed(verify(document, now=NOON))["form"] == "kind"


def test_a_list_inside_of_a_credential_is_never_read(
    stolen: tuple[dict[str, Any], Ed25519PrivateKey, str],
) -> None:
    document, _private, _method = stolen
    end_credential(document["id"].rpartition("/")[2])
    brought = {**document, "relatedResource": [{"id": document["credentialStatus"]["id"]}]}
    assert failed(verify(brought, now=NOON))["status"] == "revoked"


@pytest.mark.parametrize("kind", [BADGE, TOKEN])
def test_a_token_glued_into_the_picture_of_another_says_whose_it_is(
    client: FlaskClient, kind: str
) -> None:
    lin, wang = (make_credential(make_user(name), is_open=True) for name in ("林美华", "王建国"))
    token = token_of(client, lin, kind)
    picture, drawing = (download(client, wang, ending) for ending in ("png", "svg"))
    assert failed(verify(bake_png(picture, token), now=NOON))["form"] == "picture-several"
    assert failed(verify(bake_svg(drawing, token), now=NOON))["form"] == "picture-several"
    bare = download(client, wang, "png").replace(b"openbadgecredential", b"openbadgecredentiaL")
    assert failed(verify(bare, now=NOON))["form"] == "picture"
    found = verify(token, now=NOON)
    assert found.credential is not None
    assert found.credential.public_id == lin
    end_credential(lin)
    assert failed(verify(token, now=NOON))["status"] == "revoked"
    assert verify(picture, now=NOON).is_valid


@pytest.mark.parametrize("kind", [KeyKind.BADGE, KeyKind.TOKEN])
def test_a_token_of_a_lost_key_is_refused_although_its_credential_holds(
    client: FlaskClient, kind: KeyKind
) -> None:
    public_id = make_credential(is_open=True)
    token = token_of(client, public_id, BADGE if kind is KeyKind.BADGE else TOKEN)
    public = next(key.public for key in queries.list_keys() if key.kind == kind)
    lose(public)
    assert failed(verify(token, now=NOON)) == {"signature": "compromised"}
    assert verify(document_of(public_id), now=NOON).is_valid
    assert token_of(client, public_id, BADGE if kind is KeyKind.BADGE else TOKEN) != token


def test_a_proof_inside_of_a_token_is_no_part_of_what_we_issued(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    badge = token_of(client, public_id, BADGE)
    head, payload, signed = badge.split(".")
    document = credential_of(public_id).document
    for forged in (f"{head}.{payload}.{signed}{document}", f"{document}.{payload}.{signed}"):
        assert not verify(forged, now=NOON).is_valid


Change = Callable[[bytes], bytes]


def attached_again(pdf: bytes) -> bytes:
    """A second file of the same name, added as editors do."""
    later = IncrementalPdfFileWriter(BytesIO(pdf))
    content = embed.EmbeddedFileObject.from_file_data(later, data=b"{}", compress=False)
    spec = embed.FileSpec(file_spec_string="credential.json", embedded_data=content)
    embed.embed_file(later, spec)
    out = BytesIO()
    later.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def rewritten(pdf: bytes) -> bytes:
    """The file as an editor saves it with a word changed."""
    later = IncrementalPdfFileWriter(BytesIO(pdf))
    later.root["/Lang"] = generic.TextStringObject("zh")
    later.update_root()  # type: ignore[no-untyped-call]
    out = BytesIO()
    later.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


@pytest.mark.parametrize("change", [rewritten, lambda pdf: pdf + b"%%EOF\n", lambda pdf: pdf[:-6]])
def test_a_pdf_that_was_saved_again_is_not_opened(client: FlaskClient, change: Change) -> None:
    pdf = download(client, make_credential(is_open=True), "pdf")
    assert verify(pdf, now=NOON).is_valid
    assert failed(verify(change(pdf), now=NOON))["form"] == "paper-foreign"


def test_a_second_attachment_is_refused_with_our_signature_as_little_as_without(
    client: FlaskClient,
) -> None:
    pdf = download(client, make_credential(is_open=True), "pdf")
    doubled = attached_again(pdf)
    assert doubled.count(b"/EmbeddedFile") > pdf.count(b"/EmbeddedFile")
    assert failed(verify(doubled, now=NOON))["form"] == "paper-foreign"


def test_a_pdf_signed_twice_by_us_has_two_ranges_and_is_refused(client: FlaskClient) -> None:
    pdf = download(client, make_credential(is_open=True), "pdf")
    with pytest.raises(Exception, match=r"(?i)sign|modif|field"):
        sign_pdf(pdf, key_actions.find_signer(KeyKind.PAPER, now=NOON))


def test_the_private_half_of_a_kind_is_opened_as_that_kind_alone(client: FlaskClient) -> None:
    make_credential()
    with pytest.raises(ValueError):
        open_private(active_key())


def test_we_do_not_sign_over_a_proof_that_is_there(
    stolen: tuple[dict[str, Any], Ed25519PrivateKey, str],
) -> None:
    document, private, method = stolen
    with pytest.raises(ProofBroken, match="proofs"):
        sign(document, private, method=method, created=NOON)


def test_a_document_of_another_holder_in_the_name_of_ours_is_refused(client: FlaskClient) -> None:
    lin, wang = (document_of(make_credential(make_user(name))) for name in ("林美华", "王建国"))
    for name in (SUBJECT, "id", "credentialStatus", "proof"):
        assert "signature" in failed(verify({**lin, name: wang[name]}, now=NOON)), name
    assert failed(verify(json.dumps(lin), now=NOON)) == {}
