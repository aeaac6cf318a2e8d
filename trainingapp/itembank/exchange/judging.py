"""Rows held against the bank: what each would do (new, change, same), its faults, its flaws, and what it resembles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from trainingapp.extensions import db
from trainingapp.itembank.exchange.candidates import CHANGE, SAME, Candidate, read_candidates, said
from trainingapp.itembank.exchange.likeness import find_alike
from trainingapp.itembank.exchange.lookups import Lookups
from trainingapp.itembank.exchange.problems import FLAW, WARNING
from trainingapp.itembank.exchange.rows import Row
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.flaws import find_flaws, may_except
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.storing import check_shapes, find_shape, shape_details
from trainingapp.itembank.writing import base_of
from trainingapp.rules.items import Status


def judge_rows(rows: Sequence[Row], lookups: Lookups, *, author: str, on: date) -> list[Candidate]:
    """What the rows would do, findings noted at each row; nothing is written.

    `author` is who new items without an author are by; `on` is the day whose law counts.
    """
    candidates = read_candidates(rows, lookups, author=author)
    judge_candidates(candidates, on=on)
    judge_writing([found for found in candidates if found.is_to_store])
    return candidates


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
        for name in candidate.shape.exceptions:
            if not may_except(name):
                candidate.row.find("exceptions", "unknown_exception", name=name)
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
