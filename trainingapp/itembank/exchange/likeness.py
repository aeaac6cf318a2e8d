"""Items of a file that are in the bank already, or twice in the file: the same words, or nearly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.browsing import LATEST
from trainingapp.itembank.content import normalise
from trainingapp.itembank.flaws import read_text
from trainingapp.itembank.models import BankItem, ItemRevision
from trainingapp.itembank.shapes import ObjectiveItem
from trainingapp.rules.item_flaws.duplicates import find_pairs
from trainingapp.rules.item_flaws.texts import ItemText
from trainingapp.rules.items import OPTION_LETTERS, Status

Words = tuple[str, frozenset[str]]
_EXCUSES = {"near_duplicate", "similar_items"}


class Alike(NamedTuple):
    """An item of the file, by its place, and what it resembles: an item of the bank, or another of the file."""

    place: int
    code: str
    other: int | None
    is_same: bool
    share: int  # of a hundred


def find_same(shapes: Sequence[ObjectiveItem]) -> list[Alike]:
    """Every item of the file that says the same as one of the bank or an earlier one of the file."""
    return _find_same(_bank_texts(shapes), _own_texts(shapes)) if shapes else []


def find_alike(shapes: Sequence[ObjectiveItem]) -> Iterator[Alike]:
    """Every item that says the same as another (in whatever order its options stand), and every very similar one.

    Exceptions beside the item excuse likeness, but never sameness.
    """
    if not shapes:
        return
    bank, own = _bank_texts(shapes), _own_texts(shapes)
    same = _find_same(bank, own)
    yield from same
    told = {found.place for found in same}
    for pair in find_pairs([*bank, *own]):
        if not pair.second.isdigit() or int(pair.second) in told:
            continue
        place = int(pair.second)
        if not _EXCUSES & set(shapes[place].exceptions):
            yield _alike(place, pair.first, is_same=False, share=round(100 * pair.share))


def _find_same(bank: Sequence[ItemText], own: Sequence[ItemText]) -> list[Alike]:
    seen: dict[Words, str] = {_words(text): text.code for text in bank}
    found = []
    for place, text in enumerate(own):
        first = seen.setdefault(_words(text), text.code)
        if first != text.code:
            found.append(_alike(place, first, is_same=True, share=100))
    return found


def _own_texts(shapes: Sequence[ObjectiveItem]) -> list[ItemText]:
    # Codes may stand twice in a file, so that its items go by their place.
    return [_rename(read_text(shape), str(place)) for place, shape in enumerate(shapes)]


def _alike(place: int, first: str, *, is_same: bool, share: int) -> Alike:
    other = int(first) if first.isdigit() else None
    return Alike(place, "" if other is not None else first, other, is_same, share)


def _rename(text: ItemText, code: str) -> ItemText:
    return ItemText(code=code, kind=text.kind, stem=text.stem, options=text.options)


def _words(text: ItemText) -> Words:
    return normalise(text.stem), frozenset(normalise(option) for option in text.options.values())


def _bank_texts(shapes: Sequence[ObjectiveItem]) -> list[ItemText]:
    """What stands in the bank beside the items that these shapes would change."""
    without = {shape.code for shape in shapes}
    query = (
        select(BankItem.code, ItemRevision.kind, ItemRevision.content)
        .join(ItemRevision, LATEST)
        .where(BankItem.status != Status.RETIRED, ItemRevision.kind.in_(list(OPTION_LETTERS)))
        .order_by(BankItem.code)
    )
    return [
        ItemText(code=code, kind=kind, stem=content["stem"], options=_options(content))
        for code, kind, content in db.session.execute(query)
        if code not in without
    ]


def _options(content: Mapping[str, Any]) -> dict[str, str]:
    return {letter: option["text"] for letter, option in content["options"].items()}
