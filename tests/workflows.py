"""Small workflows for tests, and the shipped one."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from trainingapp.rules.incubation.workflow import Definition, parse

FOLDER = Path(__file__).parent.parent / "question_bank" / "incubation" / "workflows"
NAMES = {"zh": "名", "en": "Name"}
STAGE = {**NAMES, "public_zh": "外名", "public_en": "Public name", "column": None}


def shipped_document() -> Any:
    """The workflow that the program comes with, as it stands in its file."""
    return yaml.safe_load((FOLDER / "standard-1.yaml").read_text(encoding="utf-8"))


def shipped() -> Definition:
    """The workflow that the program comes with."""
    return parse(shipped_document())


def small_document(**changes: Any) -> Any:
    """A draft that is submitted, accepted or refused, and an undoing of both."""
    document = {
        "code": "small",
        "version": 1,
        "title": NAMES,
        "stages": {
            "draft": STAGE,
            "submitted": STAGE,
            "alumni": STAGE,
            "rejected": STAGE,
        },
        "transitions": {
            "S1": transition("submit", ["draft"], "submitted", actors=["applicant"]),
            "S2": transition("accept", ["submitted"], "alumni", guards=["sound"], effects=["tell"]),
            "S3": transition("refuse", ["submitted"], "rejected", reason=True),
            "S4": transition(
                "revert", "any", "previous", actors=["head"], confirm="second_of_base"
            ),
        },
        "undo": {"tell": None},
    }
    return deepcopy(document) | changes


def transition(act: str, source: Any, target: str, **changes: Any) -> dict[str, Any]:
    """A passage by an officer."""
    return {"act": act, **NAMES, "from": source, "to": target, "actors": ["officer"], **changes}


def with_passage(*, undo: dict[str, str | None], **changes: Any) -> Any:
    """The small workflow with a changed second passage and what can be taken back."""
    document = small_document(undo=undo)
    document["transitions"]["S2"] |= changes
    return document
