"""Rows held against the bank: what each would do (new, change, same), its faults, its flaws, and what it resembles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.exchange.likeness import find_alike
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.problems import FLAW, WARNING
from trainingapp.itembank.exchange.rows import Row, read_entry, read_shape
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.flaws import find_flaws
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem
from trainingapp.itembank.storing import check_shapes, find_shape, settle, shape_details
from trainingapp.itembank.writing import base_of
from trainingapp.rules.items import Status

NEW, CHANGE, SAME = "new", "change", "same"


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
        self._last: dict[str, int] = {}
        for code in self.known:
            self._note(code)

    def _note(self, code: str) -> None:
        prefix, number = code[:6], code[6:]
        if number.isdigit():
            self._last[prefix] = max(self._last.get(prefix, 0), int(number))

    def take(self, code: str) -> None:
        """Note a code that is given in a file."""
        self._note(code)

    def propose(self, knowledge: str) -> str:
        """The next free code in the chapter of a knowledge point: subject, chapter, running number."""
        prefix = f"{knowledge[:2]}-{knowledge[2:4]}-"
        self._last[prefix] = self._last.get(prefix, 0) + 1
        return f"{prefix}{self._last[prefix]:04d}"


def judge_rows(rows: Sequence[Row], lookups: Lookups, *, author: str, on: date) -> list[Candidate]:
    """What the rows would do, findings noted at each row; nothing is written.

    `author` is who new items without an author are by; `on` is the day whose law counts.
    """
    candidates = read_candidates(rows, lookups, author=author)
    judge_candidates(candidates, on=on)
    judge_writing([found for found in candidates if found.is_to_store])
    return candidates


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


def judge_candidates(candidates: Sequence[Candidate], *, on: date) -> None:
    """Find what each would do to the bank, and every fault that keeps it from being stored."""
    _find_twice(candidates)
    shaped = [found for found in candidates if found.shape is not None]
    stored = list_stored([found.code for found in shaped if found.is_coded])
    for candidate in shaped:
        _compare(candidate, stored.get(candidate.code))
    changing = [found for found in shaped if found.act != SAME]
    checked = check_shapes([found.shape for found in changing if found.shape], on=on)
    for candidate, findings in zip(changing, checked, strict=True):
        for finding in findings:
            candidate.row.take(_about_knowledge(candidate, finding))


def list_stored(codes: Sequence[str]) -> dict[str, BankItem]:
    """The items of these codes with what a shape needs."""
    query = select(BankItem).where(BankItem.code.in_(codes)).options(*shape_details())
    return {item.code: item for item in db.session.scalars(query)}


def _find_twice(candidates: Sequence[Candidate]) -> None:
    seen: dict[str, int] = {}
    for candidate in candidates:
        if not candidate.is_coded or candidate.shape is None:
            continue
        first = seen.setdefault(candidate.code, candidate.row.number)
        if first != candidate.row.number:
            candidate.row.find("code", "code_twice", code=candidate.code, row=first)


def _compare(candidate: Candidate, item: BankItem | None) -> None:
    shape, row = candidate.shape, candidate.row
    assert shape is not None
    if item is None:
        if candidate.base:
            row.find("base", "unknown_base", code=shape.code)
        return
    stored = find_shape(item)
    candidate.shape = shape.model_copy(update={"author": stored.author})
    candidate.act = CHANGE
    if said(candidate.shape) == said(stored):
        candidate.act = SAME
    elif not candidate.base:
        row.find("code", "code_taken", code=shape.code)
    elif candidate.base != base_of(item):
        row.find("base", "changed_meanwhile", code=shape.code)
    elif item.status == Status.RETIRED:
        row.find("code", "item_retired", code=shape.code)


def said(shape: ItemShape) -> Any:
    """What an import can change of an item, blanks at the ends of texts aside."""
    return _strip(settle(shape).model_dump(mode="json", exclude={"status", "reviews", "author"}))


def _strip(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {name: _strip(entry) for name, entry in value.items()}
    return [_strip(entry) for entry in value] if isinstance(value, list) else value


def _about_knowledge(candidate: Candidate, finding: Finding) -> Finding:
    """A proposed code is as wrong as the knowledge point it was made of."""
    if candidate.is_coded or finding.path[:1] != ("code",):
        return finding
    assert candidate.shape is not None
    parameters = {"code": candidate.shape.knowledge[0]}
    return Finding("", 1, "unknown_knowledge", parameters, ("knowledge", 0))


def judge_writing(candidates: Sequence[Candidate]) -> None:
    """Note how the items are written, and which are in the bank or in the file already."""
    for candidate in candidates:
        assert candidate.shape is not None
        for flaw in find_flaws(candidate.shape):
            finding = Finding("", 1, FLAW + flaw.name, flaw.parameters, flaw.path)
            candidate.row.take(finding, WARNING)
    _find_alike(candidates)


def _find_alike(candidates: Sequence[Candidate]) -> None:
    shapes = [found.shape for found in candidates if found.shape is not None]
    for alike in find_alike(shapes):
        row = candidates[alike.place].row
        parameters: dict[str, object] = {"code": alike.code}
        if alike.other is not None:
            parameters = {"row": candidates[alike.other].row.number}
        where = "file" if alike.other is not None else "bank"
        if alike.is_same:
            row.find("stem", f"same_in_{where}", **parameters)
        else:
            row.warn("stem", f"alike_in_{where}", **parameters, share=alike.share)
