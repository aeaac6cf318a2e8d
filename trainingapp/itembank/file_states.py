"""Who has changed an item since the files were last loaded: the files, the site, both or nobody.

`BankItem.file_sha256` is the hash of what the files said then. What both changed is refused: nobody's work is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from sqlalchemy import select, update

from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.content import item_sha256
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.shapes import ItemShape
from trainingapp.itembank.storing import find_shape, shape_details
from trainingapp.itembank.writing import base_of
from trainingapp.rules.items import Status

STEP = 500  # items of one statement


class State(Enum):
    """What a load does with an item of the files."""

    LOAD = "load"  # new, or changed in the files alone
    SAME = "same"  # the files say what they said: edits of the site stay
    MET = "met"  # files and site say the same by now
    CLASH = "clash"


class Compared(NamedTuple):
    """An item of the files and what a load does with it."""

    placed: Placed[ItemShape]
    state: State


def compare_files(bank: Bank) -> list[Compared]:
    """Every item of the files, in their order."""
    query = select(BankItem.code, BankItem.file_sha256)
    known = {code: found for code, found in db.session.execute(query)}
    hashes = bank.item_hashes
    doubtful = [code for code, found in hashes.items() if known.get(code, found) != found]
    states = _judge(doubtful, hashes)
    return [
        Compared(placed, _state(placed.shape.code, known=known, states=states))
        for placed in bank.items
    ]


def _state(code: str, *, known: dict[str, str], states: dict[str, State]) -> State:
    if code not in known:
        return State.LOAD
    return states.get(code, State.SAME)


def _judge(codes: Sequence[str], hashes: dict[str, str]) -> dict[str, State]:
    """What the site says decides about the items whose files have changed."""
    states = {}
    for start in range(0, len(codes), STEP):
        part = codes[start : start + STEP]
        query = select(BankItem).where(BankItem.code.in_(part)).options(*shape_details())
        for item in db.session.scalars(query):
            if item_sha256(find_shape(item)) == hashes[item.code]:
                states[item.code] = State.MET
            else:
                states[item.code] = State.LOAD if is_untouched(item) else State.CLASH
    return states


def is_untouched(item: BankItem) -> bool:
    """Whether the site still says what the files said last. A law that has changed is nobody's edit."""
    shape = find_shape(item)
    if item_sha256(shape) == item.file_sha256:
        return True
    has_lapsed = item.attention is not None and item.status == Status.NEEDS_REVIEW
    return has_lapsed and any(
        item_sha256(shape.model_copy(update={"status": status})) == item.file_sha256
        for status in Status
    )


def find_edited(compared: Sequence[Compared]) -> Iterator[Finding]:
    """The items that have changed both in the files and in the site."""
    for placed, state in compared:
        if state is State.CLASH:
            yield placed.finding("edited_in_site", "code", code=placed.shape.code)


def find_unloaded(bank: Bank) -> set[str]:
    """The codes of the items that have changed in the files alone: what the site says of them is older."""
    return {placed.shape.code for placed, state in compare_files(bank) if state is State.LOAD}


def trust_marks(marks: dict[str, str]) -> dict[str, str]:
    """Take an item whose mark is that of the site as untouched: a workbook was made of what the site says now.

    `marks` are the marks of a workbook by code. Returns what the files said of each, "" where they said nothing.
    """
    before, said = dict.fromkeys(marks, ""), {}
    codes = list(marks)
    for start in range(0, len(codes), STEP):
        part = codes[start : start + STEP]
        query = select(BankItem).where(BankItem.code.in_(part)).options(*shape_details())
        for item in db.session.scalars(query):
            before[item.code] = item.file_sha256
            if marks[item.code] == base_of(item):
                said[item.code] = item_sha256(find_shape(item))
    note_files(said)
    return before


def note_files(hashes: dict[str, str]) -> None:
    """Remember what the files say of these items, by code."""
    query = select(BankItem.id, BankItem.code).where(BankItem.code.in_(list(hashes)))
    rows = [
        {"id": identity, "file_sha256": hashes[code]}
        for identity, code in db.session.execute(query)
    ]
    if rows:
        db.session.execute(update(BankItem), rows)
