"""Short codes as people write them down."""

from __future__ import annotations

import unicodedata

LENGTH = 12


def read_code(text: str) -> str:
    """A short code in the one spelling we keep: no dashes and blanks; letters that look like digits are digits."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(str.maketrans("OIL", "011"))
    return "".join(sign for sign in plain if sign != "-" and not sign.isspace())
