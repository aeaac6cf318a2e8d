"""Codes of CHSI (学信网) under which a report of study can be looked up for a while.

Their holder picks how long a code works, 1 to 6 months. Codes seen have 12 digits (older) or 16 letters and digits
(shared/domain/exam.md §7.2, confidence: medium).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import ClassVar

from trainingapp.rules.errors import RuleViolation

PATTERN = re.compile(r"[0-9]{12}|[A-Z0-9]{16}")
LONGEST = timedelta(days=185)  # six months, whichever they are, and their last day


class CodeRefused(RuleViolation):
    """A code that the desk could not use."""


class CodeMalformed(CodeRefused):
    """No code of CHSI looks like this."""

    message: ClassVar[str] = "A CHSI code has 12 digits, or 16 letters and digits."


class CodeExpired(CodeRefused):
    """Nobody can look anything up under it any more."""

    message: ClassVar[str] = "This code works no longer. Extend it at CHSI or take a new one."


class CodeTooLong(CodeRefused):
    """CHSI gives no code for more than six months."""

    message: ClassVar[str] = "CHSI codes work for six months at most; check the date."


def check_code(code: str, expires_on: date, today: date) -> None:
    """A code as `numbers.tidy` writes it; it works up to, but without, `expires_on`.

    :raises CodeMalformed, CodeExpired, CodeTooLong:
    """
    if not PATTERN.fullmatch(code):
        raise CodeMalformed
    if expires_on <= today:
        raise CodeExpired
    if expires_on > today + LONGEST:
        raise CodeTooLong
