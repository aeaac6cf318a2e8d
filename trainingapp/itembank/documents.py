"""The immutable document of a test form, as a candidate's device gets it, and the answer key that stays here."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from trainingapp.rules.items import Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One item revision in its place on a form."""

    slot: int
    item: str  # code
    revision_id: int
    kind: str
    key: str | None
    chapter: str
    knowledge: str  # the main knowledge point
    level: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """What a document says of the form as a whole."""

    form: int
    code: str
    version: int
    title: Mapping[str, str]
    specification: Mapping[str, Any]
    policy: Mapping[str, str]


def build_document(head: Head, entries: Sequence[Entry]) -> tuple[bytes, str]:
    """Return the compressed JSON and the hash of the JSON. No key, why or rationale is in it."""
    specification = head.specification
    points = {**specification.get("points", {}), **head.policy}
    document = {
        "form": head.form,
        "code": head.code,
        "version": head.version,
        "title": head.title,
        "minutes": specification["minutes"],
        "kinds": [
            {"kind": kind, "first": slots[0], "last": slots[-1], "points": points[kind]}
            for kind, slots in _runs(entries)
        ],
        "rules": {
            **head.policy,
            "cut_score": specification["cut_score"],
            "full_score": specification["full_score"],
        },
        "items": [_item_for_candidate(entry) for entry in entries],
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    # mtime=0 makes equal documents equal bytes.
    return gzip.compress(text, compresslevel=9, mtime=0), hashlib.sha256(text).hexdigest()


def build_answer_key(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The key of every slot in order, with what the result page groups by."""
    return [
        {
            "slot": entry.slot,
            "item": entry.item,
            "revision_id": entry.revision_id,
            "kind": entry.kind,
            "key": entry.key,
            "chapter": entry.chapter,
            "knowledge": entry.knowledge,
            "level": entry.level,
        }
        for entry in entries
    ]


def _runs(entries: Sequence[Entry]) -> list[tuple[str, list[int]]]:
    runs = groupby(entries, key=lambda entry: entry.kind)
    return [(kind, [entry.slot for entry in run]) for kind, run in runs]


def _item_for_candidate(entry: Entry) -> dict[str, Any]:
    content = entry.content
    shown: dict[str, Any] = {"slot": entry.slot, "kind": entry.kind}
    if Kind(entry.kind).is_objective:
        options = [
            [letter, option["text"]] for letter, option in sorted(content["options"].items())
        ]
        return {**shown, "stem": content["stem"], "options": options}
    tasks = [{"prompt": task["prompt"], "points": task["points"]} for task in content["tasks"]]
    return {**shown, "stimulus": content["stimulus"], "tasks": tasks}
