"""Tells of many items together: the key's length, its letter, and how many letters it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.options import longest_letters
from trainingapp.rules.item_flaws.texts import ItemText
from trainingapp.rules.items import KEY_SIZES, OPTION_LETTERS, Kind

LONGEST_LIMIT = 35  # percent of single items
LETTER_MIN, LETTER_MAX = 22, 28
SIZE_MIN = 20  # percent of multiple items
JUDGED_FROM = 20  # fewer items of a kind say nothing about shares


def find_key_flaws(items: Sequence[ItemText], scope: str, *, slack: int = 0) -> Iterator[Flaw]:
    """The limits of a ready bank, on the bank of a subject or on one form; `scope` is what the sentence calls it.

    The key alone is the longest option in at most 35 % of single items; each letter is the key of 22 to 28 % of them;
    two, three and four right options each make at least 20 % of the multiple items. Shares are judged from twenty
    items of a kind on. `slack` is by how many items a limit may be missed: on a form of sixty, no share of a letter
    is within 22 to 28 % unless it is 14, 15 or 16 items.
    """
    singles = [item for item in items if item.kind == Kind.SINGLE and item.options]
    multiples = [item for item in items if item.kind == Kind.MULTIPLE and item.options]
    if len(singles) >= JUDGED_FROM:
        yield from _longest(singles, scope, slack=slack)
        yield from _letters(singles, scope, slack=slack)
    if len(multiples) >= JUDGED_FROM:
        yield from _sizes(multiples, scope, slack=slack)


def share(count: int, total: int) -> Fraction:
    """A share in percent, exact."""
    return Fraction(100 * count, total)


def _longest(items: Sequence[ItemText], scope: str, *, slack: int) -> Iterator[Flaw]:
    count = sum(longest_letters(item.options) == item.key for item in items)
    if share(count - slack, len(items)) > LONGEST_LIMIT:
        found = share(count, len(items))
        parameters = {"scope": scope, "share": _shown(found), "limit": LONGEST_LIMIT}
        yield Flaw("key_longest_share", (), parameters)


def _letters(items: Sequence[ItemText], scope: str, *, slack: int) -> Iterator[Flaw]:
    counts = Counter(item.key for item in items)
    for letter in OPTION_LETTERS[Kind.SINGLE]:
        least, most = (
            share(counts[letter] - slack, len(items)),
            share(counts[letter] + slack, len(items)),
        )
        if least > LETTER_MAX or most < LETTER_MIN:
            found = share(counts[letter], len(items))
            limits = {"min": LETTER_MIN, "max": LETTER_MAX}
            parameters = {"scope": scope, "letter": letter, "share": _shown(found), **limits}
            yield Flaw("key_letter_share", (), parameters)


def _sizes(items: Sequence[ItemText], scope: str, *, slack: int) -> Iterator[Flaw]:
    counts = Counter(len(item.key) for item in items)
    for size in KEY_SIZES[Kind.MULTIPLE]:
        if share(counts[size] + slack, len(items)) < SIZE_MIN:
            found = share(counts[size], len(items))
            parameters = {"scope": scope, "share": _shown(found), "size": size, "limit": SIZE_MIN}
            yield Flaw("key_size_share", (), parameters)


def _shown(value: Fraction) -> str:
    return f"{float(value):.1f}"
