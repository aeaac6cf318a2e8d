"""Counts of the items in the files: per subject by kind, chapter, level and status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from trainingapp.itembank.bank import Bank, chapter_of
from trainingapp.itembank.checks.items import subject_of
from trainingapp.rules.items import Kind, Level, Status, Subject

Translate = Callable[[str], str]
N_ = str  # marks a message for translation where it is not yet shown
AXES = {
    "status": N_("by status"),
    "ready": N_("ready, by kind"),
    "kind": N_("by kind"),
    "level": N_("by level"),
    "chapter": N_("by chapter"),
}


def count_items(bank: Bank) -> dict[Subject, Mapping[str, Counter[str]]]:
    """For each subject that has items: along each axis, how many items have which value."""
    found: dict[Subject, dict[str, Counter[str]]] = {}
    for placed in bank.items:
        counters = found.setdefault(subject_of(placed), {axis: Counter() for axis in AXES})
        item = placed.shape
        counters["status"][item.status] += 1
        counters["kind"][item.kind] += 1
        counters["ready"][item.kind] += item.status is Status.READY
        counters["level"][item.level] += 1
        counters["chapter"][chapter_of(item.knowledge[0])] += 1
    return {subject: found[subject] for subject in Subject if subject in found}


def in_order(axis: str, counter: Counter[str]) -> list[tuple[str, int]]:
    """The values of an axis in their own order, those without items left out."""
    orders: dict[str, list[str]] = {
        "status": [*Status],
        "kind": [*Kind],
        "ready": [*Kind],
        "level": [*Level],
    }
    values = orders.get(axis) or sorted(counter)
    return [(value, counter[value]) for value in values if counter[value]]
