"""RSA and P-256 keys: made, named by the thumbprint of their public half (RFC 7638), sealed like the Ed25519 one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from joserfc.jwk import ECKey, RSAKey

from trainingapp.credentials.models.verifiable import IssuerKey, KeyKind
from trainingapp.credentials.signing.keys import PURPOSE
from trainingapp.web.vault import decrypt, encrypt

ALGORITHMS = {KeyKind.BADGE: "RS256", KeyKind.TOKEN: "ES256"}
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def make_private(kind: KeyKind) -> Private:
    """A new private key of a kind that is no Ed25519 one."""
    if kind is KeyKind.TOKEN:
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 2048)


def seal_private(private: Private) -> str:
    """The private half as it is kept."""
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return encrypt(pem.decode(), PURPOSE)


def open_private(key: IssuerKey) -> Private:
    """The private half. :raises ValueError: it is destroyed, or sealed with field keys that are not set here."""
    pem = decrypt(key.private_sealed or "..", PURPOSE).encode()
    private = load_pem_private_key(pem, None)
    if not isinstance(private, Private):
        raise ValueError("not a key of this kind")
    return private


def write_public(private: Private, kind: KeyKind) -> dict[str, Any]:
    """The public half as one JWK whose `kid` is its thumbprint."""
    key: RSAKey | ECKey
    if isinstance(private, rsa.RSAPrivateKey):
        key = RSAKey.import_key(private.public_key())
    else:
        key = ECKey.import_key(private.public_key())
    found = {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig"}
    return {**found, "alg": ALGORITHMS[kind]} if kind in ALGORITHMS else found


@lru_cache(maxsize=8)
def signing_key(sealed: str, kind: str) -> RSAKey | ECKey:
    """The private half as the signer wants it; importing one takes a tenth of a second, so a few stay."""
    made = RSAKey if kind == KeyKind.BADGE else ECKey
    return made.import_key(decrypt(sealed, PURPOSE))


def checking_key(key: IssuerKey) -> RSAKey | ECKey:
    """The public half of a key of our own tables: a token never brings its key along."""
    made = RSAKey if key.kind == KeyKind.BADGE else ECKey
    return made.import_key({k: v for k, v in (key.public_jwk or {}).items() if k != "alg"})
