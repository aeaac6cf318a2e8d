"""What changed between two revisions of an item: field by field, character by character where it is text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from sqlalchemy import select

from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.itembank.models import ItemRevision
from trainingapp.itembank.shapes import ItemShape

Place = tuple[str | int, ...]
# A word of Latin letters or a number changes as a whole; Chinese changes by the character.
_TOKENS = re.compile(r"[A-Za-z]+|[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)
# Shorter stretches between two changes are read as changed too: a diff in crumbs is no help.
CRUMB = 2
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Pairs of equal tokens; every stretch that stayed is looked for among all of them. A plain text of three thousand
# characters has some 60,000, one character said three thousand times has nine million.
LIMIT = 400_000


class Piece(NamedTuple):
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is not what it was."""

    path: Place
    pieces: list[Piece]


def compare_contents(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, in the order in which an item is read."""
    before, after = dict(_list_texts(old)), dict(_list_texts(new))
    paths = [*after, *(path for path in before if path not in after)]
    order = {name: position for position, name in enumerate((*_ORDER, *_LAST))}
    paths.sort(key=lambda path: (order.get(str(path[0]), len(order)), str(path[1:2])))
    return [
        Change(path, compare_texts(before.get(path, ""), after.get(path, "")))
        for path in paths
        if before.get(path, "") != after.get(path, "")
    ]


def compare_identities(old: ItemShape, new: ItemShape) -> list[Change]:
    """The fields beside what an item says (no revision keeps them) that differ: origin, enemies, exceptions."""
    pairs = [
        (("origin",), old.origin, new.origin),
        (("enemies",), " ".join(sorted(old.enemies)), " ".join(sorted(new.enemies))),
        (("exceptions",), _exception_lines(old), _exception_lines(new)),
    ]
    return [Change(path, compare_texts(was, will)) for path, was, will in pairs if was != will]


def _exception_lines(shape: ItemShape) -> str:
    return "\n".join(f"{name}: {reason}" for name, reason in sorted(shape.exceptions.items()))


_ORDER = ("kind", "stimulus", "stem", "options", "key", "tasks", "rationale", "sources")
_LAST = ("anchors", "knowledge", "level", "facility")


def _list_texts(content: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    for name in ("kind", "stimulus", "stem", "key", "rationale", "level"):
        if content.get(name) is not None:
            yield (name,), str(content[name])
    for letter, option in content.get("options", {}).items():
        yield ("options", letter, "text"), option["text"]
        yield ("options", letter, "why"), option["why"]
    for name in ("sources", "knowledge"):
        yield (name,), "\n".join(content.get(name, []))
    yield ("anchors",), "\n".join(_anchor_line(anchor) for anchor in content.get("anchors", []))
    facility = content.get("facility", {})
    yield ("facility", "expected"), str(facility.get("expected", ""))
    yield ("facility", "reason"), facility.get("reason", "")
    for position, task in enumerate(content.get("tasks", [])):
        yield from _list_task_texts(("tasks", position), task)


def _anchor_line(anchor: Mapping[str, str]) -> str:
    return f"{anchor['law']}@{anchor['version']} §{anchor['article']} {anchor['phrase']}"


def _list_task_texts(place: Place, task: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    yield (*place, "prompt"), task["prompt"]
    yield (*place, "points"), str(task["points"])
    lines = (
        f"{row['point']} {row['points']} {'；'.join(row.get('accept', []))}".strip()
        for row in task["rubric"]
    )
    yield (*place, "rubric"), "\n".join(lines)
    yield (*place, "model_answer"), task["model_answer"]
    yield (*place, "common_mistakes"), "\n".join(task.get("common_mistakes", []))


def compare_texts(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order; the same and removed ones give `old`, same and added ones `new`.

    Texts that are too long or too much alike within themselves are compared by lines, or else replaced as a whole.
    """
    for pattern in (_TOKENS, _LINES):
        before, after = pattern.findall(old), pattern.findall(new)
        if _count_pairs(before, after) <= LIMIT:
            return _match(before, after)
    return [piece for piece in (Piece("removed", old), Piece("added", new)) if piece.text]


def _count_pairs(before: Sequence[str], after: Sequence[str]) -> int:
    counts = Counter(after)
    return sum(counts[token] for token in before)


def _match(before: Sequence[str], after: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _tag, i, j, k, m in _without_crumbs(matcher.get_opcodes()):
        removed, added = "".join(before[i:j]), "".join(after[k:m])
        if removed == added:
            pieces.append(Piece("same", removed))
            continue
        pieces += [Piece("removed", removed)] if removed else []
        pieces += [Piece("added", added)] if added else []
    return pieces


Opcode = tuple[str, int, int, int, int]


def _without_crumbs(opcodes: Sequence[Opcode]) -> list[Opcode]:
    joined: list[Opcode] = []
    for position, code in enumerate(opcodes):
        tag, i, j, k, m = code
        is_inside = 0 < position < len(opcodes) - 1
        if tag == "equal" and is_inside and j - i < CRUMB:
            tag = "replace"
        if joined and tag != "equal" and joined[-1][0] != "equal":
            _tag, first_i, _j, first_k, _m = joined[-1]
            joined[-1] = ("replace", first_i, j, first_k, m)
        else:
            joined.append((tag, i, j, k, m))
    return joined


def name_editors(revisions: Sequence[ItemRevision]) -> dict[int, str]:
    """The names of those who made the revisions, by account."""
    ids = {revision.editor_id for revision in revisions} - {None}
    query = select(User.id, User.display_name).where(User.id.in_(ids))
    return {identity: name for identity, name in db.session.execute(query)}
