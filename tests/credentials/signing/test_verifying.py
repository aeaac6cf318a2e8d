"""A credential of ours holds; a changed, revoked, expired or foreign one does not, and each check says so by itself."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError

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
from trainingapp.credentials.models.verifiable import KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import (
    find_issuer,
    open_key,
    read_multikey,
    write_multikey,
)
from trainingapp.credentials.signing.proof import sign
from trainingapp.credentials.signing.verifying import Findings, Outcome, verify
from trainingapp.extensions import db
from trainingapp.rules.credential_stamps import stamp
from trainingapp.web.transactions import writing

Path = tuple[str | int, ...]


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    return document_of(make_credential())


def failed(findings: Findings) -> dict[str, str]:
    """The checks that have not passed and why."""
    return {c.name: c.word for c in findings.checks if c.outcome is not Outcome.PASSED}


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """Where every value of a document stands that is no list and no object."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, inner in pairs:
            yield from leaves(inner, (*path, name))
    else:
        yield path


def changed(document: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    """The document with another value in one place."""
    other = copy.deepcopy(document)
    place: Any = other
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return other


def at(document: Any, path: Path) -> Any:
    for name in path:
        document = document[name]
    return document


def resigned(document: dict[str, Any], private: Ed25519PrivateKey, method: str) -> dict[str, Any]:
    """The document signed again by somebody."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    return sign(bare, private, method=method, created=NOON)


def our_key() -> tuple[Ed25519PrivateKey, str]:
    """What only somebody inside has."""
    key = active_key()
    return open_key(key.private_sealed or ""), find_issuer().method(key.public)


def test_a_credential_as_issued_passes_every_check(document: dict[str, Any]) -> None:
    findings = verify(json.dumps(document), now=NOON)
    assert findings.is_valid
    assert [check.name for check in findings.checks] == [
        *("form", "signature", "issuer", "record", "status", "validity", "claim")
    ]
    assert findings.credential is not None


@pytest.mark.parametrize("indent", [None, 4])
def test_spaces_and_the_order_of_names_do_not_matter(
    document: dict[str, Any], indent: int | None
) -> None:
    other = dict(reversed(document.items()))
    assert verify(json.dumps(other, indent=indent), now=NOON).is_valid


def test_every_changed_leaf_is_refused(document: dict[str, Any]) -> None:
    places = list(leaves(document))
    assert len(places) > 35
    accepted = []
    for path in places:
        value = at(document, path)
        other = (not value) if isinstance(value, bool) else f"{value}x"
        found = failed(verify(changed(document, path, other), now=NOON))
        if "signature" not in found and "form" not in found:
            accepted.append(path)
    assert accepted == []


def test_every_removed_leaf_is_refused(document: dict[str, Any]) -> None:
    accepted = []
    for path in leaves(document):
        other = copy.deepcopy(document)
        del at(other, path[:-1])[path[-1]]
        if verify(other, now=NOON).is_valid:
            accepted.append(path)
    assert accepted == []


def test_the_signature_alone_notices_a_changed_name(document: dict[str, Any]) -> None:
    path = ("credentialSubject", "identifier", 0, "identityHash")
    found = failed(verify(changed(document, path, "王建国"), now=NOON))
    assert found == {"signature": "signature", "record": "not-ours"}


def test_a_value_of_another_type_that_reads_the_same_is_not_the_one_issued(
    document: dict[str, Any],
) -> None:
    path = ("credentialSubject", "identifier", 0, "hashed")
    assert failed(verify(changed(document, path, "false"), now=NOON)) == {"record": "not-ours"}


def test_a_term_that_no_context_knows_is_refused_as_unsigned(document: dict[str, Any]) -> None:
    other = {**document, "nationalCertificate": "yes"}
    assert failed(verify(other, now=NOON))["signature"] == "unsigned"


def test_an_unsigned_term_is_never_signed(document: dict[str, Any]) -> None:
    private, method = our_key()
    with pytest.raises(ValueError, match="unsigned"):
        resigned({**document, "nationalCertificate": "yes"}, private, method)


def test_a_revoked_credential_says_so_and_still_has_its_signature(app: Flask) -> None:
    public_id = make_credential()
    document = document_of(public_id)
    end_credential(public_id)
    findings = verify(document, now=NOON)
    assert failed(findings) == {"status": "revoked"}
    assert not findings.is_valid


def test_a_credential_does_not_hold_before_it_was_issued(document: dict[str, Any]) -> None:
    assert failed(verify(document, now=NOON - timedelta(seconds=1))) == {"validity": "not-yet"}


@pytest.mark.parametrize(
    ("until", "word"),
    [
        (stamp(NOON - timedelta(days=1)), "expired"),
        (stamp(NOON), "expired"),
        ("tomorrow", "no-dates"),
    ],
)
def test_an_end_counts(document: dict[str, Any], until: str, word: str) -> None:
    private, method = our_key()
    other = resigned({**document, "validUntil": until}, private, method)
    found = failed(verify(other, now=NOON))
    assert found["validity"] == word
    assert "signature" not in found or until == "tomorrow"


def test_somebody_elses_key_is_refused_even_in_the_address_of_our_issuer(
    document: dict[str, Any],
) -> None:
    stranger = Ed25519PrivateKey.generate()
    method = find_issuer().method(write_multikey(stranger.public_key()))
    found = failed(verify(resigned(document, stranger, method), now=NOON))
    assert found == {"signature": "foreign-key", "record": "not-ours"}


def test_somebody_elses_key_under_the_name_of_ours_is_refused(document: dict[str, Any]) -> None:
    _private, method = our_key()
    other = resigned(document, Ed25519PrivateKey.generate(), method)
    assert failed(verify(other, now=NOON))["signature"] == "signature"


def test_our_key_under_another_issuer_is_refused(document: dict[str, Any]) -> None:
    private, method = our_key()
    other = changed(document, ("issuer", "id"), "did:web:elsewhere.example")
    found = failed(verify(resigned(other, private, method), now=NOON))
    assert found["issuer"] == "somebody-else"


def test_the_address_of_a_key_must_be_of_our_issuer(document: dict[str, Any]) -> None:
    private, method = our_key()
    elsewhere = "did:web:elsewhere.example#" + method.partition("#")[2]
    found = failed(verify(resigned(document, private, elsewhere), now=NOON))
    assert found["signature"] == "foreign-key"


def test_what_our_key_signed_but_we_did_not_issue_is_not_ours(document: dict[str, Any]) -> None:
    private, method = our_key()
    path = ("credentialSubject", "identifier", 0, "identityHash")
    other = resigned(changed(document, path, "王建国"), private, method)
    assert failed(verify(other, now=NOON)) == {"record": "not-ours"}


def test_a_status_of_another_place_is_unknown_and_never_fetched(document: dict[str, Any]) -> None:
    private, method = our_key()
    path = ("credentialStatus", "statusListCredential")
    other = resigned(changed(document, path, "http://169.254.169.254/1"), private, method)
    assert failed(verify(other, now=NOON))["status"] == "no-status"


def test_a_credential_without_a_status_is_not_valid(document: dict[str, Any]) -> None:
    private, method = our_key()
    bare = {name: value for name, value in document.items() if name != "credentialStatus"}
    assert failed(verify(resigned(bare, private, method), now=NOON))["status"] == "no-status"


@pytest.mark.parametrize("tag", [["verified_by_us", "issued_by_us"], "issued_by_us", ["x"]])
def test_a_credential_says_once_whose_word_it_is(document: dict[str, Any], tag: object) -> None:
    private, method = our_key()
    other = changed(document, ("credentialSubject", "achievement", "tag"), tag)
    assert failed(verify(resigned(other, private, method), now=NOON))["claim"] == "no-claim"


def rotate() -> None:
    add_next_key()
    with writing():
        key = queries.find_key_in(KeyState.NEXT)
        assert key is not None
        key_actions.activate(key, actor_id=1, now=NOON + timedelta(days=1))
        db.session.commit()
        db.session.remove()


def test_what_an_old_key_signed_verifies_after_rotation(document: dict[str, Any]) -> None:
    rotate()
    assert verify(document, now=NOON + timedelta(days=2)).is_valid
    other = document_of(make_credential(now=NOON + timedelta(days=2)))
    assert other["proof"][0]["verificationMethod"] != document["proof"][0]["verificationMethod"]
    assert verify(other, now=NOON + timedelta(days=2)).is_valid


def test_what_a_lost_key_signed_is_refused(document: dict[str, Any]) -> None:
    with writing():
        number = key_actions.give_up(active_key(), reason="硬盘遗失", actor_id=1, now=NOON)
        db.session.commit()
        db.session.remove()
    assert number == 1
    found = failed(verify(document, now=NOON))
    assert found == {"signature": "compromised", "status": "revoked"}


def foreign_verifier() -> OB3LdpVerifier:
    """The second opinion: a library that we did not write, with our public key in hand."""
    public = read_multikey(active_key().public)
    return OB3LdpVerifier(
        pubkey_pem=public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


def test_an_independent_verifier_accepts_what_we_issue(document: dict[str, Any]) -> None:
    found = foreign_verifier().verify(json.dumps(document))
    assert found.id == document["id"]
    assert found.identifiers[0].identity_hash == "林美华"


def test_an_independent_verifier_refuses_what_was_changed(document: dict[str, Any]) -> None:
    other = changed(document, ("credentialSubject", "achievement", "name"), "社会工作师")
    with pytest.raises(OB3VerificationError):
        foreign_verifier().verify(json.dumps(other))


def test_a_credential_names_a_person_and_nothing_else_of_them(app: Flask) -> None:
    public_id = make_credential()
    row = credential_of(public_id)
    for text in (row.document, json.dumps(row.title)):
        assert "@example.org" not in text
        assert "sha256" not in text
    subject = json.loads(row.document)["credentialSubject"]
    assert set(subject) == {"id", "type", "identifier", "activityEndDate", "achievement"}
    assert subject["id"].startswith("urn:uuid:")


def test_no_credential_sounds_like_the_national_certificate(document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False)
    assert "不是国家职业资格证书" in text
    for word in ("中华人民共和国", "职业水平证书", "管理号", "社会工作师"):
        assert word not in text
