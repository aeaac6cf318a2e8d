"""The list of what is revoked: bits, packing, and the signed list that others read."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta

import pytest
from flask import Flask

from tests.factories_courses import NOON
from tests.factories_credentials import active_key, document_of, end_credential, make_credential
from trainingapp.credentials.models.verifiable import IssuerKey, KeyKind
from trainingapp.credentials.queries.verifiable import get_list
from trainingapp.credentials.signing import status
from trainingapp.credentials.signing.keys import did_document, find_issuer, read_multikey
from trainingapp.credentials.signing.listing import sign_list
from trainingapp.credentials.signing.proof import check_proof
from trainingapp.extensions import db
from trainingapp.rules.credential_stamps import read_stamp


def pack(bits: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(bits, mtime=0)).decode().rstrip("=")


def test_bit_0_is_the_leftmost_of_the_first_byte() -> None:
    assert status.with_bit(status.empty_bits(), 0)[0] == 0x80
    assert status.with_bit(status.empty_bits(), 9)[1] == 0x40
    assert status.with_bit(status.empty_bits(), status.BITS - 1)[-1] == 0x01


@pytest.mark.parametrize("index", [0, 1, 7, 8, 70_001, status.BITS - 1])
def test_a_set_bit_is_the_only_one_after_packing_and_unpacking(index: int) -> None:
    bits = status.decode(status.encode(status.with_bit(status.empty_bits(), index)))
    assert status.has_bit(bits, index)
    assert sum(byte.bit_count() for byte in bits) == 1


@pytest.mark.parametrize("index", [-1, status.BITS])
def test_no_bit_lies_outside_the_list(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        status.has_bit(status.empty_bits(), index)
    with pytest.raises(ValueError, match="outside"):
        status.with_bit(status.empty_bits(), index)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "uAAAA",
        "z" + pack(bytes(status.BITS // 8))[1:],
        pack(bytes(status.BITS // 8 - 1)),
        pack(bytes(status.BITS // 8 + 1)),
        pack(bytes(50_000_000)),
        pack(bytes(status.BITS // 8))[:40],
    ],
)
def test_a_list_of_another_length_or_a_bomb_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"list|packed"):
        status.decode(text)


def test_the_list_is_signed_and_good_for_a_day(app: Flask) -> None:
    make_credential()
    found = sign_list(get_list("revocation", 1), active_key(), now=NOON)
    check_proof(found, read_multikey(active_key().public))
    start, end = read_stamp(found["validFrom"]), read_stamp(found["validUntil"])
    assert start is not None
    assert end is not None
    assert start <= NOON < end
    assert end - start == timedelta(hours=24)
    subject = found["credentialSubject"]
    assert isinstance(subject["type"], str)
    assert isinstance(subject["statusPurpose"], str)


def test_the_list_shows_a_revocation_at_once_and_nothing_of_people(app: Flask) -> None:
    public_id = make_credential()
    index = int(document_of(public_id)["credentialStatus"]["statusListIndex"])
    before = sign_list(get_list("revocation", 1), active_key(), now=NOON)
    assert not status.has_bit(status.decode(before["credentialSubject"]["encodedList"]), index)
    db.session.remove()
    end_credential(public_id)
    after = sign_list(get_list("revocation", 1), active_key(), now=NOON)
    assert status.has_bit(status.decode(after["credentialSubject"]["encodedList"]), index)
    assert public_id not in json.dumps(after)


def test_the_list_is_the_same_within_an_hour(app: Flask) -> None:
    make_credential()
    places, key = get_list("revocation", 1), active_key()
    first = sign_list(places, key, now=NOON)
    assert sign_list(places, key, now=NOON + timedelta(minutes=59)) is first
    assert sign_list(places, key, now=NOON + timedelta(hours=1)) != first


def test_the_did_document_lists_addresses_as_strings(app: Flask) -> None:
    issuer = find_issuer()
    keys = [IssuerKey(kind=kind, public=f"{kind}-key", public_jwk={}) for kind in KeyKind]
    found = did_document(issuer, keys)
    assert found["id"] == "did:web:localhost"
    signing = [kind for kind in KeyKind if kind != KeyKind.PAPER]
    assert found["assertionMethod"] == [f"did:web:localhost#{kind}-key" for kind in signing]
    assert {method["controller"] for method in found["verificationMethod"]} == {issuer.did}
