"""Tokens say what the stored credential says, to verifiers of others too; and nothing in them can be changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import ECKey, RSAKey
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

from tests.credentials.signing.test_verifying import at, changed, failed, leaves
from tests.credentials.tokens_made_to_deceive import pack, unpack
from tests.credentials.victims import BADGE, TOKEN, token_of
from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import credential_of, document_of, end_credential, make_credential
from tests.factories_kinds import KINDS, make_kind
from trainingapp.accounts.erasure import erase
from trainingapp.credentials.actions import keys as key_actions
from trainingapp.credentials.models.verifiable import KeyKind, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.jwks import signing_key
from trainingapp.credentials.signing.verifying import verify
from trainingapp.extensions import db
from trainingapp.web.transactions import committing

EITHER = pytest.mark.parametrize("kind", [BADGE, TOKEN])
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def parts_of(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the header and the payload of a token say."""
    head, payload, _ = token.split(".")
    return unpack(head), unpack(payload)


def bare(document: dict[str, Any]) -> dict[str, Any]:
    """The document without its proof."""
    return {name: value for name, value in document.items() if name != "proof"}


def rotate(kind: KeyKind) -> None:
    """A day passes and the next key of a kind signs, committed."""
    actor = make_user("韩立").id
    with committing():
        key_actions.add_next(kind, actor_id=actor, now=NOON)
    with committing():
        key = queries.find_key_in(KeyState.NEXT, kind)
        assert key is not None
        key_actions.activate(key, actor_id=actor, now=NOON + DAY)


def lose(kind: KeyKind) -> int:
    """The active key of a kind is given up, committed; how many credentials are revoked."""
    actor = make_user("韩立").id
    with committing():
        key = queries.find_key_in(KeyState.ACTIVE, kind)
        assert key is not None
        return key_actions.give_up(key, reason="遗失", actor_id=actor, now=NOON)


def test_a_badge_says_outside_what_open_badges_asks_for(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    document = document_of(public_id)
    head, payload = parts_of(token_of(client, public_id, BADGE))
    key = client.get(head["kid"].removeprefix("http://localhost"))
    assert (head["alg"], head["typ"]) == ("RS256", "JWT")
    assert key.json["kty"] == "RSA"
    assert key.mimetype == "application/jwk+json"
    assert (payload.pop("iss"), payload.pop("jti")) == ("did:web:localhost", document["id"])
    assert payload.pop("sub") == document["credentialSubject"]["id"]
    assert payload.pop("nbf") == int(NOON.timestamp())
    assert payload == bare(document)


def test_a_w3c_token_is_the_credential_itself(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    head, payload = parts_of(token_of(client, public_id, TOKEN))
    did = client.get("/.well-known/did.json").json
    assert (head["alg"], head["typ"], head["cty"]) == ("ES256", "vc+jwt", "vc")
    assert head["kid"] in did["assertionMethod"]
    assert payload.pop("iss") == payload["issuer"]["id"]
    assert payload == bare(document_of(public_id))


def test_a_badge_ends_when_the_credential_does(client: FlaskClient) -> None:
    public_id = make_kind("eligibility", make_user(), is_open=True)
    _, payload = parts_of(token_of(client, public_id, BADGE))
    assert payload["validUntil"] == "2027-12-31T16:00:00Z"
    assert payload["exp"] == 1830268800
    with time_machine.travel("2028-01-01T00:00:00Z", tick=False):
        found = failed(verify(token_of(client, public_id, BADGE), now=NOON + 500 * DAY))
    assert found == {"validity": "expired"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_holds_in_both_securings_and_the_library_accepts_badges(
    client: FlaskClient, kind: str
) -> None:
    public_id = make_kind(kind, make_user(), is_open=True)
    badge, token = (token_of(client, public_id, one) for one in (BADGE, TOKEN))
    assert failed(verify(badge, now=NOON)) == failed(verify(token, now=NOON)) == {}
    if kind != "bundle":
        found = foreign_verifier(client).verify(badge)
        assert found.id == document_of(public_id)["id"]


def foreign_verifier(client: FlaskClient) -> OB3Verifier:
    """The second opinion, with the key that our set of keys publishes."""
    keys = client.get("/.well-known/jwks.json").json["keys"]
    public = next(key for key in keys if key["alg"] == "RS256")
    return OB3Verifier(pubkey_pem=RSAKey.import_key(public).as_pem(private=False))


def test_the_library_refuses_a_badge_that_was_changed(client: FlaskClient) -> None:
    head, payload, signed = token_of(client, make_credential(is_open=True), BADGE).split(".")
    other = pack({**unpack(payload), "name": "社会工作师"})
    with pytest.raises(OB3VerificationError):
        foreign_verifier(client).verify(f"{head}.{other}.{signed}")


def test_the_published_key_checks_a_w3c_token_with_nothing_of_ours(client: FlaskClient) -> None:
    token = token_of(client, make_credential(is_open=True), TOKEN)
    keys = client.get("/.well-known/jwks.json").json["keys"]
    key = ECKey.import_key(next(key for key in keys if key["alg"] == "ES256"))
    assert jws.deserialize_compact(token, key, algorithms=["ES256"]).headers()["cty"] == "vc"


@pytest.mark.parametrize("kind", KINDS)
def test_every_changed_leaf_of_every_kind_is_refused_in_both_securings(
    client: FlaskClient, kind: str
) -> None:
    public_id = make_kind(kind, make_user(), is_open=True)
    for securing in (BADGE, TOKEN):
        head, payload, signed = token_of(client, public_id, securing).split(".")
        said, accepted = unpack(payload), []
        every = list(leaves(said))
        for path in every[:: 1 + len(every) // 70]:  # a bundle has hundreds that are alike
            value = at(said, path)
            other = changed(said, path, (not value) if isinstance(value, bool) else f"{value}x")
            if verify(f"{head}.{pack(other)}.{signed}", now=NOON).is_valid:
                accepted.append(path)
        assert accepted == []


@EITHER
def test_every_removed_leaf_is_refused(client: FlaskClient, kind: str) -> None:
    head, payload, signed = token_of(client, make_credential(is_open=True), kind).split(".")
    said, accepted = unpack(payload), []
    for path in leaves(said):
        other = copy.deepcopy(said)
        del at(other, path[:-1])[path[-1]]
        if verify(f"{head}.{pack(other)}.{signed}", now=NOON).is_valid:
            accepted.append(path)
    assert accepted == []


@EITHER
def test_what_we_signed_but_never_issued_is_not_in_the_register(
    client: FlaskClient, kind: str
) -> None:
    token = token_of(client, make_credential(is_open=True), kind)
    head, payload = parts_of(token)
    wanted = KeyKind.BADGE if kind == BADGE else KeyKind.TOKEN
    key = queries.find_key_in(KeyState.ACTIVE, wanted)
    assert key is not None
    private = key_of(key.private_sealed or "", wanted)
    text = json.dumps({**payload, "name": "另一个名称"}).encode()
    other = jws.serialize_compact(head, text, private, algorithms=[head["alg"]])
    assert failed(verify(other, now=NOON)) == {"record": "not-ours"}


@EITHER
def test_claims_that_differ_from_the_credential_are_refused_even_if_we_signed_them(
    client: FlaskClient, kind: str
) -> None:
    head, payload = parts_of(token_of(client, make_credential(is_open=True), kind))
    wanted = KeyKind.BADGE if kind == BADGE else KeyKind.TOKEN
    key = queries.find_key_in(KeyState.ACTIVE, wanted)
    assert key is not None
    private = key_of(key.private_sealed or "", wanted)
    for claims in ({"iss": "did:web:evil.example"}, {"exp": 1}, {"jti": "urn:x"}):
        text = json.dumps({**payload, **claims}).encode()
        other = jws.serialize_compact(head, text, private, algorithms=[head["alg"]])
        assert failed(verify(other, now=NOON)) == {"signature": "claims"}


def key_of(sealed: str, kind: KeyKind) -> RSAKey | ECKey:
    """What only somebody inside has."""
    return signing_key(sealed, kind)


@EITHER
def test_a_revocation_is_seen_in_a_token_given_away_before(client: FlaskClient, kind: str) -> None:
    public_id = make_credential(is_open=True)
    token = token_of(client, public_id, kind)
    end_credential(public_id)
    assert failed(verify(token, now=NOON)) == {"status": "revoked"}


@EITHER
def test_a_token_of_somebody_who_has_left_is_still_answered_for(
    client: FlaskClient, kind: str
) -> None:
    lin = make_user()
    public_id = make_credential(lin, is_open=True)
    token = token_of(client, public_id, kind)
    with committing():
        erase(lin.id)
    assert credential_of(public_id).document == ""
    assert failed(verify(token, now=NOON)) == {}


@EITHER
def test_what_an_old_key_signed_holds_after_rotation(client: FlaskClient, kind: str) -> None:
    public_id = make_credential(is_open=True)
    old = token_of(client, public_id, kind)
    rotate(KeyKind.BADGE if kind == BADGE else KeyKind.TOKEN)
    new = token_of(client, public_id, kind)
    assert parts_of(old)[0]["kid"] != parts_of(new)[0]["kid"]
    assert failed(verify(old, now=NOON + DAY)) == failed(verify(new, now=NOON + DAY)) == {}


@EITHER
def test_a_lost_token_key_ends_its_tokens_and_no_credential(client: FlaskClient, kind: str) -> None:
    public_id = make_credential(is_open=True)
    token = token_of(client, public_id, kind)
    wanted = KeyKind.BADGE if kind == BADGE else KeyKind.TOKEN
    public = queries.find_key_in(KeyState.ACTIVE, wanted)
    assert public is not None
    address = f"/keys/{public.public}.json"
    assert client.get(address).status_code == 200
    assert lose(wanted) == 0
    assert failed(verify(token, now=NOON)) == {"signature": "compromised"}
    assert verify(document_of(public_id), now=NOON).is_valid
    assert failed(verify(token_of(client, public_id, kind), now=NOON)) == {}
    assert client.get(address).status_code == 404


def test_a_key_that_signs_nothing_yet_checks_nothing(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    token = token_of(client, public_id, BADGE)
    with committing():
        key_actions.add_next(KeyKind.BADGE, actor_id=make_user("韩立").id, now=NOON)
    key = queries.find_key_in(KeyState.NEXT, KeyKind.BADGE)
    assert key is not None
    head, payload = parts_of(token)
    forged = {**head, "kid": f"http://localhost/keys/{key.public}.json"}
    private = key_of(key.private_sealed or "", KeyKind.BADGE)
    other = jws.serialize_compact(
        forged, json.dumps(payload).encode(), private, algorithms=["RS256"]
    )
    db.session.remove()
    assert failed(verify(other, now=NOON)) == {"signature": "foreign-key"}


@EITHER
def test_a_token_is_asked_for_twice_and_the_key_is_made_once(
    client: FlaskClient, kind: str
) -> None:
    public_id = make_credential(is_open=True)
    tokens = [token_of(client, public_id, kind) for _ in range(2)]
    assert parts_of(tokens[0]) == parts_of(tokens[1])
    assert len(queries.list_keys()) == 2


@EITHER
def test_blanks_around_a_pasted_token_do_not_matter(client: FlaskClient, kind: str) -> None:
    token = token_of(client, make_credential(is_open=True), kind)
    assert failed(verify(f"\n  {token}\n", now=NOON)) == {}
