"""The code of an agency: a unified social credit code (GB 32100-2015), or an older number that only warns."""

from __future__ import annotations

import re
from enum import StrEnum

from trainingapp.rules.identity import is_credit_code
from trainingapp.rules.incubation.words import AgencyKind

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Position 1: 5, registered by civil affairs. Position 2: what it is.
BEGINNINGS = {
    AgencyKind.SERVICE: "52",
    AgencyKind.ASSOCIATION: "51",
    AgencyKind.FOUNDATION: "53",
}
# Codes of organisations before 2015 (8 characters and a check digit), numbers of old registration certificates.
_LEGACY = re.compile(r"[0-9A-Z]{8}-?[0-9X]|[0-9]{5,15}")


class CodeFinding(StrEnum):
    """What is found of a code, from good to bad."""

    SOUND = "sound"
    LEGACY = "legacy"  # an older number: it should be exchanged
    OTHER_KIND = "other_kind"  # sound, but it begins as another kind of organisation
    WRONG_CHECK = "wrong_check"  # 18 characters whose last does not fit: a slip of the pen
    MALFORMED = "malformed"


def check_character(first: str) -> str:
    """The 18th character from the first 17: alphabet[(31 − Σ mod 31) mod 31]. :raises ValueError: another sign."""
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first))
    return SIGNS[(31 - total % 31) % 31]


def tidy_code(text: str) -> str:
    """A code as it is kept: capital letters, no blanks."""
    return re.sub(r"\s+", "", text).upper()


def judge_code(code: str, kind: AgencyKind) -> CodeFinding:
    """What is to be said of a tidy code of an agency of this kind. A team and a filed group have no fixed beginning."""
    if _LEGACY.fullmatch(code):
        return CodeFinding.LEGACY
    if len(code) != 18 or any(sign not in SIGNS for sign in code):
        return CodeFinding.MALFORMED
    if not is_credit_code(code):
        return CodeFinding.WRONG_CHECK
    return (
        CodeFinding.SOUND if code.startswith(BEGINNINGS.get(kind, "")) else CodeFinding.OTHER_KIND
    )
