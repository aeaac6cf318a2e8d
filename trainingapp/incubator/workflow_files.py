"""The workflows that came with the question bank: files that an administrator may publish."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from trainingapp.education.standards import LARGEST, PACKAGE, Fault
from trainingapp.incubator.place_files import own_folder
from trainingapp.rules.incubation.judging import judge
from trainingapp.rules.incubation.workflow import Definition, Malformed, parse

FOLDER = "workflows"


@dataclass(frozen=True, slots=True)
class ShippedWorkflow:
    """A workflow of a file, with its fingerprint."""

    definition: Definition
    document: Mapping[str, Any]
    sha256: str


def read_workflows(
    folder: Path, *, guards: Collection[str], effects: Collection[str]
) -> tuple[list[ShippedWorkflow], list[Fault]]:
    """The workflows of a folder that may be published, by file name, and everything that is wrong with the others.

    `guards` and `effects` are the names that the program knows.
    """
    found: list[ShippedWorkflow] = []
    faults: list[Fault] = []
    known: set[tuple[str, int]] = set()
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        shipped, wrong = read_workflow(path)
        if shipped is not None:
            told = judge(shipped.definition, guards=guards, effects=effects)
            if (shipped.definition.code, shipped.definition.version) in known:
                told.append("this version stands in another file too")
            wrong = [Fault(path.name, "", text) for text in told]
            known.add((shipped.definition.code, shipped.definition.version))
        faults += wrong
        if shipped is not None and not wrong:
            found.append(shipped)
    return found, faults


def read_workflow(path: Path) -> tuple[ShippedWorkflow | None, list[Fault]]:
    """The workflow of a file, or what is wrong with it."""
    if path.is_symlink() or path.stat().st_size > LARGEST:
        return None, [Fault(path.name, "", "not a plain file of reasonable size")]
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        definition = parse(document)
        sha256 = fingerprint(document)
    except Malformed as error:
        return None, [Fault(path.name, "", str(error))]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return None, [Fault(path.name, "", f"not readable as YAML: {error}")]
    except TypeError as error:  # a date, or a number beside names: what JSON cannot hold
        return None, [Fault(path.name, "", f"not plain text, numbers and lists: {error}")]
    return ShippedWorkflow(definition, document, sha256), []


def fingerprint(document: Mapping[str, Any]) -> str:
    """What tells two documents apart, whatever the order of their fields."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def list_shipped() -> tuple[ShippedWorkflow, ...]:
    """The readable workflows of this site's question bank, else of the program's own. Read once."""
    for folder in (own_folder(), PACKAGE.parent / "question_bank" / "incubation"):
        read = [read_workflow(path)[0] for path in sorted((folder / FOLDER).glob("*.yaml"))]
        found = tuple(one for one in read if one is not None)
        if found:
            return found
    return ()
