"""Documents made to break the verifier: each is refused clearly and opens no address."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, NoReturn

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.credentials.signing.test_canonical import alike
from tests.factories_courses import NOON
from tests.factories_credentials import document_of, end_credential, make_credential
from trainingapp.credentials import wording
from trainingapp.credentials.signing.opening import MOST_CARRIER
from trainingapp.credentials.signing.screen import MOST_BYTES
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import limiter

EN = {"Accept-Language": "en"}
Change = Callable[[dict[str, Any]], object]
ATTACKER = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
METADATA = "http://169.254.169.254/latest/meta-data"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection or asks for an address fails the test."""

    def refuse(*_arguments: object, **_options: object) -> NoReturn:
        pytest.fail("the verifier opened an address")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def put(*path: str | int, value: object) -> Change:
    """Set one value of a document."""

    def change(document: dict[str, Any]) -> object:
        place: Any = document
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
        return document

    return change


def proof(**values: object) -> Change:
    """Change the proof, or add to it."""
    return lambda document: {**document, "proof": [{**document["proof"][0], **values}]}


def clique(labels: int) -> list[object]:
    names = [f"_:b{number}" for number in range(labels)]
    return [
        {"id": one, "related": [{"id": other} for other in names if other != one]} for one in names
    ]


def nested(depth: int) -> object:
    found: object = {"type": ["Related"], "id": "urn:x:1"}
    for _ in range(depth):
        found = {"related": found}
    return found


SUBJECT = "credentialSubject"
LIST = ("credentialStatus", "statusListCredential")

# name: (what is changed, the check that refuses it)
DOCUMENTS: dict[str, tuple[Change, str]] = {
    "key in the fragment": (
        proof(verificationMethod=f"did:web:localhost#{ATTACKER}"),
        "signature",
    ),
    "key of did:key": (proof(verificationMethod=f"did:key:{ATTACKER}#{ATTACKER}"), "signature"),
    "key behind an address": (proof(verificationMethod=f"{METADATA}#key"), "signature"),
    "key of another host": (
        proof(verificationMethod=f"did:web:evil.example#{ATTACKER}"),
        "signature",
    ),
    "key of nobody": (proof(verificationMethod=""), "signature"),
    "key as a path": (proof(verificationMethod="did:web:localhost#../../etc/passwd"), "signature"),
    "key with a NUL escaped": (proof(verificationMethod="did:web:localhost#z\n"), "signature"),
    "key brought along": (proof(publicKeyMultibase=ATTACKER), "signature"),
    "key as JWK": (proof(jwk={"kty": "OKP", "x": "AAAA"}), "signature"),
    "key by jku": (proof(jku=METADATA), "signature"),
    "method as an object": (proof(verificationMethod={"id": "x"}), "signature"),
    "suite none": (proof(cryptosuite="none"), "signature"),
    "suite with another canonical form": (proof(cryptosuite="eddsa-jcs-2022"), "signature"),
    "suite ecdsa": (proof(cryptosuite="ecdsa-rdfc-2019"), "signature"),
    "old suite": (proof(type="Ed25519Signature2020"), "signature"),
    "another purpose": (proof(proofPurpose="authentication"), "signature"),
    "value of zeros": (proof(proofValue="z" + "1" * 64), "signature"),
    "value empty": (proof(proofValue=""), "signature"),
    "value not base58": (proof(proofValue="z0OIl"), "signature"),
    "value of thirty thousand letters": (proof(proofValue="z" + "2" * 30_000), "signature"),
    "value as a number": (proof(proofValue=7), "signature"),
    "created moved": (proof(created="2020-01-01T00:00:00Z"), "signature"),
    "context in the proof": (
        proof(**{"@context": ["https://www.w3.org/ns/credentials/v2"]}),
        "form",
    ),
    "no proof": (lambda d: {k: v for k, v in d.items() if k != "proof"}, "signature"),
    "empty proofs": (put("proof", value=[]), "signature"),
    "two proofs": (lambda d: {**d, "proof": d["proof"] * 2}, "signature"),
    "a hundred proofs": (lambda d: {**d, "proof": d["proof"] * 100}, "form"),
    "proof as text": (put("proof", value="z"), "signature"),
    "context remote": (put("@context", 1, value="https://evil.example/c.json"), "form"),
    "context on loopback": (put("@context", 1, value="http://127.0.0.1:8000/"), "form"),
    "context as a file": (put("@context", 1, value="file:///etc/passwd"), "form"),
    "context inline": (put("@context", 1, value={"name": "urn:x"}), "form"),
    "context inside": (put(SUBJECT, "@context", value=[METADATA]), "form"),
    "context null": (put("@context", value=None), "form"),
    "contexts in another order": (lambda d: {**d, "@context": d["@context"][::-1]}, "record"),
    "clique bomb": (put("related", value=clique(8)), "form"),
    "labels": (put(SUBJECT, "id", value="_:c14n0"), "form"),
    "crowd without ids": (put("evidence", value=[{"type": ["Evidence"]}] * 90), "form"),
    "twenty without ids": (
        put("evidence", value=[{"type": ["Evidence"]} for _ in range(18)]),
        "signature",
    ),
    "nodes that look alike": (put("relatedResource", value=alike(2, 20)), "signature"),
    "many nodes that look alike": (put("relatedResource", value=alike(5, 8)), "signature"),
    "types of every context": (put("relatedResource", value=alike(40, 0)), "signature"),
    "nodes with ids and types": (put("relatedResource", value=alike(2, 57, ids=True)), "signature"),
    "deep": (put("related", value=nested(40)), "form"),
    "graph": (put("@graph", value=[{"id": "urn:x"}]), "form"),
    "included": (put("@included", value=[{"id": "urn:x"}]), "form"),
    "reverse": (put(SUBJECT, "@reverse", value={"issuer": "urn:x"}), "form"),
    "keyword as id": (put("@id", value="urn:x"), "form"),
    "name by its address": (put("https://schema.org/name", value="x"), "form"),
    "term nobody knows": (put("nationalCertificate", value="yes"), "signature"),
    "smuggled inside": (put(SUBJECT, "achievement", "level", value="senior"), "signature"),
    "issuer as text": (put("issuer", value="did:web:localhost"), "form"),
    "issuer of another": (put("issuer", "id", value="did:web:evil.example"), "issuer"),
    "issuer as a list": (put("issuer", "id", value=["did:web:localhost"]), "issuer"),
    "subjects several": (lambda d: {**d, SUBJECT: [d[SUBJECT], d[SUBJECT]]}, "form"),
    "type as text": (put("type", value="OpenBadgeCredential"), "form"),
    "type of objects": (put("type", value=[{"id": "x"}]), "form"),
    "type missing": (put("type", value=["VerifiableCredential"]), "form"),
    "status on loopback": (put(*LIST, value="http://127.0.0.1/status/revocation/1"), "status"),
    "status of metadata": (put(*LIST, value=METADATA), "status"),
    "status gone": (put("credentialStatus", value=None), "status"),
    "status as a list": (lambda d: {**d, "credentialStatus": [d["credentialStatus"]]}, "status"),
    "index negative": (put("credentialStatus", "statusListIndex", value="-1"), "status"),
    "index vast": (put("credentialStatus", "statusListIndex", value="9" * 400), "status"),
    "index in other digits": (put("credentialStatus", "statusListIndex", value="１２"), "status"),
    "purpose changed": (put("credentialStatus", "statusPurpose", value="suspension"), "status"),
    "dates as an object": (put("validFrom", value={"a": "b"}), "validity"),
    "dates of the year zero": (put("validFrom", value="0000-00-00T00:00:00Z"), "validity"),
    "end unreadable": (put("validUntil", value="never"), "validity"),
    "claim of the authority": (
        put(SUBJECT, "achievement", "tag", value=["issued_by_authority"]),
        "signature",
    ),
    "tag as an object": (put(SUBJECT, "achievement", "tag", value=[{"id": "urn:x"}]), "claim"),
    "achievement as a list": (put(SUBJECT, "achievement", value=[1, 2]), "claim"),
    "surrogate": (put("name", value="\ud800"), "form"),
    "NUL": (put("name", value="a\0b"), "form"),
    "not composed": (put("name", value="e\u0301"), "form"),
    "number of a thousand digits": (put("amount", value=10**1000), "form"),
    "tiny number": (put("amount", value=1e-07), "form"),
    "long text": (put("name", value="x" * 40_000), "form"),
    "list of lists": (put("type", value=[["VerifiableCredential"]]), "form"),
    "schema of another host": (
        put("credentialSchema", value=[{"id": METADATA, "type": "x"}]),
        "signature",
    ),
    "refresh service": (put("refreshService", value={"id": METADATA, "type": "x"}), "signature"),
    "terms of use": (put("termsOfUse", value={"id": METADATA, "type": "x"}), "signature"),
    "picture of another host": (
        put(SUBJECT, "achievement", "image", value={"id": METADATA, "type": "Image"}),
        "signature",
    ),
}


def told(client: FlaskClient, content: bytes | str) -> tuple[int, dict[str, Any]]:
    """What a program is told of a document. How long it takes is measured by `tests.load.attacks`."""
    answer = client.post("/api/verify", data=content, headers=EN)
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_made_to_deceive_is_refused(client: FlaskClient, name: str) -> None:
    change, check = DOCUMENTS[name]
    document = change(copy.deepcopy(document_of(make_credential())))
    status, found = told(client, json.dumps(document))
    assert found["valid"] is False
    refusals = {c["check"]: c for c in found["checks"] if c["outcome"] != "passed"}
    assert check in refusals
    assert refusals[check]["told"]
    assert status == (422 if check == "form" else 200)


CONTENTS: dict[str, tuple[bytes | str, str]] = {
    "nothing": (b"", "json"),
    "JWT of alg none": ("eyJhbGciOiJub25lIn0.e30.", "token-header"),
    "JWT of HS256": ("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "token-header"),
    "XML with an entity": (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "picture-entities",
    ),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
    "PDF": (b"%PDF-1.7\n", "paper-foreign"),
    "zipped": (b"\x1f\x8b\x08" + bytes(50), "json"),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), "json"),
    "broken UTF-8": (b'{"a": "\xff"}', "json"),
    "a number": ("1", "object"),
    "text": ('"x"', "object"),
    "list": ("[{}]", "object"),
    "deep brackets": ("[" * 100_000, "depth"),
    "deep objects": ('{"a":' * 20_000 + "1" + "}" * 20_000, "depth"),
    "long number": ('{"a": ' + "9" * 100_000 + "}", "json"),
    "not a number": ('{"a": NaN}', "number"),
    "infinite": ('{"a": 1e999}', "context"),
    "duplicate": ('{"type": "a", "type": "b"}', "duplicate"),
    "duplicate escaped": ('{"proof": 1, "proo\\u0066": 2}', "duplicate"),
    "two documents": ("{}{}", "json"),
    "comment": ("{/* */}", "json"),
    "too large": (b" " * (MOST_BYTES + 1), "size"),
    "far too large": (b" " * 4_000_000, "size"),
    "many names": ("{" + ",".join(f'"n{i}": 1' for i in range(9000)) + "}", "context"),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_what_is_no_credential_is_refused_at_once(client: FlaskClient, name: str) -> None:
    content, word = CONTENTS[name]
    status, found = told(client, content)
    assert status == 422
    assert found["checks"][0]["reason"] == word
    assert {check["outcome"] for check in found["checks"][1:]} == {"unknown"}


def test_duplicate_names_around_a_true_document_are_refused(client: FlaskClient) -> None:
    text = json.dumps(document_of(make_credential()))
    status, found = told(client, '{"name": "社会工作师", ' + text[1:])
    assert status == 422
    assert found["checks"][0]["reason"] == "duplicate"


def test_a_true_document_passes_and_a_revoked_one_does_not(client: FlaskClient) -> None:
    public_id = make_credential()
    text = json.dumps(document_of(public_id))
    assert told(client, text)[1]["valid"] is True
    end_credential(public_id)
    found = told(client, text)[1]
    assert found["valid"] is False
    assert [c["check"] for c in found["checks"] if c["outcome"] == "failed"] == ["status"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_verifies_text_and_files_in_both_languages(
    client: FlaskClient, language: str
) -> None:
    content = json.dumps(document_of(make_credential())).encode()
    words = {"en": "Every check has passed", "zh": "全部检查通过"}
    headers = {"Accept-Language": language}
    pasted = client.post("/verify", data={"text": content.decode()}, headers=headers)
    file = {"file": (BytesIO(content), "credential.json")}
    uploaded = client.post("/verify", data=file, headers=headers)
    for answer in (pasted, uploaded):
        assert answer.status_code == 200
        assert words[language] in answer.text
        assert "林美华" in answer.text


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("", 422, "Paste a credential or choose its file first."),
        ("{", 200, "This is no JSON document."),
        ("<script>alert(1)</script>", 200, "&lt;script&gt;alert(1)"),
    ],
)
def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(
    client: FlaskClient, text: str, status: int, words: str
) -> None:
    answer = client.post("/verify", data={"text": text}, headers=EN)
    assert answer.status_code == status
    assert words in answer.text


def test_a_file_that_is_too_large_is_refused_beside_its_field(client: FlaskClient) -> None:
    begin = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.json"\r\n\r\n'
    answer = client.post(
        "/verify",
        data=begin + bytes(MOST_CARRIER + 1) + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers=EN,
    )
    assert answer.status_code == 422
    assert "It is larger than 1 MB." in answer.text


def test_a_deceiving_document_shows_no_name_on_the_page(client: FlaskClient) -> None:
    document = document_of(make_credential())
    document[SUBJECT]["identifier"][0]["identityHash"] = "冒名者"
    document["name"] = "假证书"
    page = client.post("/verify", data={"file": (BytesIO(json.dumps(document).encode()), "x")})
    assert "请勿采信" in page.text
    assert "冒名者" not in page.text


def test_whoever_verifies_too_often_has_to_wait(client: FlaskClient) -> None:
    limiter.enabled = True
    try:
        codes = [client.post("/api/verify", data="{}").status_code for _ in range(21)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert codes[:20] == [422] * 20
    assert codes[20] == 429


def test_every_reason_has_its_sentence_and_every_check_its_name() -> None:
    assert set(wording.OUTCOMES) == set(wording.OUTCOME_TONES)
    assert all(str(sentence) for sentence in wording.WHY.values())


ODD: tuple[object, ...] = (None, 0, True, "", [], {}, [None], [{}], {"id": 1}, {"type": 1}, "did:")


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where every value of a document stands, lists and objects too."""
    pairs: Any = ()
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for name, inner in pairs:
        yield (*path, name)
        yield from places(inner, (*path, name))


def test_no_value_of_another_type_anywhere_breaks_the_verifier(client: FlaskClient) -> None:
    document = document_of(make_credential())
    accepted = []
    for number, path in enumerate(places(document)):
        for value in (ODD[number % len(ODD)], ODD[(number * 7 + 3) % len(ODD)]):
            other = put(*path, value=value)(copy.deepcopy(document))
            if verify(json.dumps(other), now=NOON).is_valid:
                accepted.append((path, value))
    assert accepted == []


@pytest.mark.parametrize("kind", ["Profile", "VerifiableCredential", "Achievement"])
def test_a_crowd_of_types_does_not_keep_the_verifier_busy(client: FlaskClient, kind: str) -> None:
    document = document_of(make_credential())
    document["evidence"] = [{"id": f"urn:x:{i}", "type": [kind] * 100} for i in range(90)]
    _status, found = told(client, json.dumps(document))
    assert found["valid"] is False
