"""The figures of registration as `question_bank/registration` says them with their documents."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from trainingapp.config import Settings
from trainingapp.education.standards import (
    Document,
    Fact,
    Figure,
    Standard,
    find_standard,
    list_standards,
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
    reminder_days: Annotated[list[Annotated[int, Field(ge=1, le=3650)]], Field(min_length=1)]


def read_regulations(folder: Path) -> tuple[Regulation, ...]:
    """Every regulation of a folder. :raises ValueError: for a file that says something else (pydantic, YAML)."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [Regulation.model_validate(entry) for entry in entries]
    return tuple(sorted(found, key=lambda one: (one.jurisdiction, one.valid_from)))


@cache
def list_regulations() -> tuple[Regulation, ...]:
    """The regulations of this site's question bank, or those of the program where it has none. Read once."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    own = read_regulations(bank / "registration")
    return own or read_regulations(PACKAGE.parent / "question_bank" / "registration")


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
