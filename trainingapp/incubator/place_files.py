"""What `incubation/places.yaml` says of thresholds, dates and amounts, place by place with its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trainingapp.config import Settings
from trainingapp.education.standards import PACKAGE, Fault, Words
from trainingapp.rules.incubation.places import COUNTRY, Source

FILE = "places.yaml"
MOST, MOST_DAYS = (
    1000,
    36_500,
)  # of anything that is counted, and of days: dates beyond cannot be reckoned
Kind = Literal["number", "integer", "days", "flag", "text", "day", "month_day", "numbers"]
Group = Literal["founding", "staff", "standing", "money", "case", "year"]
Unit = Literal[
    "none", "person", "yuan", "month", "day", "working_day", "year", "hour", "percent", "point"
]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Document(_Shape):
    """A document that was issued; the day is left out where it was not seen."""

    number: Text
    title: Text
    issuer: Text
    issued_on: date | None = None


class Key(_Shape):
    """Something that a place may settle: what kind of value it is and what it is called."""

    group: Group
    kind: Kind
    unit: Unit
    zh: Text
    en: Text


class PlaceRow(_Shape):
    """A value that holds in an area from a day on."""

    area: Annotated[str, Field(pattern=r"^(CN|[0-9]{2,12})$")]
    key: Text
    value: str | int | bool
    confidence: Literal["A", "B", "C", "D", "P"]
    valid_from: date
    valid_to: date | None = None
    document: Text | None = None
    article: Text | None = None
    note: Words | None = None
    checked_on: date | None = None  # somebody read the document again

    @property
    def is_of_site(self) -> bool:
        """A row of the file is not."""
        return False

    @property
    def source(self) -> Source:
        """Where the value comes from."""
        return Source(
            area=self.area,
            document=self.document or "",
            article=self.article or "",
            confidence=self.confidence,
            note_zh=self.note.zh if self.note else "",
            note_en=self.note.en if self.note else "",
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            checked_on=self.checked_on,
            is_of_site=False,
        )


class Places(_Shape):
    """The whole file."""

    documents: list[Document]
    keys: dict[str, Key]
    rows: list[PlaceRow]


def parse_number(value: object) -> Decimal:
    """A plain number, as text or not. :raises ValueError: of anything else."""
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(value) from error
    if isinstance(value, bool) or not number.is_finite():
        raise ValueError(value)
    return number


def parse_integer(value: object) -> int:
    """A whole number that is not negative. :raises ValueError: of anything else."""
    number = parse_number(value)
    if number != int(number) or number < 0:
        raise ValueError(value)
    return int(number)


def parse_flag(value: object) -> bool:
    """Yes or no. :raises ValueError: of anything else."""
    text = str(value).strip().lower()
    if text not in {"true", "false"}:
        raise ValueError(value)
    return text == "true"


def parse_month_day(value: object) -> tuple[int, int]:
    """A day of every year, as 03-31; 29 February is refused. :raises ValueError: of anything else."""
    day = date.fromisoformat(f"2025-{value}")
    return day.month, day.day


def parse_numbers(value: object) -> tuple[int, ...]:
    """Whole numbers with commas between. :raises ValueError: of anything else."""
    return tuple(parse_integer(part.strip()) for part in str(value).split(","))


def parse_term(value: object) -> int:
    """Days of a term, at most a hundred years. :raises ValueError: of anything else."""
    days = parse_integer(value)
    if days > MOST_DAYS:
        raise ValueError(value)
    return days


def parse_count(value: object) -> int:
    """A count of people, months, years or times, at most a thousand. :raises ValueError: of anything else."""
    count = parse_integer(value)
    if count > MOST:
        raise ValueError(value)
    return count


PARSERS: Mapping[str, Callable[[object], object]] = {
    "number": parse_number,
    "integer": parse_count,
    "days": parse_term,
    "flag": parse_flag,
    "text": str,
    "day": lambda value: date.fromisoformat(str(value)),
    "month_day": parse_month_day,
    "numbers": parse_numbers,
}


def is_value(kind: str, value: object) -> bool:
    """Whether something is a value of the kind."""
    try:
        PARSERS[kind](value)
    except ValueError:
        return False
    return True


def read_places(folder: Path) -> tuple[Places | None, list[Fault]]:
    """The file of a folder, and everything that is wrong in it."""
    path = folder / FILE
    try:
        found = Places.model_validate(
            yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
    except ValidationError as error:
        told = [(".".join(str(step) for step in one["loc"]), one["msg"]) for one in error.errors()]
        return None, [Fault(FILE, place, text) for place, text in told]
    except (OSError, yaml.YAMLError, ValueError) as error:
        return None, [Fault(FILE, "", f"not readable: {error}")]
    return found, list(_check(found))


def _check(places: Places) -> Iterator[Fault]:
    known = {document.number for document in places.documents}
    begun = set()
    for row in places.rows:
        where = f"{row.area}.{row.key}"
        if row.key not in places.keys:
            yield Fault(FILE, where, "no such key")
        elif not is_value(places.keys[row.key].kind, row.value):
            yield Fault(FILE, where, f"{row.value!r} is no {places.keys[row.key].kind}")
        if (row.area, row.key, row.valid_from) in begun:
            yield Fault(FILE, where, "stands twice")
        begun.add((row.area, row.key, row.valid_from))
        yield from (Fault(FILE, where, text) for text in _check_source(row, known))


def _check_source(row: PlaceRow, known: set[str]) -> Iterator[str]:
    if row.document is not None and row.document not in known:
        yield f"{row.document} is none of the documents"
    if row.confidence in "ABC" and row.document is None and row.note is None:
        yield "names neither a document nor what is known"
    if row.confidence == "D" and row.note is None:
        yield "says not what is to be confirmed"
    if row.valid_to is not None and row.valid_to < row.valid_from:
        yield "ends before it begins"


def folder_of(bank: Path) -> Path:
    """Where a question bank keeps the data of the incubator; what came with the program where it has none."""
    folder = bank / "incubation"
    return folder if folder.is_dir() else PACKAGE.parent / "question_bank" / "incubation"


def own_folder() -> Path:
    """The folder of this site."""
    return folder_of(Path(Settings.load().bank or PACKAGE.parent / "question_bank"))


@cache
def list_places() -> Places:
    """The file of this site, read once; the shipped one where it is not readable (`incubation check` says why)."""
    found, _faults = read_places(own_folder())
    shipped, _faults = read_places(PACKAGE.parent / "question_bank" / "incubation")
    if found is None or shipped is None:
        return found or shipped or Places(documents=[], keys={}, rows=[])
    return complete(found, shipped)


def complete(own: Places, shipped: Places) -> Places:
    """A site's file with what it leaves out of the country's rows: no threshold that the program asks for is missing.

    Rows of places are never taken over: whoever has a file of their own knows their own places.
    """
    settled = {row.key for row in own.rows if row.area == COUNTRY}
    added = [row for row in shipped.rows if row.area == COUNTRY and row.key not in settled]
    known = {document.number for document in own.documents}
    return Places(
        documents=[*own.documents, *(one for one in shipped.documents if one.number not in known)],
        keys={**shipped.keys, **own.keys},
        rows=[*own.rows, *added],
    )
