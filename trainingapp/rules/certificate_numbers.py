"""The number of a national certificate (管理号). Its layout is not published: nothing is ever read from it."""

from __future__ import annotations

import re

PATTERN = re.compile(r"[0-9]{15,30}")
USUAL = 18  # digits, as several sites say; older certificates may have others


def is_certificate_number(text: str) -> bool:
    """Whether it can be one: 15 to 30 digits, without blanks and hyphens."""
    return PATTERN.fullmatch(text) is not None


def is_usual(text: str) -> bool:
    """Whether it is as long as nearly all of them."""
    return len(text) == USUAL
