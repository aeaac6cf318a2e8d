"""What `incubation/checks.yaml` says of each check: title, law and confidence, remedy, the sentences of findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainingapp.education.standards import PACKAGE, Fault, Words
from trainingapp.incubator.place_files import Text, list_places, own_folder
from trainingapp.rules.incubation.compliance.catalogue import CHECKS, OF_SITE
from trainingapp.rules.incubation.compliance.words import Severity
from trainingapp.rules.incubation.registry_words import Register

FILE = "checks.yaml"
PAGES = frozenset({"agency", "team", "finance", "contracts", "case", "settings"})
PLACES = re.compile(r"%\((\w+)\)s")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Basis(_Shape):
    """A document that a check rests on, and its article where it was seen."""

    document: Text
    article: str = ""


class CheckText(_Shape):
    """What is said of one check. `place` is a register of the agency or a page, where it is put right."""

    code: Annotated[str, Field(pattern=r"^R[0-9]{2}$")]
    severity: Severity
    confidence: Literal["A", "B", "C", "D", "P"]
    title: Words
    basis: tuple[Basis, ...] = ()
    remedy: Words
    parameters: tuple[str, ...] = ()
    place: Text
    note: Words | None = None

    @property
    def is_in_register(self) -> bool:
        """Whether it is put right in a register of the agency."""
        return self.place in set(Register)


class CheckTexts(_Shape):
    """The whole file."""

    checks: tuple[CheckText, ...]
    reasons: dict[str, Words]

    @property
    def of_agencies(self) -> Sequence[CheckText]:
        """Those about an agency, not about this site."""
        return [one for one in self.checks if one.code not in OF_SITE]

    @property
    def by_code(self) -> Mapping[str, CheckText]:
        """The checks by their codes, in their order."""
        return {one.code: one for one in self.checks}


def read_checks(folder: Path) -> tuple[CheckTexts | None, list[Fault]]:
    """The file of a folder, and everything that is wrong in it."""
    path = folder / FILE
    try:
        found = CheckTexts.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
    except ValidationError as error:
        told = [(".".join(str(step) for step in one["loc"]), one["msg"]) for one in error.errors()]
        return None, [Fault(FILE, place, text) for place, text in told]
    except (OSError, yaml.YAMLError, ValueError) as error:
        return None, [Fault(FILE, "", f"not readable: {error}")]
    return found, list(_check(found))


def _check(texts: CheckTexts) -> Iterator[Fault]:
    codes = [one.code for one in texts.checks]
    for code in sorted({*codes} ^ {*CHECKS}):
        yield Fault(FILE, code, "no such check" if code in codes else "is not described")
    for code in sorted({one for one in codes if codes.count(one) > 1}):
        yield Fault(FILE, code, "stands twice")
    for one in texts.checks:
        yield from (Fault(FILE, one.code, text) for text in _check_text(one))
    for name, words in texts.reasons.items():
        if set(PLACES.findall(words.zh)) != set(PLACES.findall(words.en)):
            yield Fault(FILE, f"reasons.{name}", "the two languages name different places")


def _check_text(one: CheckText) -> Iterator[str]:
    if one.place not in PAGES and one.place not in set(Register):
        yield f"{one.place} is neither a register nor a page"
    for key in one.parameters:
        if key not in list_places().keys:
            yield f"{key} is no parameter of places"
    if one.confidence in "ABD" and not one.basis:
        yield "names no document"
    if one.confidence in "CD" and one.note is None:
        yield "says not what is to be confirmed"


@cache
def list_checks() -> CheckTexts:
    """The file of this site, read once; the shipped one where it is not readable (`incubation check` says why)."""
    found, _faults = read_checks(own_folder())
    if found is None:
        found, _faults = read_checks(PACKAGE.parent / "question_bank" / "incubation")
    return found or CheckTexts(checks=(), reasons={})
