"""A new key of any kind, with the certificate that papers need: made here, its issuer is the site itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from trainingapp.credentials.models.verifiable import KeyKind
from trainingapp.credentials.signing import jwks, keys
from trainingapp.credentials.signing.keys import Issuer

GOOD_FOR = timedelta(days=3653)  # a reader of PDFs wants an end; a key is retired long before
USES = {name: False for name in ("key_encipherment", "data_encipherment", "key_agreement")}
NO_USES = {**USES, "key_cert_sign": False, "crl_sign": False}


@dataclass(frozen=True, slots=True)
class NewKey:
    """The columns of a key that nobody has used."""

    public: str
    private_sealed: str
    public_jwk: dict[str, Any] | None = None
    certificate: str | None = None


def make_key(kind: KeyKind, issuer: Issuer, *, now: datetime) -> NewKey:
    """A new key of this kind."""
    if kind is KeyKind.PROOF:
        return NewKey(*keys.make_key())
    private = jwks.make_private(kind)
    jwk = jwks.write_public(private, kind)
    paper = make_certificate(private, issuer, now=now) if kind is KeyKind.PAPER else None
    return NewKey(str(jwk["kid"]), jwks.seal_private(private), jwk, paper)


def make_certificate(private: jwks.Private, issuer: Issuer, *, now: datetime) -> str:
    """A certificate that the key itself has signed: it says who the site says it is, and nobody else vouches for it."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer.name[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, issuer.base.partition("://")[2][:64]),
        ]
    )
    uses = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        encipher_only=False,
        decipher_only=False,
        **NO_USES,
    )
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + GOOD_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(uses, critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(issuer.base)]),
            critical=False,
        )
        .sign(private, SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()
