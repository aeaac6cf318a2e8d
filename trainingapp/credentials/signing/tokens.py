"""The same credential as a JWT, in two securings that contradict each other and so are two texts.

Open Badges 3.0 (§8.2, VC-JWT): RS256, `iss` `jti` `sub` `nbf` are required, `kid` is an address that answers with one
JWK. W3C VC-JOSE-COSE: ES256, `typ` vc+jwt, the payload is the credential itself and has no `nbf`, `kid` is a DID URL.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from trainingapp.credentials.models.verifiable import IssuerKey, KeyKind
from trainingapp.credentials.signing.jwks import ALGORITHMS, checking_key, signing_key
from trainingapp.credentials.signing.keys import Issuer
from trainingapp.credentials.signing.proof import ProofBroken
from trainingapp.credentials.signing.screen import Screened, parse
from trainingapp.rules.credential_stamps import read_stamp

TYPES = {KeyKind.BADGE: "JWT", KeyKind.TOKEN: "vc+jwt"}
HEADERS = {
    KeyKind.BADGE: frozenset({"alg", "kid", "typ"}),
    KeyKind.TOKEN: frozenset({"alg", "kid", "typ", "cty"}),
}
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart, of which nothing has been believed yet."""

    text: str
    kind: KeyKind
    kid: str
    claims: Mapping[str, Any]  # of the token: iss, jti, sub, nbf, exp
    credential: Mapping[str, Any]  # the rest: the document without a proof


def looks_like(text: str) -> bool:
    """Whether a text can only be a compact token: three parts of base64url."""
    return text.count(".") == 2 and set(text) <= LETTERS


def name_key(kind: KeyKind, public: str, issuer: Issuer) -> str:
    """How a token of a kind names its key."""
    return f"{issuer.base}/keys/{public}.json" if kind is KeyKind.BADGE else issuer.method(public)


def write_token(credential: Mapping[str, Any], key: IssuerKey, issuer: Issuer) -> str:
    """A credential as a token of the kind of its key; the proof of the stored form stays out."""
    kind = KeyKind(key.kind)
    bare = {name: value for name, value in credential.items() if name != "proof"}
    claims = _claims(bare) if kind is KeyKind.BADGE else {"iss": bare["issuer"]["id"]}
    header = {
        "alg": ALGORITHMS[kind],
        "kid": name_key(kind, key.public, issuer),
        "typ": TYPES[kind],
        **({"cty": "vc"} if kind is KeyKind.TOKEN else {}),
    }
    text = json.dumps({**bare, **claims}, ensure_ascii=False, separators=(",", ":"))
    private = signing_key(key.private_sealed or "", kind)
    return jws.serialize_compact(header, text.encode(), private, algorithms=[ALGORITHMS[kind]])


def read_token(text: str) -> Token:
    """Take a token apart. The header may say only what our own headers say: no key, no address of a key.

    :raises Screened: it is not looked at further.
    """
    try:
        found = jws.extract_compact(text.encode())
        header = found.headers()
    except (JoseError, ValueError, RecursionError):
        raise Screened("token") from None
    kind = _kind(header)
    payload = parse(found.payload)
    names = ("iss", "jti", "sub", "nbf", "exp")
    claims = {name: payload.pop(name) for name in names if name in payload}
    return Token(text, kind, str(header["kid"]), claims, payload)


def check_token(
    token: Token, find: Callable[[str, KeyKind], IssuerKey | None], issuer: Issuer
) -> IssuerKey:
    """Check a token with a key of ours and return the key. The algorithm is that of the key, whatever the header says.

    :raises ProofBroken: the key is not ours, the signature does not fit, or the claims say other than the credential.
    """
    before, _, after = name_key(token.kind, "|", issuer).partition("|")
    key = find(token.kid.removeprefix(before).removesuffix(after), token.kind)
    if key is None or token.kid != name_key(token.kind, key.public, issuer):
        raise ProofBroken("foreign-key")
    try:
        algorithms = [ALGORITHMS[token.kind]]
        jws.deserialize_compact(token.text.encode(), checking_key(key), algorithms=algorithms)
    except (JoseError, ValueError) as error:
        raise ProofBroken("signature") from error
    expected = _claims(token.credential)
    if token.kind is KeyKind.TOKEN:
        expected = {"iss": expected["iss"]}
    if dict(token.claims) != expected:
        raise ProofBroken("claims")
    return key


def _kind(header: Mapping[str, Any]) -> KeyKind:
    for kind, names in HEADERS.items():
        said = (header.get("alg"), header.get("typ"))
        if said == (ALGORITHMS[kind], TYPES[kind]) and set(header) == names:
            if header.get("cty", "vc") != "vc" or not isinstance(header["kid"], str):
                break
            return kind
    raise Screened("token-header")


def _claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """What Open Badges asks a token to repeat outside."""
    subject, issuer = credential["credentialSubject"], credential["issuer"]
    found = {
        "iss": issuer.get("id"),
        "jti": credential.get("id"),
        "sub": subject.get("id"),
        "nbf": _seconds(credential.get("validFrom")),
    }
    end = _seconds(credential.get("validUntil"))
    return found if end is None else {**found, "exp": end}


def _seconds(stamp: object) -> int | None:
    moment = read_stamp(stamp)
    return None if moment is None else int(moment.timestamp())
