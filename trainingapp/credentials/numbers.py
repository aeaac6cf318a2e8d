"""Numbers of papers and codes at rest: sealed, found by a keyed index, shown by their last four characters."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from trainingapp.web import vault

DEGREE_NUMBER = "degree_record.number"
CHSI_CODE = "evidence.code"


class Sealed(NamedTuple):
    """What is stored of a number: the value under its key, the keyed index, and what may be shown."""

    sealed: str
    lookup: str
    last4: str


def tidy(text: str) -> str:
    """A number without blanks and hyphens, in one width, in capitals: people copy it in many ways."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd")


def seal(text: str, purpose: str) -> Sealed:
    """A number as it is stored; numbers of different purposes cannot be compared."""
    number = tidy(text)
    return Sealed(vault.encrypt(number, purpose), vault.blind_index(number, purpose), number[-4:])


def unseal(sealed: str, purpose: str) -> str:
    """The number itself; whoever shows it to others than its holder writes so into the audit log."""
    return vault.decrypt(sealed, purpose)
