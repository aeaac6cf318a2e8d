"""Data Integrity proofs of the suite eddsa-rdfc-2022 (W3C vc-di-eddsa).

What is signed: SHA-256 of the canonical proof options, then SHA-256 of the canonical document.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import base58
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pyld import jsonld  # type: ignore[import-untyped]
from pyld.context_resolver import ContextResolver  # type: ignore[import-untyped]

from trainingapp.credentials.signing.canonical import canonical
from trainingapp.credentials.signing.contexts import load_context
from trainingapp.credentials.signing.screen import screen
from trainingapp.rules.credential_stamps import stamp
from trainingapp.rules.link_policies import check_signable

SUITE = "eddsa-rdfc-2022"
NAMES = frozenset(
    {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}
)

_kept = threading.local()  # what PyLD keeps is not safe between threads


class ProofBroken(ValueError):  # noqa: N818 - the fact is the name
    """A document without a proof that holds. `word` says why."""

    def __init__(self, word: str) -> None:
        self.word = word
        super().__init__(word)


def dropped_terms(document: Mapping[str, Any]) -> list[str]:
    """Names that no context defines: JSON-LD passes over them, so no signature would cover them."""
    lost: list[str] = []
    jsonld.expand(
        dict(document), _reading(), on_property_dropped=lambda name, *_: lost.append(str(name))
    )
    return lost


def _reading() -> dict[str, Any]:
    """How PyLD finds vocabularies: each is worked out once in a thread, which saves half of the time of a signature.

    Screened documents name pinned vocabularies only and bring none along, so there is little to keep.
    """
    if not hasattr(_kept, "vocabularies"):
        _kept.vocabularies = {}
    resolver = ContextResolver(_kept.vocabularies, _load)
    return {"documentLoader": load_context, "contextResolver": resolver}


def _load(url: str, options: object = None) -> dict[str, Any]:
    return {**load_context(url, options), "tag": "static"}  # PyLD may keep it


def sign(
    document: Mapping[str, Any], private: Ed25519PrivateKey, *, method: str, created: datetime
) -> dict[str, Any]:
    """The document with its proof, as a list of one: the official schema wants a list.

    :raises Screened: the document would be refused by our own verifier.
    :raises ProofBroken: a name in it would stay unsigned, or it has a proof already.
    :raises AuthorityAlone: it says of itself that it is the authority's, or a pilot.
    """
    screen(document)
    for word in _list_tags(document):
        check_signable(word, word)
    if "proof" in document:
        raise ProofBroken("proofs")
    if dropped_terms(document):
        raise ProofBroken("unsigned")
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": stamp(created),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    signature = private.sign(_digest(document, options))
    value = "z" + base58.b58encode(signature).decode()
    return {**document, "proof": [{**options, "proofValue": value}]}


def _list_tags(part: Any) -> Iterator[str]:
    """The words by which a document says what kind of claim it makes, however deep they stand."""
    if isinstance(part, Mapping):
        tags = part.get("tag")
        yield from (str(word) for word in tags) if isinstance(tags, list) else ()
        part = list(part.values())
    for one in part if isinstance(part, list) else ():
        yield from _list_tags(one)


def read_proof(document: Mapping[str, Any]) -> dict[str, str]:
    """The one proof of a screened document. :raises ProofBroken: there is none, several, or one of another kind."""
    proofs = document.get("proof")
    found = proofs if isinstance(proofs, list) else [proofs]
    if len(found) != 1 or not isinstance(found[0], dict):
        raise ProofBroken("proofs" if proofs else "no-proof")
    proof = found[0]
    if set(proof) != NAMES or not all(isinstance(value, str) for value in proof.values()):
        raise ProofBroken("proof-shape")
    if proof["type"] != "DataIntegrityProof" or proof["cryptosuite"] != SUITE:
        raise ProofBroken("suite")
    if proof["proofPurpose"] != "assertionMethod":
        raise ProofBroken("purpose")
    return proof


def check_proof(document: Mapping[str, Any], public: Ed25519PublicKey) -> None:
    """Check the proof of a screened document with a key that the caller knows to be the issuer's.

    :raises ProofBroken: the signature is not that of this content, or part of the content has none.
    """
    proof = read_proof(document)
    content = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        if dropped_terms(content):
            raise ProofBroken("unsigned")
        if not proof["proofValue"].startswith("z") or len(proof["proofValue"]) > 100:
            raise ProofBroken("signature")
        public.verify(base58.b58decode(proof["proofValue"][1:]), _digest(content, options))
    except (InvalidSignature, ValueError, jsonld.JsonLdError) as error:
        raise error if isinstance(error, ProofBroken) else ProofBroken("signature") from error


def _digest(content: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    configuration = {**options, "@context": content["@context"]}
    hashes = [
        hashlib.sha256(canonical(one, _reading()).encode()) for one in (configuration, content)
    ]
    return b"".join(one.digest() for one in hashes)
