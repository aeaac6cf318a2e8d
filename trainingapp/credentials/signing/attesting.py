"""The signature over what a registrar has confirmed, as a flattened JWS (RFC 7515) with Ed25519 (RFC 9864).

It is the site's word for what was confirmed, by whom and when; it is no seal of the university, and says so.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TYPE = "degree-batch+json"
STATEMENT = (
    "本平台签名，证明所列学籍管理员在所示时间确认了以下内容；这不是学校的电子签章。"
    "Signed by this platform: it shows what the registrar named here confirmed, and when. "
    "It is not a seal of the university."
)


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with sorted names and no blanks: one text for one content."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign_text(text: str, private: Ed25519PrivateKey, *, method: str) -> str:
    """The signature of canonical JSON by a key of the site, base64url."""
    return _encode(private.sign(_signed(text, method)))


def is_signed(text: str, signature: str, public: Ed25519PublicKey, *, method: str) -> bool:
    """Whether the signature is that of the text by the key, which the caller knows to be the site's."""
    try:
        public.verify(_decode(signature), _signed(text, method))
    except (InvalidSignature, ValueError):
        return False
    return True


def write_jws(text: str, signature: str, *, method: str) -> str:
    """The signed document as a file: any reader of JWS can check it with the key named in its header."""
    return json.dumps(
        {
            "payload": _encode(text.encode()),
            "protected": _encode(_header(method)),
            "signature": signature,
        },
        indent=1,
    )


def _signed(text: str, method: str) -> bytes:
    return f"{_encode(_header(method))}.{_encode(text.encode())}".encode()


def _header(method: str) -> bytes:
    return canonical({"alg": "Ed25519", "kid": method, "typ": TYPE}).encode()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
