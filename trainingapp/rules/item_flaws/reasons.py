"""Flaws of whys and rationales: they say something, each for itself, and without letters of options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

SHORTEST_WHY = 8
SHORTEST_RATIONALE = 24
_LETTERS = re.compile(
    r"(?:选项|答案为?|故选|应选|本题选|选择)[A-E]|(?<![A-Za-z0-9])[A-E](?:项(?!目)|选项|(?:、[A-E])+|正确|错误)"
)


def find_thin_whys(item: ItemText) -> Iterator[Flaw]:
    """A why has at least eight characters; a mere 正确 or 不符合题意 teaches nothing. An empty one is a fault."""
    for letter, why in item.whys.items():
        if 0 < len(why.strip()) < SHORTEST_WHY:
            parameters = {"letter": letter, "words": why.strip()}
            yield Flaw("thin_why", ("options", letter, "why"), parameters)


def find_repeated_whys(item: ItemText) -> Iterator[Flaw]:
    """Each option has a why of its own."""
    letters: dict[str, list[str]] = {}
    for letter, why in item.whys.items():
        letters.setdefault(why.strip(), []).append(letter)
    for why, sharing in letters.items():
        if why and len(sharing) > 1:
            parameters = {"letters": ", ".join(sharing)}
            yield Flaw("repeated_why", ("options", sharing[1], "why"), parameters)


def find_thin_rationale(item: ItemText) -> Iterator[Flaw]:
    """A rationale has at least 24 characters: two short sentences."""
    length = len(item.rationale.strip())
    if 0 < length < SHORTEST_RATIONALE:
        yield Flaw("thin_rationale", ("rationale",), {"length": length})


def find_cited_letters(item: ItemText) -> Iterator[Flaw]:
    """No text names an option by its letter, because options are shuffled in practice."""
    for path, text in item.everything if _LETTERS.search(item.joined) else ():
        found = _LETTERS.search(text)
        if found:
            yield Flaw("letters_cited", path, {"words": found.group()})
            return
