"""Checks of how items are written: flaws of each, of the bank and of every form; and the exceptions beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.checks.items import subject_of
from trainingapp.itembank.checks.test_forms import policy_name
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.flaws import (
    ItemFlaw,
    find_bank_flaws,
    find_form_flaws,
    find_tells,
    may_except,
    read_text,
)
from trainingapp.itembank.shapes import FormShape, ItemShape
from trainingapp.rules.item_flaws.catalogue import is_error
from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.single import find_item_flaws
from trainingapp.rules.items import Status, Subject
from trainingapp.rules.scoring import ScoringPolicy

JUDGED_FROM = 100  # ready items of a subject, before its shares say something


class Found(NamedTuple):
    """A finding, and whether it makes `bank check` fail."""

    finding: Finding
    is_error: bool


def check_flaws(bank: Bank) -> Iterator[Found]:
    """Every flaw of the items that are not retired: an error when it is certain and the item is ready, else a warning.

    The limits of the ready bank and of forms, and exceptions without their flaw, are always errors.
    """
    flaws = find_all(bank)
    for code, found in flaws.items():
        placed = bank.items_by_code[code]
        is_ready = placed.shape.status is Status.READY
        for entry in found:
            if not _is_excepted(bank, entry):
                yield Found(_finding(placed, entry.flaw), is_ready and is_error(entry.flaw))
    yield from (Found(finding, True) for finding in _check_exceptions(bank, flaws))
    yield from (Found(finding, True) for finding in _check_subjects(bank))
    yield from (Found(finding, True) for finding in _check_forms(bank))


def find_all(bank: Bank) -> dict[str, list[ItemFlaw]]:
    """By item code, every flaw of the items that are not retired, excepted or not, each once."""
    live = [p.shape for p in bank.items if p.shape.status is not Status.RETIRED]
    live.sort(key=lambda shape: shape.status is not Status.READY)  # a draft resembles a ready item
    found = [
        ItemFlaw(shape.code, flaw) for shape in live for flaw in find_item_flaws(read_text(shape))
    ]
    found += find_bank_flaws(live, with_excepted=True)
    for placed in bank.forms:
        found += find_form_flaws(_items_of(bank, placed), with_excepted=True)
    by_code: dict[str, list[ItemFlaw]] = defaultdict(list)
    for entry in found:
        if entry not in by_code[entry.code]:  # the same two items may meet on two forms
            by_code[entry.code].append(entry)
    return by_code


def _is_excepted(bank: Bank, entry: ItemFlaw) -> bool:
    items = (bank.items_by_code[code].shape for code in entry.codes if code in bank.items_by_code)
    return any(entry.flaw.name in item.exceptions for item in items)


def _finding(placed: Placed[ItemShape] | Placed[FormShape], flaw: Flaw) -> Finding:
    return placed.finding(flaw.name, *flaw.path, **flaw.parameters)


def _check_exceptions(bank: Bank, flaws: Mapping[str, list[ItemFlaw]]) -> Iterator[Finding]:
    had: dict[str, set[str]] = defaultdict(set)
    for found in flaws.values():
        for entry in found:
            for code in entry.codes:
                had[code].add(entry.flaw.name)
    for placed in bank.items:
        for name in placed.shape.exceptions:
            if not may_except(name):
                yield placed.finding("unknown_exception", "exceptions", name, name=name)
            elif placed.shape.status is not Status.RETIRED and name not in had[placed.shape.code]:
                yield placed.finding("idle_exception", "exceptions", name, name=name)


def _check_subjects(bank: Bank) -> Iterator[Finding]:
    ready: dict[Subject, list[Placed[ItemShape]]] = defaultdict(list)
    for placed in bank.items:
        if placed.shape.status is Status.READY:
            ready[subject_of(placed)].append(placed)
    for subject, items in ready.items():
        if len(items) < JUDGED_FROM:
            continue
        for flaw in find_tells([placed.shape for placed in items], None, scope=subject):
            yield Finding(f"items/{subject}", 1, flaw.name, flaw.parameters)


def _check_forms(bank: Bank) -> Iterator[Finding]:
    for placed in bank.forms:
        policy = find_policy(bank, placed.shape)
        items = _items_of(bank, placed)
        if policy is None or not items:
            continue
        for flaw in find_tells(items, policy, scope=placed.shape.code):
            yield _finding(placed, flaw)


def find_policy(bank: Bank, form: FormShape) -> ScoringPolicy | None:
    """The policy by which a form is scored; None for written papers, and where the file names none that is known."""
    specification = bank.specifications_by_code.get(form.specification)
    for placed in bank.policies:
        shape = placed.shape
        if specification and policy_name(shape) == specification.shape.policy:
            points = shape.model_dump(include={"single", "multiple", "per_option"})
            return ScoringPolicy.from_content(shape.code, shape.version, content=points)
    return None


def _items_of(bank: Bank, placed: Placed[FormShape]) -> list[ItemShape]:
    codes = [code for code in placed.shape.items if code in bank.items_by_code]
    return [bank.items_by_code[code].shape for code in codes]
