"""The scoring sheets that came with the question bank: what a base may publish, and what holds before it does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from trainingapp.config import Settings
from trainingapp.education.standards import Fault
from trainingapp.incubator.holidays import PACKAGE, folder_of
from trainingapp.rules.incubation.rubrics import find_faults

FILE = "rubrics.yaml"
Definition: TypeAlias = Mapping[str, Any]


def read_rubrics(folder: Path) -> tuple[list[Definition], list[Fault]]:
    """Every scoring sheet of a folder's file (one, or several documents in it), and everything wrong in them."""
    path = folder / FILE
    if not path.is_file():
        return [], [Fault(FILE, "", "this file is missing")]
    try:
        documents = [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return [], [Fault(FILE, "", f"cannot be read: {error}")]
    found: list[Definition] = []
    faults: list[Fault] = []
    for number, document in enumerate(documents, start=1):
        slips = find_faults(document)
        place = name_of(document) if not slips else f"sheet {number}"
        if not slips and place in map(name_of, found):
            slips = ["this sheet stands twice"]
        faults += [Fault(FILE, place, slip) for slip in slips]
        found += [] if slips else [document]
    return found, faults


def name_of(document: Definition) -> str:
    """The name of a sheet: code and version."""
    return f"{document['code']}-{document['version']}"


@cache
def list_shipped() -> tuple[Definition, ...]:
    """The sheets of this site's question bank, or those of the program where it has none. Read once; oldest first."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, _faults = read_rubrics(folder_of(bank))
    if not found:
        found, _faults = read_rubrics(PACKAGE.parent / "question_bank" / "incubation")
    return tuple(sorted(found, key=lambda one: (one["code"], one["version"])))
