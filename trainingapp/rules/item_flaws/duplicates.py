"""Near-duplicates: items whose words are nearly the same, in whatever order their options stand.

Each item becomes the set of its character pairs. An index from pair to items finds the candidates: two sets that share
enough must share some of their rarest pairs (prefix filtering), so that only the few that do are compared.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from math import ceil
from operator import itemgetter
from typing import NamedTuple

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

DUPLICATE = 0.5  # share of common pairs among all pairs of two items (Jaccard)
SIMILAR = 0.35
IN_COMMON = 8  # so many of the rarest pairs two items share before they are compared
MOST_LOOKED_UP = 40  # items behind one pair; more only where a bank repeats itself endlessly
_DROPPED = re.compile(
    r"社会工作者|下列|以下|关于|根据|说法|做法|表述|最恰当|最适宜|正确|属于|应当|[^\u4e00-\u9fff0-9a-z]"
)
_NAMES = re.compile("[小老阿][\u4e00-\u9fff]")

Grams = frozenset[str]


class Pair(NamedTuple):
    """Two items and how alike they are, 0 to 1; `second` stands later."""

    first: str
    second: str
    share: float


def normalise(text: str) -> str:
    """A text without punctuation, boilerplate and names of persons, in lower case."""
    return _DROPPED.sub("", _NAMES.sub("某", text.lower()))


def pairs_of(item: ItemText) -> Grams:
    """The character pairs of stem and options (or of a written item's texts), the order of options left out."""
    texts = [item.stem, *item.options.values()] if item.options else [t for _, t in item.others]
    return frozenset(gram for text in texts for gram in _grams(normalise(text)))


def _grams(text: str) -> Iterator[str]:
    return (text[start : start + 2] for start in range(len(text) - 1))


def likeness(one: Grams, two: Grams) -> float:
    """The share of common members among all members of both, 0 to 1 (Jaccard)."""
    common = len(one & two)
    return common / ((len(one) + len(two) - common) or 1)


def find_pairs(items: Iterable[ItemText], *, least: float = SIMILAR) -> list[Pair]:
    """For each item the earlier one that it is most like, if it is at least that much alike."""
    sets = {item.code: grams for item in items if (grams := pairs_of(item))}
    rarity = Counter(chain.from_iterable(sets.values()))
    order = {gram: n for n, gram in enumerate(sorted(rarity, key=lambda g: (rarity[g], g)))}
    index: dict[str, list[str]] = defaultdict(list)
    found: list[Pair] = []
    for code, grams in sets.items():
        rarest = sorted(grams, key=order.__getitem__)
        needed = ceil(least * len(grams) - 1e-9)  # so many in common, or the two are not alike
        prefix = rarest[: len(grams) - needed + IN_COMMON]
        shares = [
            (likeness(sets[other], grams), other)
            for other in _candidates(index, prefix, least=min(IN_COMMON, needed))
            if least * len(grams) <= len(sets[other]) <= len(grams) / least
        ]
        share, other = max(shares, key=itemgetter(0), default=(0.0, ""))
        if share >= least:
            found.append(Pair(other, code, share))
        for gram in prefix:
            if rarity[gram] > 1 and len(index[gram]) < MOST_LOOKED_UP:
                index[gram].append(code)
    return found


def _candidates(index: Mapping[str, list[str]], prefix: Sequence[str], *, least: int) -> list[str]:
    counts = Counter(chain.from_iterable(index.get(gram, ()) for gram in prefix))
    return [code for code, count in counts.items() if count >= least]


def find_duplicates(items: Sequence[ItemText]) -> Iterator[tuple[str, Flaw]]:
    """Each later item of a pair with its flaw: half alike is a near-duplicate, 35 % asks for a second look."""
    for pair in find_pairs(items):
        name = "near_duplicate" if pair.share >= DUPLICATE else "similar_items"
        parameters = {"code": pair.first, "share": round(100 * pair.share)}
        yield pair.second, Flaw(name, ("stem",), parameters)


def find_shared_options(items: Iterable[ItemText]) -> Iterator[tuple[str, Flaw]]:
    """Items with the same options in whatever order; short options (figures, names of methods) say little and may."""
    seen: dict[frozenset[str], str] = {}
    for item in items:
        texts = frozenset(normalise(text) for text in item.options.values())
        if len(texts) < 4 or sum(map(len, texts)) < 4 * LONG_OPTION:
            continue
        if texts in seen:
            yield item.code, Flaw("shared_options", ("options",), {"code": seen[texts]})
        seen.setdefault(texts, item.code)


LONG_OPTION = 4
