"""Slips of punctuation and width in Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

_HAN = "\u4e00-\u9fff"
_HALF = re.compile(
    rf"(?<=[{_HAN}])[,;:?!()\"]|[,;?!()\"](?=[{_HAN}])|(?<=[{_HAN}])\.(?![0-9A-Za-z])"
)
_FULL = re.compile("[０-９Ａ-Ｚａ-ｚ％]+")
_DOUBLED = re.compile(r"[，。；：、！？]{2,}|…(?!…)(?<!……)|\.{3,}")
_SPACE = re.compile(
    rf"(?<=[{_HAN}，。；：、！？）》”]) +(?=\S)|(?<=\S) +(?=[{_HAN}，。；：、（《“])|^ | $|\u200b|\ufeff",
    re.MULTILINE,
)
_PAIRS = ("“”", "‘’", "《》", "（）", "【】", "「」")
_END = re.compile(r"[，。；：、！？,.;:!?]$")
_AROUND = 6  # characters shown on both sides of a slip


def find_half_width_marks(item: ItemText) -> Iterator[Flaw]:
    """Punctuation beside Chinese characters is full-width; at most one finding for each text."""
    for path, text in item.everything if _HALF.search(item.joined) else ():
        found = _HALF.search(text)
        if found:
            yield Flaw("half_width_mark", path, {"words": _excerpt(text, found)})


def find_full_width_letters(item: ItemText) -> Iterator[Flaw]:
    """Figures, Latin letters and % are half-width, as in the papers."""
    for path, text in item.everything if _FULL.search(item.joined) else ():
        found = _FULL.search(text)
        if found:
            yield Flaw("full_width_letter", path, {"words": found.group()})


def find_stray_marks(item: ItemText) -> Iterator[Flaw]:
    """No doubled mark, no mark without its partner, no space inside Chinese text."""
    is_suspect = _DOUBLED.search(item.joined) or _SPACE.search(item.joined)
    for path, text in item.everything:
        found = (_DOUBLED.search(text) or _SPACE.search(text)) if is_suspect else None
        words = _excerpt(text, found) if found else _unpaired(text)
        if words:
            yield Flaw("stray_mark", path, {"words": words})


def find_end_marks(item: ItemText) -> Iterator[Flaw]:
    """Options end without a mark, because the stem has its own; options that all ask or all exclaim may."""
    ends = {letter: text[-1:] for letter, text in item.options.items() if _END.search(text)}
    is_uniform = len(ends) == len(item.options) and set(ends.values()) <= {"？", "！"}
    letters = [] if is_uniform else list(ends)
    if letters:
        parameters = {"letters": ", ".join(letters)}
        yield Flaw("option_end_mark", ("options", letters[0], "text"), parameters)


def _unpaired(text: str) -> str:
    """The first mark without its partner, with what stands beside it; marks of one pair do not cross."""
    for pair in _PAIRS:
        opening, closing = pair[0], pair[1]
        if opening not in text and closing not in text:
            continue
        depth = 0
        for place, character in enumerate(text):
            depth += (character == opening) - (character == closing)
            if depth < 0:
                return text[max(0, place - _AROUND) : place + _AROUND]
        if depth:
            place = text.rindex(opening)
            return text[place : place + 2 * _AROUND]
    return ""


def _excerpt(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _AROUND) : found.end() + _AROUND]
