"""Tokens made to deceive the verifier, each from a true one; and the check that must refuse it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

METADATA = "http://169.254.169.254/latest/meta-data"


@dataclass(frozen=True, slots=True)
class Victim:
    """A true credential in every form, and what everybody can read about its keys."""

    document: dict[str, Any]
    badge: str  # Open Badges 3.0, RS256
    token: str  # vc+jwt, ES256
    badge_jwk: dict[str, Any]
    publics: Mapping[str, str]  # of every kind of key


Attack = Callable[[Victim], str]


def pack(value: object) -> str:
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpack(text: str) -> Any:
    """What a part says."""
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def header(*, of: str = "badge", drop: str = "", **changes: object) -> Attack:
    """The true token with a changed header."""

    def change(victim: Victim) -> str:
        head, payload, signature = getattr(victim, of).split(".")
        said = {**unpack(head), **changes}
        said.pop(drop, None)
        return f"{pack(said)}.{payload}.{signature}"

    return change


def payload(*, of: str = "badge", drop: str = "", **changes: object) -> Attack:
    """The true token with a changed payload."""

    def change(victim: Victim) -> str:
        head, body, signature = getattr(victim, of).split(".")
        said = {**unpack(body), **changes}
        said.pop(drop, None)
        return f"{head}.{pack(said)}.{signature}"

    return change


def resigned(algorithm: str, *, of: str = "badge", **changes: object) -> Attack:
    """The token signed by somebody else, whose header says what they like."""

    def change(victim: Victim) -> str:
        head, body, _ = getattr(victim, of).split(".")
        said = {**unpack(head), "alg": algorithm, **changes}
        key = _stranger(algorithm)
        content = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        return jws.serialize_compact(said, content, key, algorithms=[algorithm])

    return change


def _stranger(algorithm: str) -> RSAKey | ECKey:
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", private=True)
    return RSAKey.generate_key(2048, private=True)


def confused(*, as_pem: bool) -> Attack:
    """HS256 with the public key as the secret, which everybody knows."""

    def change(victim: Victim) -> str:
        head, body, _ = victim.badge.split(".")
        public = RSAKey.import_key(victim.badge_jwk).public_key
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        secret = pem if as_pem else json.dumps(victim.badge_jwk).encode()
        content = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        said = {**unpack(head), "alg": "HS256"}
        octets = OctKey.import_key(base64.b64encode(secret))
        return jws.serialize_compact(said, content, octets, algorithms=["HS256"])

    return change


def signature(change: Callable[[str], str], *, of: str = "badge") -> Attack:
    """The true token with another signature."""

    def changed(victim: Victim) -> str:
        head, body, signed = getattr(victim, of).split(".")
        return f"{head}.{body}.{change(signed)}"

    return changed


def stranger_der(_signed: str) -> str:
    """A signature as ASN.1, the way ES256 is not written."""
    private = ec.generate_private_key(ec.SECP256R1())
    private.sign(b"x", ec.ECDSA(SHA256()))
    return pack(encode_dss_signature(1, 1))


def own_jwk(victim: Victim) -> str:
    """The attacker's key in the header, and a signature that fits it."""
    private = rsa.generate_private_key(65537, 2048)
    key = RSAKey.import_key(private)
    head, body, _ = victim.badge.split(".")
    said = {**unpack(head), "jwk": key.as_dict(private=False)}
    content = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    return jws.serialize_compact(said, content, key, algorithms=["RS256"])


def kid_of(kind: str) -> Attack:
    """A true key of ours, of a kind that signs no such token."""
    return lambda victim: header(kid=f"http://localhost/keys/{victim.publics[kind]}.json")(victim)


BADGE_KID = "http://localhost/keys/{}.json"

# name: (what is sent, the check that refuses it, why)
TOKENS: dict[str, tuple[Attack, str, str]] = {
    "alg none": (header(alg="none"), "form", "token-header"),
    "alg none without a signature": (
        lambda v: header(alg="none")(v).rpartition(".")[0] + ".",
        "form",
        "token-header",
    ),
    "alg nOnE": (header(alg="nOnE"), "form", "token-header"),
    "alg missing": (header(drop="alg"), "form", "token"),
    "alg empty": (header(alg=""), "form", "token-header"),
    "alg a list": (header(alg=["RS256"]), "form", "token-header"),
    "HS256 with our public key as PEM": (confused(as_pem=True), "form", "token-header"),
    "HS256 with our public key as JWK": (confused(as_pem=False), "form", "token-header"),
    "PS256 with our RSA key": (header(alg="PS256"), "form", "token-header"),
    "RS512 with our RSA key": (header(alg="RS512"), "form", "token-header"),
    "EdDSA": (header(alg="EdDSA"), "form", "token-header"),
    "ES256 named for our RSA key": (header(alg="ES256"), "form", "token-header"),
    "RS256 named for our P-256 key": (header(of="token", alg="RS256"), "form", "token-header"),
    "a stranger's RSA key under our name": (resigned("RS256"), "signature", "signature"),
    "a stranger's P-256 key under our name": (
        resigned("ES256", of="token"),
        "signature",
        "signature",
    ),
    "key brought along": (own_jwk, "form", "token"),
    "key by jku": (header(jku=METADATA), "form", "token-header"),
    "key by x5u": (header(x5u=METADATA), "form", "token-header"),
    "certificates by x5c": (header(x5c=["MIIB"]), "form", "token-header"),
    "thumbprint by x5t": (header(x5t="AAAA"), "form", "token-header"),
    "crit": (header(crit=["b64"]), "form", "token-header"),
    "payload not encoded": (header(b64=False, crit=["b64"]), "form", "token-header"),
    "packed payload": (header(zip="DEF"), "form", "token-header"),
    "kid of another host": (
        resigned("RS256", kid="https://evil.example/keys/x.json"),
        "signature",
        "foreign-key",
    ),
    "kid of the machine itself": (header(kid=METADATA), "signature", "foreign-key"),
    "kid as a path": (header(kid=BADGE_KID.format("../../etc/passwd")), "signature", "foreign-key"),
    "kid as SQL": (header(kid=BADGE_KID.format("x' OR '1'='1")), "signature", "foreign-key"),
    "kid with a question": (
        lambda v: header(kid=BADGE_KID.format(v.publics["badge"]) + "?x=1")(v),
        "signature",
        "foreign-key",
    ),
    "kid in other letters": (
        lambda v: header(
            kid=BADGE_KID.format(v.publics["badge"]).replace("localhost", "LOCALHOST")
        )(v),
        "signature",
        "foreign-key",
    ),
    "kid without its address": (
        lambda v: header(kid=v.publics["badge"])(v),
        "signature",
        "foreign-key",
    ),
    "kid missing": (header(drop="kid"), "form", "token-header"),
    "kid a list": (header(kid=["x"]), "form", "token-header"),
    "kid empty": (header(kid=""), "signature", "foreign-key"),
    "kid with a NUL": (header(kid=BADGE_KID.format("\0")), "signature", "foreign-key"),
    "kid of 500 letters": (header(kid="x" * 500), "form", "token"),
    "kid of our proof key": (kid_of("proof"), "signature", "foreign-key"),
    "kid of our other token key": (kid_of("token"), "signature", "foreign-key"),
    "kid of our paper key": (kid_of("paper"), "signature", "foreign-key"),
    "key in the fragment": (
        header(
            of="token", kid="did:web:localhost#z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
        ),
        "signature",
        "foreign-key",
    ),
    "key of did:key": (
        header(of="token", kid="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
        "signature",
        "foreign-key",
    ),
    "a badge called vc+jwt": (header(typ="vc+jwt"), "form", "token-header"),
    "vc+jwt called a badge": (header(of="token", typ="JWT"), "form", "token-header"),
    "content of another type": (header(of="token", cty="JWT"), "form", "token-header"),
    "header of twenty thousand letters": (header(kid="x" * 20_000), "form", "token"),
    "header that is no object": (
        lambda v: ".".join([pack([]), *v.badge.split(".")[1:]]),
        "form",
        "token",
    ),
    "another name": (payload(name="社会工作师"), "signature", "signature"),
    "another name in vc+jwt": (payload(of="token", name="社会工作师"), "signature", "signature"),
    "another jti": (payload(jti="urn:x"), "signature", "signature"),
    "another sub": (payload(sub="did:key:attacker"), "signature", "signature"),
    "nbf as text": (payload(nbf="0"), "signature", "signature"),
    "exp in the year 9999": (payload(exp=253402300799), "signature", "signature"),
    "exp vast": (payload(exp=10**20), "form", "number"),
    "iss of another": (payload(iss="did:web:evil.example"), "signature", "signature"),
    "the old vc claim": (payload(vc={"type": ["x"]}), "signature", "signature"),
    "no issuer": (payload(drop="issuer"), "form", "kind"),
    "no context": (payload(**{"@context": METADATA}), "form", "context"),
    "payload of a list": (lambda v: _with_payload(v, b"[]"), "form", "object"),
    "payload that is no JSON": (lambda v: _with_payload(v, b"x"), "form", "json"),
    "payload nested deeply": (lambda v: _with_payload(v, b"[" * 50_000), "form", "depth"),
    "payload with a name twice": (
        lambda v: _with_payload(v, b'{"iss": 1, "iss": 2}'),
        "form",
        "duplicate",
    ),
    "payload too large": (lambda v: _with_payload(v, b" " * 120_000), "form", "size"),
    "a token in a token": (lambda v: _with_payload(v, v.badge.encode()), "form", "json"),
    "no signature": (signature(lambda _: ""), "signature", "signature"),
    "signature of zeros": (
        signature(lambda _: pack(bytes(64)), of="token"),
        "signature",
        "signature",
    ),
    "signature as ASN.1": (signature(stranger_der, of="token"), "signature", "signature"),
    "signature cut short": (signature(lambda s: s[:-8]), "signature", "signature"),
    "signature of the other token": (
        lambda v: v.badge.rpartition(".")[0] + "." + v.token.rpartition(".")[2],
        "signature",
        "signature",
    ),
    "encrypted token of five parts": (lambda v: f"{v.badge}.x.y", "form", "json"),
    "three dots alone": (lambda v: "..", "form", "token"),
    "disclosures behind a tilde": (lambda v: f"{v.badge}~WyJ4Il0~", "form", "json"),
    "flattened JSON": (
        lambda v: json.dumps(
            dict(zip(("protected", "payload", "signature"), v.badge.split("."), strict=True))
        ),
        "form",
        "context",
    ),
}


def _with_payload(victim: Victim, raw: bytes) -> str:
    head, _, signed = victim.badge.split(".")
    return f"{head}.{pack(raw)}.{signed}"
