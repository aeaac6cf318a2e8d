"""The catalogue of indicators, as the file of the question bank says; formulas are read when the file is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from trainingapp.config import Settings
from trainingapp.education.standards import PACKAGE, Fault
from trainingapp.rules.incubation.accounting_words import Every, Level, Source
from trainingapp.rules.incubation.formulas import Formula, names_in, parse

FILE = "indicators.yaml"
Text = Annotated[str, Field(min_length=1, max_length=200)]
PERCENT = "percent"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Unit(_Shape):
    """What is counted."""

    zh: Text
    en: Text


class Measure(_Shape):
    """One number of an indicator: computed by a formula, or reported. `most`: no value is above it."""

    part: Annotated[str, Field(pattern=r"^[a-z0-9]{0,20}$")] = ""
    zh: str = ""
    en: str = ""
    unit: Text
    formula: Text | None = None
    source: Source | None = None
    most: Annotated[int, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _check_formula(self) -> Measure:
        if self.formula is not None:
            parse(self.formula)
        return self


class Indicator(_Shape):
    """An indicator with its measures, how often it is taken and what it is about."""

    code: Annotated[str, Field(pattern=r"^[A-Z][0-9]{2}$")]
    level: Level
    every: Every
    zh: Text
    en: Text
    source: Source = Source.COMPUTED
    is_falling: bool = False
    persons: bool = False
    confidence: Annotated[str, Field(pattern=r"^[ABCDP]$")] = "P"
    basis: str = ""
    measures: Annotated[list[Measure], Field(min_length=1, max_length=8)]

    @property
    def entries(self) -> Iterator[Entry]:
        """Its measures, each with what the indicator says of it."""
        for measure in self.measures:
            yield Entry(self, measure)


class Entry:
    """A measure of an indicator under the code that values are kept under."""

    def __init__(self, indicator: Indicator, measure: Measure) -> None:
        self.indicator, self.measure = indicator, measure
        self.code = f"{indicator.code}.{measure.part}" if measure.part else indicator.code
        self.source = measure.source or indicator.source
        self.formula: Formula | None = parse(measure.formula) if measure.formula else None

    @property
    def fact(self) -> str:
        """The name under which formulas ask for its approved values."""
        return self.code.lower().replace(".", "_")

    @property
    def is_computed(self) -> bool:
        """Whether nobody types it."""
        return self.source is Source.COMPUTED

    @property
    def is_percent(self) -> bool:
        """Whether a ratio is shown in hundredths."""
        return self.measure.unit == PERCENT

    def name(self, language: str) -> str:
        """What it is called, with its part."""
        whole = self.indicator.zh if language == "zh" else self.indicator.en
        part = self.measure.zh if language == "zh" else self.measure.en
        joint = "：" if language == "zh" else ": "
        return f"{whole}{joint}{part}" if part else whole


class Catalogue(_Shape):
    """Every unit and every indicator of a file."""

    units: Mapping[str, Unit]
    without_facts: list[str] = []  # asked for by formulas; nothing on the site gathers them yet
    indicators: Annotated[list[Indicator], Field(min_length=1)]

    @property
    def entries(self) -> dict[str, Entry]:
        """Every measure by its code, in the order of the file."""
        return {one.code: one for indicator in self.indicators for one in indicator.entries}


def read_catalogue(path: Path) -> tuple[Catalogue | None, list[Fault]]:
    """The catalogue of a file, and everything that is wrong in it."""
    try:
        found = Catalogue.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
    except ValidationError as error:
        return None, [
            Fault(path.name, ".".join(str(step) for step in wrong["loc"]), wrong["msg"])
            for wrong in error.errors()
        ]
    except (OSError, ValueError, yaml.YAMLError) as error:
        return None, [Fault(path.name, "", f"not readable: {error}")]
    return found, list(_check(found, path.name))


def _check(catalogue: Catalogue, file: str) -> Iterator[Fault]:
    codes = [one.code for one in catalogue.indicators]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Fault(file, code, "this code is used twice")
    for indicator in catalogue.indicators:
        entries = list(indicator.entries)
        if len({one.code for one in entries}) < len(entries):
            yield Fault(file, indicator.code, "two measures have the same part")
        for one in entries:
            if one.measure.unit not in catalogue.units:
                yield Fault(file, one.code, f"{one.measure.unit} is no unit")
            if one.is_computed is (one.formula is None):
                yield Fault(file, one.code, "what is computed has a formula, what is reported none")


def check_facts(catalogue: Catalogue, known: Collection[str]) -> Iterator[Fault]:
    """Whether every name in every formula is a fact that the site knows, another measure, or said to be missing."""
    names = {*known, *catalogue.without_facts, *(one.fact for one in catalogue.entries.values())}
    for one in catalogue.entries.values():
        for name in sorted(names_in(one.formula) - names if one.formula else ()):
            yield Fault(FILE, one.code, f"{name} is no fact")


def file_of(bank: Path) -> Path:
    """Where a question bank keeps its catalogue; the file that came with the program where it has none."""
    path = bank / "incubation" / FILE
    return path if path.is_file() else PACKAGE.parent / "question_bank" / "incubation" / FILE


@cache
def the_catalogue() -> Catalogue:
    """The catalogue of this site, read once. :raises ValueError: its file has faults; the command names them."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, faults = read_catalogue(file_of(bank))
    if found is None or faults:
        raise ValueError(f"{FILE} has faults: {faults[0]}")
    return found


@cache
def entries() -> Mapping[str, Entry]:
    """Every measure of this site by its code."""
    return the_catalogue().entries


def find_entry(code: str) -> Entry | None:
    """The measure of a code; None for one that the catalogue has no more."""
    return entries().get(code)
