"""How many items exercises can draw where: ready choice items that stand on no fixed mock form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from trainingapp.courses.queries.exercises import (
    LATEST,
    OBJECTIVE,
    list_unready,
    stands_on_a_form,
)
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, ItemRevision, RevisionKnowledge
from trainingapp.rules.items import Status


def _free() -> Select[str, int]:
    return (
        select(RevisionKnowledge.code, ItemRevision.id)
        .join(ItemRevision, ItemRevision.id == RevisionKnowledge.item_revision_id)
        .join(BankItem, LATEST)
        .where(BankItem.status == Status.READY, ItemRevision.kind.in_(OBJECTIVE))
        .where(~stands_on_a_form())
    )


def count_free_items(subject: str) -> Counter[str]:
    """How many items can be drawn on each chapter, section and knowledge point of a subject. One statement."""
    rows = db.session.execute(_free().where(BankItem.subject == subject))
    found = {(area, revision) for code, revision in rows for area in _areas(code)}
    return Counter(area for area, _revision in found)


def _areas(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts) + 1)]


def count_asked(contents: Sequence[Mapping[str, Any]]) -> list[int]:
    """How many items each of these exercises asks as the bank stands now. Two statements, however many they are."""
    named = [code for content in contents for code in content["items"]]
    ready = set(named) - set(list_unready(named) if named else ())
    drawn = [code for content in contents if not content["items"] for code in content["points"]]
    free = _by_area(drawn)
    return [_count(content, ready, free) for content in contents]


def _count(content: Mapping[str, Any], ready: set[str], free: Mapping[str, set[int]]) -> int:
    if content["items"]:
        found = len(ready & set(content["items"]))
    else:
        found = len(set().union(*(free.get(code, set()) for code in content["points"])))
    return min(found, int(content["most"]))


def _by_area(codes: Sequence[str]) -> Mapping[str, set[int]]:
    if not codes:
        return {}
    named = [RevisionKnowledge.code == code for code in set(codes)]
    named += [RevisionKnowledge.code.startswith(f"{code}.", autoescape=True) for code in set(codes)]
    found: dict[str, set[int]] = {}
    for code, revision in db.session.execute(_free().where(or_(*named))):
        for area in _areas(code):
            found.setdefault(area, set()).add(revision)
    return found
