"""Keys of every kind: made, written for others, sealed at rest with the site's field keys; and who the issuer is."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app

from trainingapp.credentials.models.verifiable import IssuerKey, KeyKind
from trainingapp.web.vault import decrypt, encrypt

PURPOSE = "issuer-key"
ED25519 = b"\xed\x01"  # multicodec of a public key
PUBLISHED = ("next", "active", "retired")  # states whose keys stand in the DID document


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the site under its own address."""

    base: str
    did: str
    name: str

    def method(self, public: str) -> str:
        """The address of a key of ours."""
        return f"{self.did}#{public}"


def find_issuer() -> Issuer:
    """The issuer that this site is, from its settings."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    host = urlsplit(base).netloc
    name = str(current_app.config["SITE_OPERATOR"] or host)
    return Issuer(base, f"did:web:{host.replace(':', '%3A')}", name)


def make_key() -> tuple[str, str]:
    """A new key: the public half as Multikey, the private half sealed."""
    private = Ed25519PrivateKey.generate()
    sealed = encrypt(base64.b64encode(private.private_bytes_raw()).decode(), PURPOSE)
    return write_multikey(private.public_key()), sealed


def open_key(sealed: str) -> Ed25519PrivateKey:
    """The private half. :raises ValueError: it was sealed with field keys that are not set here."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(decrypt(sealed, PURPOSE)))


def write_multikey(public: Ed25519PublicKey) -> str:
    """A public key as `z6Mk…`."""
    return "z" + base58.b58encode(ED25519 + public.public_bytes_raw()).decode()


def read_multikey(text: str) -> Ed25519PublicKey:
    """The key behind `z6Mk…`. Only for keys of our own tables: a document never brings its key along."""
    raw = base58.b58decode(text[1:])
    if text[:1] != "z" or raw[:2] != ED25519 or len(raw) != 34:
        raise ValueError("not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def did_document(issuer: Issuer, keys: Iterable[IssuerKey]) -> dict[str, Any]:
    """The DID document with these keys; `assertionMethod` is a list of absolute addresses. Paper keys stay out."""
    methods = [_method(issuer, key) for key in keys if key.kind != KeyKind.PAPER]
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
        ],
        "id": issuer.did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }


def _method(issuer: Issuer, key: IssuerKey) -> dict[str, Any]:
    said = {"id": issuer.method(key.public), "controller": issuer.did}
    if key.kind == KeyKind.PROOF:
        return {**said, "type": "Multikey", "publicKeyMultibase": key.public}
    return {**said, "type": "JsonWebKey", "publicKeyJwk": key.public_jwk}
