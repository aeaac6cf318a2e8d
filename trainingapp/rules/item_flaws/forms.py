"""Flaws of items that stand on one form together: one answers the other, or one name is many persons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from trainingapp.rules.item_flaws.duplicates import Grams, pairs_of
from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

SHORTEST_CUE = 4  # character pairs of the key; shorter keys stand in many stems
CUE_SHARE = 0.8  # of the key's pairs stand in the other stem …
OTHERS_SHARE = 0.5  # … and of no distractor more than this
PERSONS_PER_NAME = 2
_NAMES = re.compile("[小老阿][\u4e00-\u9fff]")
# Characters that make another word of 小, 老 or 阿: 小组, 老人, 阿姨.
_WORDS = frozenset(
    "组区时学事型心孩声名吃卖店巷品班食册额程结说广朋伙于康微范步块本家城镇楼院路病摊贩女队农计明"
    "人年师旧伴兵屋乡龄党化街板伯两小工邻父母保服机金护待问政设产模照驿式职员村公婆太爷奶房夫友同字牌残幼弱实去少资"
    "姨妈爸尔拉"
)
# Characters before 老 that make another word: 养老, 敬老, 托老.
_BEFORE = re.compile("[养敬托助尊护]$")


def names_in(text: str) -> frozenset[str]:
    """The persons of a text that are called by 小, 老 or 阿 and one character."""
    return frozenset(
        found.group()
        for found in _NAMES.finditer(text)
        if found.group()[1] not in _WORDS
        and not _BEFORE.search(text[max(0, found.start() - 1) : found.start()])
    )


def find_reused_names(items: Sequence[ItemText]) -> Iterator[tuple[str, Flaw]]:
    """On one form a name is a person in at most two items; each further item has the flaw."""
    seen: dict[str, list[str]] = {}
    for item in items:
        for name in sorted(names_in(item.stem)):
            seen.setdefault(name, []).append(item.code)
    for name, codes in seen.items():
        for code in codes[PERSONS_PER_NAME:]:
            parameters = {"words": name, "count": len(codes), "codes": ", ".join(codes)}
            yield code, Flaw("name_reused", ("stem",), parameters)


class _Known(NamedTuple):
    code: str
    stem: Grams
    keys: dict[str, Grams]
    distractors: list[Grams]


def find_cues(items: Sequence[ItemText]) -> Iterator[tuple[str, Flaw]]:
    """The stem of another item holds nearly all of a key and of no distractor half; such items are to be enemies.

    NBME: testwiseness, an item that is answered by another one. Compared by pairs of characters, so a word or two in
    another order is still found.
    """
    known = [_read(item) for item in items if item.is_answerable]
    texts = {item.code: item.options for item in items}
    for item in known:
        for letter, key in item.keys.items():
            other = next(
                (o for o in known if o.code != item.code and _tells(o.stem, item, key)), None
            )
            if other:
                parameters = {"words": texts[item.code][letter], "code": other.code}
                yield item.code, Flaw("answer_cued", ("options", letter, "text"), parameters)


def _read(item: ItemText) -> _Known:
    return _Known(
        item.code,
        _grams(item.stem),
        {letter: _grams(text) for letter, text in item.keys.items()},
        [_grams(text) for text in item.distractors.values()],
    )


def _tells(stem: Grams, item: _Known, key: Grams) -> bool:
    if len(key) < SHORTEST_CUE or _covered(key, item.stem) >= CUE_SHARE:
        return False
    if _covered(key, stem) < CUE_SHARE:
        return False
    return all(_covered(grams, stem) <= OTHERS_SHARE for grams in item.distractors)


def _covered(part: Grams, whole: Grams) -> float:
    return len(part & whole) / (len(part) or 1)


def _grams(text: str) -> Grams:
    return pairs_of(ItemText(code="", kind="", options={"A": text}))
