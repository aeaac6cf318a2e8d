"""Flask's signed session cookie and the cross-site token, with signers that derive their key once.

The libraries make a signer for every cookie and token they read; on the hot routes that is a tenth of the request.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from itsdangerous.signer import HMACAlgorithm

_CROSS_SITE = "wtf-csrf-token"  # the salt of Flask-WTF


class _Algorithm(HMACAlgorithm):
    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return hmac.digest(key, value, "sha1")


class QuickSigner(TimestampSigner):
    """A signer like the libraries' own, byte for byte."""

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key of the present or a given secret."""
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        secret = secret.encode() if isinstance(secret, str) else secret
        return _derive(secret, self.salt, self.key_derivation)


@lru_cache(maxsize=16)
def _derive(secret: bytes, salt: bytes, way: str) -> bytes:
    if way == "hmac":  # Flask's way
        return hmac.digest(secret, salt, "sha1")
    return hashlib.sha1(salt + b"signer" + secret).digest()  # noqa: S324 - the default of itsdangerous


class Sessions(SecureCookieSessionInterface):
    """The default sessions, under one serializer for as long as the setting says the same."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer of the present secret keys; None without any."""
        if not app.secret_key:
            return None
        return _serializer((*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key))


@lru_cache(maxsize=4)
def _serializer(keys: tuple[str | bytes, ...]) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        list(keys),  # type: ignore[arg-type]
        salt=Sessions.salt,
        serializer=Sessions.serializer,
        signer=QuickSigner,
        signer_kwargs={"key_derivation": Sessions.key_derivation, "algorithm": _Algorithm()},
    )


@lru_cache(maxsize=4)
def cross_site_serializer(secret: str) -> URLSafeTimedSerializer:
    """What reads and makes Flask-WTF's tokens under this secret."""
    return URLSafeTimedSerializer(
        secret, salt=_CROSS_SITE, signer=QuickSigner, signer_kwargs={"algorithm": _Algorithm()}
    )
