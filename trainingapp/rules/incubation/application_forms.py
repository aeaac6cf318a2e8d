"""The application form as data: its parts, fields and papers for the two kinds of applicant, read and judged.

What somebody types is kept as it was typed; these rules only say what is still wrong or missing in it. Whole numbers
are 0 to a million, money has at most two decimals, dates are YYYY-MM-DD.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from trainingapp.rules.incubation.words import Applicants

Answers: TypeAlias = Mapping[str, Any]  # field → text, or a list of texts
N_ = str  # marks a message for translation where it is not yet shown
MOST_TEXT = 4000
MOST_NUMBER = 1_000_000
MOST_MONEY = Decimal("999999999999.99")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MONEY = re.compile(r"[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")


class FieldKind(StrEnum):
    """What a field takes."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    EMAIL = "email"
    PHONE = "phone"
    DECLARATION = "declaration"  # no, yes or unsure to a ground of refusal; unsure is explained


class Said(StrEnum):
    """What an applicant says to a ground of refusal."""

    NO = "no"
    YES = "yes"
    UNSURE = "unsure"


CHOOSING = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
WHY = "_why"  # behind the key of a declaration: its explanation


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in both languages."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """In the reader's language."""
        return self.en if language == "en" else self.zh


NOTHING = Wording("", "")


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a part. `options`: value → words. `source` says where a ground of refusal was read."""

    key: str
    kind: FieldKind
    label: Wording
    help: Wording = NOTHING
    is_required: bool = True
    most: int = MOST_TEXT
    options: Mapping[str, Wording] | None = None
    source: str = ""
    confidence: str = ""
    applicants: frozenset[Applicants] = frozenset(Applicants)


@dataclass(frozen=True, slots=True)
class FormPart:
    """A page of the form."""

    key: str
    title: Wording
    lead: Wording
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that belongs to an application."""

    key: str
    label: Wording
    help: Wording
    is_required: bool
    category: str
    confidence: str
    applicants: frozenset[Applicants] = frozenset(Applicants)


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground on which an application may be refused before any review."""

    key: str
    label: Wording
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ApplicationSpec:
    """A version of the form. `checks` are what an officer looks at in the first check."""

    code: str
    version: int
    title: Wording
    parts: tuple[FormPart, ...]
    papers: tuple[Paper, ...]
    grounds: tuple[Ground, ...]
    checks: tuple[tuple[str, Wording], ...]
    pledge: Wording

    def parts_for(self, applicants: Applicants) -> tuple[FormPart, ...]:
        """The pages of one kind of applicant, each with the fields of that kind."""
        found = []
        for part in self.parts:
            fields = tuple(one for one in part.fields if applicants in one.applicants)
            if fields:
                found.append(FormPart(part.key, part.title, part.lead, fields))
        return tuple(found)

    def papers_for(self, applicants: Applicants) -> tuple[Paper, ...]:
        """The papers of one kind of applicant."""
        return tuple(one for one in self.papers if applicants in one.applicants)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or missing in one field, or which paper is missing (`part` is then PAPERS)."""

    part: str
    field: str
    message: str
    label: Wording


PAPERS = "papers"
EMPTY = N_("Please fill this in.")
MISSING_PAPER = N_("This paper is required.")


def find_faults(
    spec: ApplicationSpec, applicants: Applicants, answers: Answers, papers: Collection[str]
) -> list[Finding]:
    """Everything that is still wrong or missing before an application can be submitted, in the order of the form."""
    found = [
        finding for part in spec.parts_for(applicants) for finding in part_faults(part, answers)
    ]
    missing = [one for one in spec.papers_for(applicants) if one.is_required]
    found += [
        Finding(PAPERS, one.key, MISSING_PAPER, one.label)
        for one in missing
        if one.key not in papers
    ]
    return found


def part_faults(part: FormPart, answers: Answers) -> Iterator[Finding]:
    """What is wrong or missing in one part."""
    for field in part.fields:
        message = fault_of(field, answers)
        if message:
            yield Finding(part.key, field.key, message, field.label)


def fault_of(field: FormField, answers: Answers) -> str:
    """The sentence about one field, or nothing: an optional field may be empty."""
    value = answers.get(field.key)
    if not value:
        return EMPTY if field.is_required else ""
    if field.kind is FieldKind.DECLARATION:
        return _declared(field, answers)
    if field.kind in CHOOSING:
        return _chosen(field, value)
    text = str(value)
    if len(text) > field.most:
        return N_("This is too long.")
    reader = READERS.get(field.kind)
    return reader(text) if reader else ""


def _declared(field: FormField, answers: Answers) -> str:
    said = answers[field.key]
    if said not in list(Said):
        return EMPTY
    if said == Said.UNSURE and not answers.get(field.key + WHY):
        return N_("Please explain this in a sentence.")
    return (
        N_("This is too long.") if len(str(answers.get(field.key + WHY, ""))) > field.most else ""
    )


def _chosen(field: FormField, value: Any) -> str:
    options = field.options or {}
    chosen = [value] if isinstance(value, str) else value
    return "" if all(one in options for one in chosen) else N_("Choose one of what is offered.")


def read_number(text: str) -> int | None:
    """A whole number from 0 to a million, or nothing."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 7
    return int(text) if is_number and int(text) <= MOST_NUMBER else None


def read_money(text: str) -> Decimal | None:
    """An amount in yuan with at most two decimals, or nothing."""
    amount = Decimal(text.replace(",", "")) if MONEY.fullmatch(text) else Decimal(-1)
    if not 0 <= amount <= MOST_MONEY:
        return None
    return amount if amount == round(amount, 2) else None


def read_day(text: str) -> date | None:
    """A date, or nothing."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _number(text: str) -> str:
    return N_("Enter a whole number.") if read_number(text) is None else ""


def _money(text: str) -> str:
    return (
        N_("Enter an amount in yuan, with at most two decimals.")
        if read_money(text) is None
        else ""
    )


def _day(text: str) -> str:
    return N_("Enter a date such as 2026-03-31.") if read_day(text) is None else ""


def _email(text: str) -> str:
    return "" if EMAIL.fullmatch(text) else N_("Enter an e-mail address.")


def _phone(text: str) -> str:
    return "" if PHONE.fullmatch(text) else N_("Enter a telephone number.")


READERS = {
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _day,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: _phone,
}


def changes_between(before: Answers, after: Answers) -> Sequence[str]:
    """The fields that differ between two revisions, in order of their keys."""
    keys = sorted(set(before) | set(after))
    return [key for key in keys if (before.get(key) or "") != (after.get(key) or "")]
