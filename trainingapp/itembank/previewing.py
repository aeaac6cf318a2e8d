"""An item while it is being written: as a candidate will see it, with its faults and flaws so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainingapp.itembank.findings import Finding
from trainingapp.itembank.flaws import find_flaws
from trainingapp.itembank.shapes import (
    ItemShape,
    ObjectiveItem,
    Option,
    RubricPoint,
    Task,
    WrittenItem,
)
from trainingapp.itembank.storing import check_shape, shape_type
from trainingapp.itembank.validation import validate
from trainingapp.rules.item_flaws.flaw import Flaw


@dataclass(frozen=True, slots=True)
class Preview:
    """What the pane beside the form shows."""

    seen: dict[str, Any]  # what the candidate's page needs, and no key
    findings: list[Finding]
    flaws: list[Flaw]


def read_entry(entry: Mapping[str, Any], *, on: date) -> tuple[ItemShape | None, list[Finding]]:
    """The entry as a shape (None when it is none) and everything that keeps it from being stored."""
    shape, findings = validate(shape_type(entry["kind"]), dict(entry), file="")
    return shape, findings if shape is None else check_shape(shape, on=on)


def preview_entry(entry: Mapping[str, Any], *, on: date) -> Preview:
    """The view of an entry that may be half written."""
    _shape, findings = read_entry(entry, on=on)
    return Preview(seen_by_candidate(entry), findings, find_flaws(half_written(entry)))


def seen_by_candidate(content: Mapping[str, Any]) -> dict[str, Any]:
    """Stem and options, or stimulus and tasks: no key, no reasons."""
    return {
        "kind": content["kind"],
        "stem": content.get("stem", ""),
        "stimulus": content.get("stimulus", ""),
        "options": [
            (letter, o["text"]) for letter, o in sorted(content.get("options", {}).items())
        ],
        "tasks": [
            {"prompt": task["prompt"], "points": task["points"]}
            for task in content.get("tasks", [])
        ],
    }


def half_written(entry: Mapping[str, Any]) -> ItemShape:
    """The entry as a shape that nobody has checked: for finding flaws in what is there so far, and nothing else."""
    if "options" in entry:
        options = {letter: Option.model_construct(**o) for letter, o in entry["options"].items()}
        return ObjectiveItem.model_construct(**{**entry, "options": options})
    tasks = [
        Task.model_construct(
            **{**task, "rubric": [RubricPoint.model_construct(**row) for row in task["rubric"]]}
        )
        for task in entry["tasks"]
    ]
    return WrittenItem.model_construct(**{**entry, "tasks": tasks})
