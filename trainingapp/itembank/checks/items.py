"""Checks of items: options and key, facility, reviews, knowledge points, enemies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trainingapp.itembank.bank import Bank, Placed
from trainingapp.itembank.checks.laws import LIVE
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem, WrittenItem
from trainingapp.rules.items import (
    Fault,
    Review,
    Subject,
    check_facility,
    check_options,
    check_readiness,
)


def check_item(bank: Bank, placed: Placed[ItemShape]) -> Iterator[Finding]:
    """Every fault of one item, its anchors apart."""
    yield from _check_code(bank, placed)
    for fault in _faults(placed.shape):
        yield placed.finding(fault.code, *fault.path, **fault.parameters)
    yield from _check_knowledge(bank, placed)
    for position, enemy in enumerate(placed.shape.enemies):
        if enemy == placed.shape.code:
            yield placed.finding("own_enemy", "enemies", position)
        elif enemy not in bank.items_by_code:
            yield placed.finding("unknown_enemy", "enemies", position, code=enemy)


def subject_of(placed: Placed[ItemShape]) -> Subject:
    """The subject whose folder the item stands in."""
    return Subject(placed.file.split("/")[1])


def _check_code(bank: Bank, placed: Placed[ItemShape]) -> Iterator[Finding]:
    code, subject = placed.shape.code, subject_of(placed)
    first = bank.items_by_code[code]
    if first is not placed:
        yield placed.finding(
            "duplicate_item", "code", code=code, file=first.file, line=first.line("code")
        )
    if not code.startswith(f"{subject.prefix}-"):
        yield placed.finding(
            "item_of_other_subject", "code", code=code, subject=subject, prefix=subject.prefix
        )


def _faults(item: ItemShape) -> Iterator[Fault]:
    yield from check_facility(item.facility.expected, item.facility.reason)
    key = None
    if isinstance(item, ObjectiveItem):
        key = item.key
        options = {letter: (option.text, option.why) for letter, option in item.options.items()}
        yield from check_options(item.kind, options, key)
    elif isinstance(item, WrittenItem):
        yield from _check_rubrics(item)
    reviews = [Review(r.reader, r.answer, r.verdict, r.second_defensible) for r in item.reviews]
    yield from check_readiness(item.status, item.author, key=key, reviews=reviews)


def _check_rubrics(item: WrittenItem) -> Iterator[Fault]:
    for position, task in enumerate(item.tasks):
        found = sum((entry.points for entry in task.rubric), Decimal(0))
        if found != task.points:
            parameters = {"found": found, "wanted": task.points}
            yield Fault("rubric_sum", ("tasks", position, "rubric"), parameters)


def _check_knowledge(bank: Bank, placed: Placed[ItemShape]) -> Iterator[Finding]:
    for position, code in enumerate(placed.shape.knowledge):
        area = bank.areas.get(code)
        if code in placed.shape.knowledge[:position]:
            yield placed.finding("repeated_knowledge", "knowledge", position, code=code)
        elif area is None:
            yield placed.finding("unknown_knowledge", "knowledge", position, code=code)
        elif area.subject != subject_of(placed):
            yield placed.finding(
                "knowledge_of_other_subject",
                "knowledge",
                position,
                code=code,
                subject=area.subject,
            )
        elif area.kind != "point":
            yield placed.finding("knowledge_not_point", "knowledge", position, code=code)
        elif area.is_retired and placed.shape.status in LIVE:
            yield placed.finding("retired_knowledge", "knowledge", position, code=code)
