"""The days off as `question_bank/incubation/holidays.yaml` says them with the State Council's notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trainingapp.config import Settings
from trainingapp.education.standards import Fault, Text, read_file
from trainingapp.rules.incubation.working_days import SATURDAY, Holidays

PACKAGE = Path(__file__).parent.parent
FILE = "holidays.yaml"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Notice(_Shape):
    """The State Council's notice of a year."""

    number: Text
    title: Text
    issued_on: date


class DaysOff(_Shape):
    """Days off in a row, the first and the last of them."""

    name: Text
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]


class Year(_Shape):
    """The days off of a year and the weekend days that are worked for them."""

    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    document: Notice
    days_off: Annotated[list[DaysOff], Field(min_length=1)]
    worked: list[date]


def read_years(folder: Path) -> tuple[list[Year], list[Fault]]:
    """Every year of a folder's file, in order, and everything that is wrong in it. Faulty years are left out."""
    path = folder / FILE
    if not path.is_file():
        return [], [Fault(FILE, "", "this file is missing")]
    years, faults = read_file(path, Year)
    found: list[Year] = []
    for one in sorted(years, key=lambda one: one.year):
        slips = list(_check(one))
        if any(other.year == one.year for other in found):
            slips.append(Fault(FILE, str(one.year), "this year stands twice"))
        faults += slips
        found += [] if slips else [one]
    return found, faults


def _check(year: Year) -> Iterator[Fault]:
    most = timedelta(days=14)
    off = set(days_of(year.days_off))
    for spell in year.days_off:
        place = f"{year.year}.{spell.name}"
        if not timedelta() <= spell.last - spell.first <= most:
            yield Fault(FILE, place, "ends before it begins, or lasts too long")
        if spell.last.year != year.year:
            yield Fault(FILE, place, "lies in another year")
    for day in year.worked:
        if day.weekday() < SATURDAY:
            yield Fault(FILE, f"{year.year}.{day}", "only weekend days are worked for days off")
        if day in off or day.year != year.year:
            yield Fault(FILE, f"{year.year}.{day}", "is a day off itself, or lies in another year")


def days_of(spells: Sequence[DaysOff]) -> Iterator[date]:
    """Every day of the spells."""
    for spell in spells:
        for step in range((spell.last - spell.first).days + 1):
            yield spell.first + timedelta(days=step)


def folder_of(bank: Path) -> Path:
    """Where a question bank keeps the files of the incubator; the program's own folder where it has none."""
    folder = bank / "incubation"
    return folder if folder.is_dir() else PACKAGE.parent / "question_bank" / "incubation"


@cache
def list_holidays() -> Holidays:
    """The holidays of this site's question bank, or the program's where it has none. Read once."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, _faults = read_years(folder_of(bank))
    if not found:
        found, _faults = read_years(PACKAGE.parent / "question_bank" / "incubation")
    return Holidays(
        days_off=frozenset(day for year in found for day in days_of(year.days_off)),
        worked=frozenset(day for year in found for day in year.worked),
        years=frozenset(year.year for year in found),
    )
