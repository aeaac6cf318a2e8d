"""Every kind holds as issued, for us and for a verifier that we did not write; changed anywhere it is refused; revoked
it is refused at once and everywhere.
"""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3.clr import bundled_clr_contexts
from openbadgeslib.ob3.ldp import verify_data_integrity_proof

from tests.credentials.signing.test_verifying import (
    at,
    changed,
    failed,
    foreign_verifier,
    leaves,
    our_key,
    resigned,
)
from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import (
    FACTS,
    active_key,
    credential_of,
    document_of,
    end_credential,
    make_credential,
)
from tests.factories_kinds import KINDS, MOCK, SINGLE, bundle_of, make_kind
from trainingapp.credentials.kinds import achievement_of
from trainingapp.credentials.queries.verifiable import find_by_fingerprint, fingerprint
from trainingapp.credentials.signing.keys import read_multikey
from trainingapp.credentials.signing.screen import MOST_BLANK, MOST_TYPES, screen
from trainingapp.credentials.signing.status import decode, has_bit
from trainingapp.credentials.signing.verifying import verify

Document = dict[str, Any]

# What the official schema (OB 3.0, ob_v3p0_achievementcredential_schema.json) requires of each object, and which of
# their names hold lists. Each kind was held against the whole schema by hand.
REQUIRED = {
    "Achievement": {"id", "type", "criteria", "description", "name"},
    "AchievementSubject": {"type", "achievement"},
    "Profile": {"id", "type"},
    "Result": {"type"},
    "ResultDescription": {"id", "type", "name", "resultType"},
    "IdentityObject": {"type", "hashed", "identityHash", "identityType"},
    "OpenBadgeCredential": {"@context", "id", "type", "credentialSubject", "issuer", "validFrom"},
}
LISTS = {"type", "identifier", "result", "resultDescription", "tag", "proof", "@context"}
STRINGS = {"IdentityObject", "BitstringStatusListEntry", "DataIntegrityProof"}


def public_pem() -> bytes:
    public = read_multikey(active_key().public)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def nodes(value: object) -> list[Document]:
    found = [value] if isinstance(value, dict) else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [node for one in inner for node in nodes(one)]


def other_value(value: object) -> object:
    return (not value) if isinstance(value, bool) else f"{value}x"


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_passes_every_check_as_it_was_issued(app: Flask, kind: str) -> None:
    row = credential_of(make_kind(kind, make_user()))
    findings = verify(row.document, now=NOON)
    assert failed(findings) == {}
    assert findings.find("claim").word == row.claim
    assert [check.name for check in findings.checks].count("parts") == (kind == "bundle")


@pytest.mark.parametrize("kind", [*SINGLE])
def test_an_independent_verifier_accepts_each_kind_and_refuses_it_changed(
    app: Flask, kind: str
) -> None:
    document = document_of(make_kind(kind, make_user()))
    found = foreign_verifier().verify(json.dumps(document))
    assert found.achievement.name == document["name"]
    path = ("credentialSubject", "achievement", "description")
    other = changed(document, path, "国家职业资格证书")
    with pytest.raises(LibOpenBadgesException):
        foreign_verifier().verify(json.dumps(other))


def test_an_independent_verifier_accepts_the_bundle_and_each_part_of_it(app: Flask) -> None:
    document = document_of(make_kind("bundle", make_user()))
    key, contexts = public_pem(), bundled_clr_contexts()
    verify_data_integrity_proof(document, key, extra_contexts=contexts)
    parts = document["credentialSubject"]["verifiableCredential"]
    assert len(parts) == len(SINGLE)
    for part in parts:
        foreign_verifier().verify(json.dumps(part))
    parts[0]["name"] += "x"
    with pytest.raises(LibOpenBadgesException):
        verify_data_integrity_proof(document, key, extra_contexts=contexts)


@pytest.mark.parametrize("kind", [*SINGLE])
def test_each_kind_is_built_as_the_official_schema_asks(app: Flask, kind: str) -> None:
    document = document_of(make_kind(kind, make_user()))
    for node in nodes(document):
        types = node.get("type", [])
        names = [types] if isinstance(types, str) else types
        assert isinstance(types, list) != (names != [] and names[0] in STRINGS)
        for name in names:
            assert REQUIRED.get(name, set()) <= node.keys()
    for node in nodes(document):
        for name, value in node.items():
            if name == "type" or (name == "resultDescription" and "Result" in node["type"]):
                continue
            assert isinstance(value, list) == (name in LISTS), name


@pytest.mark.parametrize("kind", [*SINGLE])
def test_whatever_is_changed_in_a_kind_is_refused(app: Flask, kind: str) -> None:
    document = document_of(make_kind(kind, make_user()))
    accepted = []
    for path in leaves(document):
        found = failed(verify(changed(document, path, other_value(at(document, path))), now=NOON))
        if "form" not in found and not {"signature", "record"} <= found.keys():
            accepted.append(path)
    assert accepted == []


def test_whatever_is_changed_in_a_bundle_is_not_what_we_issued(app: Flask) -> None:
    document = document_of(make_kind("bundle", make_user()))
    places = list(leaves(document))
    assert len(places) > 250
    prints = {
        fingerprint(changed(document, path, other_value(at(document, path)))) for path in places
    }
    assert len(prints) == len(places)
    assert fingerprint(document) not in prints
    assert all(find_by_fingerprint(one) is None for one in list(prints)[::20])


def test_whatever_is_changed_in_or_of_a_part_breaks_the_signature_of_the_bundle(app: Flask) -> None:
    lin = make_user()
    parts = [make_credential(lin, facts) for facts in (FACTS, MOCK)]
    document = document_of(make_credential(lin, bundle_of(*parts)))
    inner = ("credentialSubject", "verifiableCredential", 1)
    places = [path for path in leaves(document) if path[:3] == inner]
    assert len(places) > 40
    for path in places[::4]:
        found = failed(verify(changed(document, path, other_value(at(document, path))), now=NOON))
        assert "form" in found or {"signature", "record"} <= found.keys(), path


@pytest.mark.parametrize("act", ["revoked", "superseded"])
def test_a_bundle_falls_with_a_part_of_it(app: Flask, act: str) -> None:
    lin = make_user()
    parts = [make_credential(lin, facts) for facts in (FACTS, MOCK)]
    bundle = make_credential(lin, bundle_of(*parts))
    if act == "revoked":
        end_credential(parts[0])
    else:
        make_credential(lin, type(FACTS)(FACTS.course_id, "改名", FACTS.completed_on))
    row = credential_of(bundle)
    assert (row.state, row.events[-1].reason, row.events[-1].actor_id) == (
        "revoked",
        "site:part",
        None,
    )
    assert failed(verify(row.document, now=NOON)) == {"status": "revoked", "parts": "parts-ended"}
    assert verify(credential_of(parts[1]).document, now=NOON).is_valid


def test_a_bundle_with_a_part_that_is_over_says_so(app: Flask) -> None:
    document = document_of(make_kind("bundle", make_user()))
    late = datetime(2028, 1, 1, tzinfo=UTC)
    assert failed(verify(document, now=late)) == {"validity": "expired", "parts": "parts-ended"}


@pytest.mark.parametrize("stranger", ["foreign", "none"])
def test_a_bundle_of_what_we_have_not_issued_is_refused_even_with_our_signature(
    app: Flask, stranger: str
) -> None:
    document = document_of(make_kind("bundle", make_user()))
    private, method = our_key()
    parts = document["credentialSubject"]["verifiableCredential"]
    if stranger == "foreign":
        parts[0]["name"] = "国家证书"
    else:
        parts.clear()
    found = failed(verify(resigned(document, private, method), now=NOON))
    assert found == {"record": "not-ours", "parts": "parts-foreign"}


@pytest.mark.parametrize(
    "change",
    [
        {"@context": ["https://elsewhere.example/context"]},
        {"@context": {"name": "https://elsewhere.example/name"}},
        {"@context": []},
        {"@id": "x"},
    ],
)
def test_a_part_brings_no_vocabulary_of_its_own(app: Flask, change: Document) -> None:
    document = document_of(make_kind("bundle", make_user()))
    document["credentialSubject"]["verifiableCredential"][0].update(change)
    assert set(failed(verify(document, now=NOON))) == {
        *("form", "signature", "issuer", "record", "status", "validity", "claim")
    }


def test_a_vocabulary_elsewhere_in_a_document_is_refused(app: Flask) -> None:
    document = document_of(make_kind("mock", make_user()))
    document["credentialSubject"]["achievement"]["@context"] = document["@context"]
    assert failed(verify(document, now=NOON))["form"] == "name"


def test_the_largest_bundle_stays_within_what_is_looked_at(app: Flask) -> None:
    document = document_of(make_kind("mock", make_user()))
    bundle = document_of(make_kind("bundle", make_user("王建国")))
    bundle["credentialSubject"]["verifiableCredential"] = [copy.deepcopy(document)] * 10
    assert screen(bundle)
    blank = sum("id" not in node for node in nodes(bundle))
    assert blank <= MOST_BLANK
    assert MOST_TYPES < 150


@pytest.mark.parametrize("types", [["VerifiableCredential"], ["ClrCredential"], "ClrCredential"])
def test_what_is_neither_a_badge_nor_a_record_is_not_looked_at(app: Flask, types: object) -> None:
    document = {**document_of(make_kind("mock", make_user())), "type": types}
    assert failed(verify(document, now=NOON))["form"] == "kind"


def test_what_is_both_a_badge_and_a_record_is_not_looked_at(app: Flask) -> None:
    document = document_of(make_kind("bundle", make_user()))
    document["type"].append("OpenBadgeCredential")
    assert failed(verify(document, now=NOON))["form"] == "kind"


@pytest.mark.parametrize("achievement", [None, [], "x", [{}, {}], [1]])
def test_a_document_without_one_achievement_has_no_claim(achievement: object) -> None:
    assert achievement_of({"credentialSubject": {"achievement": achievement}}) == {}
    assert achievement_of({"credentialSubject": achievement}) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_revocation_is_seen_at_once_on_the_page_in_the_list_and_by_programs(
    app: Flask, client: FlaskClient, kind: str
) -> None:
    public_id = make_kind(kind, make_user(), is_open=True)
    document = document_of(public_id)
    english = {"Accept-Language": "en"}

    def seen() -> tuple[bool, bool, bool]:
        page = client.get(f"/credentials/{public_id}", headers=english).get_data(as_text=True)
        entry = document["credentialStatus"]
        answer = json.loads(client.get("/status/revocation/1").data)
        bits = decode(answer["credentialSubject"]["encodedList"])
        told = client.post("/api/verify", data=json.dumps(document)).get_json()
        return (
            "It was revoked." in page,
            has_bit(bits, int(entry["statusListIndex"])),
            not told["valid"],
        )

    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert seen() == (False, False, False)
        end_credential(public_id)
        assert seen() == (True, True, True)
