"""What continuing education is, place by place, as the files of `question_bank/education` say with their documents.

The folder belongs to this part and not to the item bank, which knows nothing of hours (`trainingapp education check`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainingapp.accounts.models import Level
from trainingapp.config import Settings
from trainingapp.rules.education import Category, is_in_force, overlap

PACKAGE = Path(__file__).parent.parent
LARGEST = 512 * 1024  # bytes of a file

Confidence = Literal["verified", "unverified"]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Entry = TypeVar("Entry", bound=BaseModel)


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Words(_Shape):
    """A sentence in both languages."""

    zh: Text
    en: Text


class Document(_Shape):
    """A document that was issued, by its number."""

    number: Text
    title: Text
    issuer: Text
    issued_on: date


class Fact(_Shape):
    """Something that a document says, and how sure we are of it. Without a document it cannot be verified."""

    confidence: Confidence
    document: Text | None = None  # its number
    article: Text | None = None
    note: Words | None = None


class Figure(Fact):
    """A number of a fact."""

    value: Annotated[int, Field(strict=True, ge=1, le=10_000)]


class LevelFigure(Figure):
    """A number for the holders of a certificate of one level."""

    level: Level


class Counted(Fact):
    """A way to earn hours; `hours` where the document fixes them."""

    category: Category
    hours: Annotated[int, Field(strict=True, ge=1, le=1000)] | None = None
    is_once: bool = False


class Standard(_Shape):
    """What continuing education is in a place, from a day on."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,32}$")]
    jurisdiction: Annotated[str, Field(pattern=r"^CN(-[0-9]{2})?$")]  # the country or a province
    name: Words
    valid_from: date
    valid_to: date | None = None
    documents: Annotated[list[Document], Field(min_length=1)]
    minutes_per_hour: Figure
    cycle_years: Figure
    cycle_hours: Annotated[list[LevelFigure], Field(min_length=1)]
    counts: Annotated[list[Counted], Field(min_length=1)]
    providers: Fact

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact by the place it stands in."""
        found: dict[str, Fact] = {
            "minutes_per_hour": self.minutes_per_hour,
            "cycle_years": self.cycle_years,
            "providers": self.providers,
        }
        found |= {f"cycle_hours.{figure.level}": figure for figure in self.cycle_hours}
        return found | {f"counts.{counted.category}": counted for counted in self.counts}

    def hours_of_cycle(self, level: Level) -> LevelFigure | None:
        """The hours that the holder of a certificate needs in each cycle of registration."""
        return next((figure for figure in self.cycle_hours if figure.level is level), None)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file."""

    file: str
    place: str
    text: str


def read_standards(folder: Path) -> tuple[list[Standard], list[Fault]]:
    """Every standard of a folder in order of place and day, and everything that is wrong there."""
    found: list[Standard] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        standards, wrong = read_file(path, Standard)
        faults += wrong
        faults += [fault for standard in standards for fault in _check_facts(standard, path.name)]
        found += standards
    found.sort(key=lambda one: (one.jurisdiction, one.valid_from))
    return found, [*faults, *check_spans(found)]


class _Loader(yaml.SafeLoader):
    """Plain YAML that gives no field twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        known = set()
        for key, _value in node.value:
            if key.value in known:
                told = f"the field {key.value} stands twice"
                raise yaml.constructor.ConstructorError(problem=told, problem_mark=key.start_mark)
            known.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return super().construct_mapping(node, deep)


def read_file(path: Path, shape: type[Entry]) -> tuple[list[Entry], list[Fault]]:
    """The entries of a file that have the shape, and what is wrong with the others."""
    if path.is_symlink() or path.stat().st_size > LARGEST:
        return [], [Fault(path.name, "", "not a plain file of reasonable size")]
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe one
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return [], [Fault(path.name, "", f"not readable as YAML: {error}")]
    if not isinstance(entries, list):
        return [], [Fault(path.name, "", "not a list of entries")]
    found, faults = [], []
    for number, entry in enumerate(entries):
        try:
            found.append(shape.model_validate(entry))
        except ValidationError as error:
            for wrong in error.errors():
                place = ".".join(str(step) for step in (number, *wrong["loc"]))
                faults.append(Fault(path.name, place, wrong["msg"]))
    return found, faults


def check_facts(
    facts: Mapping[str, Fact], documents: Iterable[Document], *, file: str, code: str
) -> Iterator[Fault]:
    """Whether each fact names a document that is there, or says what is not known."""
    known = {document.number for document in documents}
    for place, fact in facts.items():
        where = f"{code}.{place}"
        if fact.document is not None and fact.document not in known:
            yield Fault(file, where, f"{fact.document} is none of the documents")
        if fact.confidence == "verified" and fact.document is None:
            yield Fault(file, where, "what is verified names its document")
        if fact.confidence == "unverified" and fact.note is None:
            yield Fault(file, where, "what is unverified says what is not known")


def _check_facts(standard: Standard, file: str) -> Iterator[Fault]:
    yield from check_facts(standard.facts, standard.documents, file=file, code=standard.code)
    for name, values in (
        ("cycle_hours", [figure.level.value for figure in standard.cycle_hours]),
        ("counts", [counted.category.value for counted in standard.counts]),
    ):
        if len(set(values)) < len(values):
            yield Fault(file, f"{standard.code}.{name}", "named twice")


class Dated(Protocol):
    """What holds in a place from a day on, and is known by a code."""

    @property
    def code(self) -> str: ...
    @property
    def jurisdiction(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def check_spans(entries: Sequence[Dated]) -> Iterator[Fault]:
    """Whether each has a code of its own, ends after it begins, and shares no day with another of its place."""
    for number, first in enumerate(entries):
        if first.valid_to is not None and first.valid_to < first.valid_from:
            yield Fault("", f"{first.code}.valid_to", "ends before it begins")
        for second in entries[number + 1 :]:
            if first.code == second.code:
                yield Fault("", first.code, "this code is used twice")
            is_shared = overlap(
                (first.valid_from, first.valid_to), (second.valid_from, second.valid_to)
            )
            if first.jurisdiction == second.jurisdiction and is_shared:
                yield Fault("", second.code, f"valid on the same days as {first.code}")


def folder_of(bank: Path) -> Path:
    """Where a question bank keeps its standards; the folder that came with the program where it has none."""
    folder = bank / "education"
    return folder if folder.is_dir() else PACKAGE.parent / "question_bank" / "education"


@cache
def list_standards() -> tuple[Standard, ...]:
    """The standards of this site's question bank, read once. Faulty ones are left out: the command names them."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, _faults = read_standards(folder_of(bank))
    return tuple(found)


def find_standard(jurisdiction: str, *, on: date) -> Standard | None:
    """The standard of a place on a day."""
    for standard in list_standards():
        is_here = standard.jurisdiction == jurisdiction
        if is_here and is_in_force(on, valid_from=standard.valid_from, valid_to=standard.valid_to):
            return standard
    return None
