"""The canonical form is that of the standard; nodes that look alike are given up before they cost too much."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from pyld import jsonld  # type: ignore[import-untyped]
from pyld.canon import permutations  # type: ignore[import-untyped]

from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import document_of, make_credential
from tests.factories_kinds import KINDS, make_kind
from trainingapp.credentials.signing import canonical as counting
from trainingapp.credentials.signing.canonical import Entangled, canonical
from trainingapp.credentials.signing.contexts import BADGES, CREDENTIALS, RECORDS, load_context
from trainingapp.credentials.signing.proof import sign
from trainingapp.credentials.signing.screen import screen
from trainingapp.credentials.signing.verifying import verify

READING = {"documentLoader": load_context}
BARE: dict[str, Any] = {
    "@context": [CREDENTIALS, BADGES, RECORDS],
    "id": "urn:x:1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:localhost", "type": ["Profile"]},
    "credentialSubject": {"id": "urn:x:2", "type": ["AchievementSubject"]},
}


def alike(parents: int, children: int, *, ids: bool = False) -> list[dict[str, Any]]:
    """Subjects that look alike, each with achievements that look alike."""
    inner: dict[str, Any] = {"type": ["Achievement"], **({"id": "urn:x:3"} if ids else {})}
    return [
        {"type": ["AchievementSubject"], "achievement": [dict(inner) for _ in range(children)]}
        for _ in range(parents)
    ]


BOMBS: dict[str, dict[str, Any]] = {
    "two with seven": {"relatedResource": alike(2, 7)},
    "two with twenty": {"relatedResource": alike(2, 20)},
    "five with eight": {"relatedResource": alike(5, 8)},
    "six with six": {"relatedResource": alike(6, 6)},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_of_each_kind_is_the_one_of_the_standard(app: Flask, kind: str) -> None:
    document = document_of(make_kind(kind, make_user()))
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {**READING, "algorithm": "URDNA2015", "format": "application/n-quads"}
    assert canonical(bare, READING) == jsonld.normalize(bare, options)


@pytest.mark.parametrize(("parents", "children"), [(1, 6), (2, 2), (2, 4), (3, 3), (9, 1)])
def test_a_few_nodes_that_look_alike_have_the_form_of_the_standard(
    parents: int, children: int
) -> None:
    document = {**BARE, "relatedResource": alike(parents, children)}
    options = {**READING, "algorithm": "URDNA2015", "format": "application/n-quads"}
    assert canonical(document, READING) == jsonld.normalize(document, options)


@pytest.mark.parametrize("name", BOMBS)
def test_what_passes_the_screen_and_looks_alike_is_given_up(name: str) -> None:
    document = screen({**BARE, **copy.deepcopy(BOMBS[name])})
    with pytest.raises(Entangled):
        canonical(document, READING)


@pytest.mark.parametrize("name", BOMBS)
def test_a_true_credential_with_such_nodes_is_no_longer_ours(app: Flask, name: str) -> None:
    document = {**document_of(make_credential()), **copy.deepcopy(BOMBS[name])}
    document["@context"] = BARE["@context"]
    found = verify(json.dumps(document), now=NOON)
    assert found.find("signature").word == "signature"
    assert found.find("record").word == "not-ours"
    assert not found.is_valid


def test_we_never_sign_what_our_verifier_would_give_up() -> None:
    document = {**BARE, **copy.deepcopy(BOMBS["two with twenty"])}
    with pytest.raises(Entangled):
        sign(document, Ed25519PrivateKey.generate(), method="did:web:x#y", created=NOON)


def test_nodes_with_ids_may_look_alike_in_any_number() -> None:
    document = {**BARE, "relatedResource": alike(2, 40, ids=True)}
    assert canonical(document, READING).count("urn:x:3") == 3


@pytest.mark.parametrize("kind", ["course", "mock", "degree"])
def test_a_bundle_of_ten_that_look_alike_costs_a_quarter_of_what_is_allowed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    part = document_of(make_kind(kind, make_user()))
    bundle = document_of(make_kind("bundle", make_user("王建国")))
    parts = [{**copy.deepcopy(part), "id": f"{part['id']}{n}"} for n in range(10)]
    bundle["credentialSubject"]["verifiableCredential"] = parts
    monkeypatch.setattr(counting, "MOST_ORDERS", counting.MOST_ORDERS // 4)
    assert canonical(screen(bundle), READING)


@pytest.mark.parametrize(
    ("group", "orders"),
    [(["_:a"], 1), (["_:a"] * 50, 1), (["_:a", "_:b"], 2), (["_:a", "_:b", "_:a"], 6)],
)
def test_orders_are_counted_by_what_differs(group: list[str], orders: int) -> None:
    assert counting._count_orders(group) == orders
    assert len(list(permutations(list(group)))) <= orders


def test_a_vast_group_is_counted_without_counting_to_its_end() -> None:
    many = [f"_:{number}" for number in range(48)]
    assert counting.MOST_ORDERS < counting._count_orders(many) < 10**7
