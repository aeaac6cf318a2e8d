"""What `incubation/targets.yaml` says of how many organisations communities are to have, with its documents."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainingapp.education.standards import PACKAGE, Fault
from trainingapp.incubator.place_files import own_folder
from trainingapp.rules.incubation.coverage import Target
from trainingapp.rules.incubation.registry_words import CommunityKind

FILE = "targets.yaml"
Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    year: Annotated[int, Field(ge=2000, le=2100)]
    kind: CommunityKind
    value: Annotated[Decimal, Field(gt=0, le=1000)]
    document: Text
    confidence: Literal["A", "B", "C", "D"]
    note: str = ""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    targets: list[_Row]


def read_targets(folder: Path) -> tuple[tuple[Target, ...], list[Fault]]:
    """The targets of a folder, and everything that is wrong in the file."""
    path = folder / FILE
    try:
        found = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        told = [(".".join(str(step) for step in one["loc"]), one["msg"]) for one in error.errors()]
        return (), [Fault(FILE, place, text) for place, text in told]
    except (OSError, yaml.YAMLError, ValueError) as error:
        return (), [Fault(FILE, "", f"not readable: {error}")]
    return tuple(Target(**row.model_dump()) for row in found.targets), list(_check(found))


def _check(found: _File) -> Iterator[Fault]:
    seen = set()
    for row in found.targets:
        if (row.year, row.kind) in seen:
            yield Fault(FILE, f"{row.year}.{row.kind}", "stands twice")
        seen.add((row.year, row.kind))


@cache
def list_targets() -> tuple[Target, ...]:
    """The targets of this site, read once; the shipped ones where its file is not readable."""
    found, faults = read_targets(own_folder())
    if faults:
        found, _faults = read_targets(PACKAGE.parent / "question_bank" / "incubation")
    return found
