"""Which programmes count as social work: the line of a list that decides a paper, if any does."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MatchKind(StrEnum):
    """What of a programme a line names: its code in the catalogue, or its name as printed."""

    CODE = "code"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is printed on a paper, and the day of award (or, before it, the expected one)."""

    institution_name: str
    level: str
    major: str
    code: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a list, valid in [valid_from, valid_to); None: for every institution, for every level, without end."""

    id: int
    match_kind: MatchKind
    value: str
    is_social_work: bool
    valid_from: date
    valid_to: date | None = None
    institution_name: str | None = None
    level: str | None = None


def tidy(text: str) -> str:
    """A name without blanks, in one width of brackets and letters: lists and papers differ in these."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def recognise(programme: Programme, lines: Iterable[Line]) -> Line | None:
    """The line that decides: one for the institution before one for all, one for the level before one for all,
    the printed name before the code (codes change between catalogues), then the one valid since the latest day.

    Of two that are equal in all this the one that says "other" decides: nobody is told a wrong yes.
    """
    fitting = [line for line in lines if _fits(programme, line)]
    return max(fitting, key=_rank, default=None)


def _rank(line: Line) -> tuple[bool, bool, bool, date, bool, int]:
    return (
        line.institution_name is not None,
        line.level is not None,
        line.match_kind is MatchKind.NAME,
        line.valid_from,
        not line.is_social_work,
        -line.id,
    )


def _fits(programme: Programme, line: Line) -> bool:
    what = programme.major if line.match_kind is MatchKind.NAME else programme.code
    is_there = line.institution_name is None or tidy(line.institution_name) == tidy(
        programme.institution_name
    )
    return (
        is_there
        and line.level in (None, programme.level)
        and tidy(line.value) == tidy(what)
        and line.valid_from <= programme.day
        and (line.valid_to is None or programme.day < line.valid_to)
    )
