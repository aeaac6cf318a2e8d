"""Rows on their way into the bank: each with the shape it would become, its code given or proposed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import whitespace
from typing import Any

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.exchange.cells import BLANKS
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.problems import Problem
from trainingapp.itembank.exchange.rows import Row, read_entry, read_shape
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem
from trainingapp.itembank.storing import settle

NEW, CHANGE, SAME = "new", "change", "same"
LAST = 999_999  # the highest number of a code
_CODE = re.compile(r"([A-Z]{2}-[0-9]{2}-)([0-9]{4,6})")


@dataclass
class Candidate:
    """A row with what it would become."""

    row: Row
    base: str
    is_coded: bool  # the row names its code; otherwise the code is a proposal
    shape: ObjectiveItem | None = None
    act: str = NEW

    @property
    def is_to_store(self) -> bool:
        """Whether confirming writes it."""
        return self.shape is not None and self.act != SAME and not self.row.has_errors

    @property
    def code(self) -> str:
        """The code of the item, "" when nobody knows it yet."""
        return self.shape.code if self.shape else self.row.texts.get("code", "")


class Codes:
    """The codes of the bank, and the next free one of each chapter."""

    def __init__(self) -> None:
        self.known = set(db.session.scalars(select(BankItem.code)))
        self._taken = set(self.known)
        self._last: dict[str, int] = {}
        for code in self.known:
            self._note(code)

    def _note(self, code: str) -> None:
        if found := _CODE.fullmatch(code):
            self._last[found[1]] = max(self._last.get(found[1], 0), int(found[2]))

    def take(self, code: str) -> None:
        """Note a code that is given in a file."""
        self._taken.add(code)
        self._note(code)

    def propose(self, knowledge: str) -> str:
        """The next free code in the chapter of a knowledge point: subject, chapter, running number."""
        prefix = f"{knowledge[:2]}-{knowledge[2:4]}-"
        number = self._last.get(prefix, 0) + 1
        if (
            number > LAST
        ):  # somebody has given the highest number: what is free below it is taken up
            number = next(n for n in range(1, LAST) if f"{prefix}{n:04d}" not in self._taken)
        else:
            self._last[prefix] = number
        code = f"{prefix}{number:04d}"
        self._taken.add(code)
        return code


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read: its name as shown, the hash of its bytes, its rows and what belongs to none of them."""

    name: str
    sha256: str
    candidates: Sequence[Candidate]
    problems: Sequence[Problem]


def read_candidates(rows: Sequence[Row], lookups: Lookups, *, author: str) -> list[Candidate]:
    """The rows as shapes; those without a code get the next free one."""
    entries = [read_entry(row, lookups, author=author) for row in rows]
    codes = Codes()
    for entry in entries:
        codes.take(entry["code"])
    found = []
    for row, entry in zip(rows, entries, strict=True):
        candidate = Candidate(row, row.texts.get("base", ""), is_coded=bool(entry["code"]))
        if not candidate.is_coded:
            entry["code"] = _propose(codes, entry.get("knowledge"))
        candidate.shape = read_shape(row, entry)
        found.append(candidate)
    return found


def _propose(codes: Codes, knowledge: Any) -> str:
    main = knowledge[0] if knowledge else ""
    is_usable = len(main) >= 4 and main[:2].isalpha() and main[2:4].isdecimal()
    return codes.propose(main) if is_usable else "XX-00-0000"  # the knowledge point has a finding


def said(shape: ItemShape) -> Any:
    """What an import can change of an item, blanks at the ends of texts aside."""
    return _strip(settle(shape).model_dump(mode="json", exclude={"status", "reviews", "author"}))


def _strip(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip(f"{BLANKS}{whitespace}").replace("\t", " ")
    if isinstance(value, dict):
        return {name: _strip(entry) for name, entry in value.items()}
    return [_strip(entry) for entry in value] if isinstance(value, list) else value
