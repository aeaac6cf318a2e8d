"""The figures of registration as `question_bank/registration` says them with their documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from trainingapp.config import Settings
from trainingapp.education.standards import (
    Document,
    Fact,
    Fault,
    Figure,
    Standard,
    check_facts,
    check_spans,
    find_standard,
    list_standards,
    read_file,
)
from trainingapp.rules.education import is_in_force
from trainingapp.rules.registration import Terms

PACKAGE = Path(__file__).parent.parent
NATIONWIDE = "CN"


class Regulation(BaseModel):
    """When a certificate is registered in a place, from a day on."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,32}$")]
    jurisdiction: Annotated[str, Field(pattern=r"^CN(-[0-9]{2})?$")]
    valid_from: date
    valid_to: date | None = None
    documents: Annotated[list[Document], Field(min_length=1)]
    first_within_years: Figure
    renewal_months: Figure
    decision_days: Figure  # working days
    body: Fact
    carry_over: Fact
    reminder_days: Annotated[
        list[Annotated[int, Field(strict=True, ge=1, le=3650)]], Field(min_length=1)
    ]


MOST = {"first_within_years": 10, "renewal_months": 36, "decision_days": 366}  # beyond is a slip


def read_regulations(folder: Path) -> tuple[list[Regulation], list[Fault]]:
    """Every regulation of a folder in order of place and day, and everything that is wrong there."""
    found: list[Regulation] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*")):
        if path.suffix != ".yaml" or path.is_dir():
            faults.append(Fault(path.name, "", "only .yaml files are read here"))
            continue
        regulations, wrong = read_file(path, Regulation)
        faults += wrong
        for one in regulations:
            slips = list(_check(one, path.name))
            faults += slips
            found += [] if slips else [one]
    found.sort(key=lambda one: (one.jurisdiction, one.valid_from))
    return found, [*faults, *check_spans(found)]


def _check(regulation: Regulation, file: str) -> Iterator[Fault]:
    facts = {
        name: fact
        for name in type(regulation).model_fields
        if isinstance(fact := getattr(regulation, name), Fact)
    }
    yield from check_facts(facts, regulation.documents, file=file, code=regulation.code)
    for name, most in MOST.items():
        if getattr(regulation, name).value > most:
            yield Fault(file, f"{regulation.code}.{name}", f"more than {most}")
    if len(set(regulation.reminder_days)) < len(regulation.reminder_days):
        yield Fault(file, f"{regulation.code}.reminder_days", "named twice")


def folder_of(bank: Path) -> Path:
    """Where a question bank keeps its regulations; the folder that came with the program where it has none."""
    folder = bank / "registration"
    return folder if folder.is_dir() else PACKAGE.parent / "question_bank" / "registration"


@cache
def list_regulations() -> tuple[Regulation, ...]:
    """The regulations of this site's question bank, or the program's where it has none that is nationwide. Read once.

    Faulty ones are left out: `trainingapp registration check` names them.
    """
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    found, _faults = read_regulations(folder_of(bank))
    if not any(one.jurisdiction == NATIONWIDE for one in found):
        found, _faults = read_regulations(PACKAGE.parent / "question_bank" / "registration")
    return tuple(found)


def find_regulation(*, on: date) -> Regulation:
    """The nationwide regulation of a day, or the first there was for a day before it."""
    nationwide = [one for one in list_regulations() if one.jurisdiction == NATIONWIDE]
    for one in nationwide:
        if is_in_force(on, valid_from=one.valid_from, valid_to=one.valid_to):
            return one
    return nationwide[0]


def find_hours(*, on: date) -> Standard:
    """The nationwide standard of continuing education of a day, or the first there was for a day before it."""
    found = find_standard(NATIONWIDE, on=on)
    return found or next(one for one in list_standards() if one.jurisdiction == NATIONWIDE)


def find_terms(*, on: date) -> Terms:
    """What the rules need of both, on a day."""
    regulation = find_regulation(on=on)
    return Terms(
        first_within_years=regulation.first_within_years.value,
        cycle_years=find_hours(on=on).cycle_years.value,
        renewal_months=regulation.renewal_months.value,
        reminder_days=tuple(regulation.reminder_days),
    )
