"""The second factor: time-based codes (RFC 6238, with pyotp), their QR picture (segno), and recovery codes."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime

import pyotp
import segno

from trainingapp.web.vault import blind_index, decrypt, encrypt

RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def make_secret() -> str:
    """A fresh secret of 160 bits in base32, as authenticator apps take it."""
    return pyotp.random_base32()


def seal_secret(secret: str, user_id: int) -> str:
    """The secret as it is stored, bound to its owner."""
    return encrypt(secret, f"user.totp.{user_id}")


def open_secret(sealed: str, user_id: int) -> str:
    """The stored secret. :raises ValueError: when it is another person's or was changed."""
    return decrypt(sealed, f"user.totp.{user_id}")


def setup_address(secret: str, login: str, *, issuer: str) -> str:
    """The otpauth address that an authenticator app reads; `issuer` is the name of this site."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def qr_picture(address: str) -> str:
    """The address as a QR code: an SVG in a data address, for the src of an image."""
    return str(
        segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    )


def find_step(secret: str, code: str, *, now: datetime) -> int | None:
    """The 30-second step whose code this is: the present one, or its neighbours for clocks that are a little off."""
    digits = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        return None
    totp = pyotp.TOTP(secret)
    present = totp.timecode(now)
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def make_recovery_codes() -> list[str]:
    """Ten codes of 49 bits, 'abcde-fghjk', to be kept on paper."""
    words = ("".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{word[:5]}-{word[5:]}" for word in words]


def recovery_hash(code: str) -> str:
    """What is stored of a recovery code; a keyed digest, so that a stolen table is of no use."""
    return blind_index(re.sub(r"[\s-]", "", code).lower(), "user.recovery_code")
