"""What a flaw is: a stable name, a place inside the item, and what fills its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from trainingapp.rules.item_flaws.texts import Place


class Family(StrEnum):
    """Where a flaw belongs.

    The first two are the families of the NBME Item-Writing Guide; the others are the house's own.
    """

    TESTWISENESS = "testwiseness"  # helps those who do not know
    DIFFICULTY = "irrelevant-difficulty"  # hinders those who do
    LANGUAGE = "language"  # slips, and words that hurt
    BANK = "bank"  # seen only across many items


class Severity(StrEnum):
    """An error keeps a ready item from passing `bank check`; a warning asks for a second look."""

    ERROR = "error"
    WARNING = "warning"


class Strategy(StrEnum):
    """A rule by which somebody guesses who knows nothing."""

    LONGEST = "longest"
    MOST_SPECIFIC = "most-specific"
    MIDDLE = "middle"
    MOST_SIMILAR = "most-similar"


class Flaw(NamedTuple):
    """One flaw found in an item; `path` is a place as in a file of the question bank."""

    name: str
    path: Place = ()
    parameters: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class FlawKind:
    """What there is to say about every flaw of one name; the texts are message ids."""

    family: Family
    severity: Severity
    title: str
    sentence: str
    reason: str
    bad: str
    good: str
