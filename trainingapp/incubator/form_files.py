"""The application form as `question_bank/incubation/forms.yaml` says it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from trainingapp.config import Settings
from trainingapp.education.standards import LARGEST, Fault
from trainingapp.incubator.holidays import PACKAGE, folder_of
from trainingapp.rules.incubation.application_forms import ApplicationSpec
from trainingapp.rules.incubation.application_reading import FormFaultError, read_spec

FILE = "forms.yaml"


@dataclass(frozen=True, slots=True)
class ShippedForm:
    """The form of the question bank with its fingerprint."""

    spec: ApplicationSpec
    definition: Mapping[str, Any]
    sha256: str


def read_form(folder: Path) -> tuple[ShippedForm | None, list[Fault]]:
    """The form of a folder, or what is wrong with it."""
    path = folder / FILE
    if not path.is_file() or path.is_symlink() or path.stat().st_size > LARGEST:
        return None, [Fault(FILE, "", "not a plain file of reasonable size")]
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        return None, [Fault(FILE, "", f"not readable as YAML: {error}")]
    try:
        spec = read_spec(data)
    except FormFaultError as error:
        return None, [Fault(FILE, "", str(error))]
    definition = json.loads(json.dumps(data, default=str))  # in the order of the file
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True)
    return ShippedForm(spec, definition, hashlib.sha256(text.encode()).hexdigest()), []


@cache
def shipped_form() -> ShippedForm:
    """The form of this site's question bank, or the program's where it has none. Read once."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, _faults = read_form(folder_of(bank))
    if found is None:
        found, _faults = read_form(PACKAGE.parent / "question_bank" / "incubation")
    assert found is not None
    return found
