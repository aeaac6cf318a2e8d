"""What holds in a place on a day: of the narrowest place, then the site's own row, then the newest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

COUNTRY = "CN"
CONFIDENCES = ("A", "B", "C", "D", "P")


class Source(NamedTuple):
    """Where a value comes from.

    `confidence`: A the text itself was read, B an official page or several reports, C one secondary source, D recalled
    and to be confirmed, P this site's proposal and no rule. `area` is the place that says so, CN the whole country.
    """

    area: str
    document: str
    article: str
    confidence: str
    note_zh: str
    note_en: str
    valid_from: date
    valid_to: date | None
    checked_on: date | None
    is_of_site: bool


class Dated(Protocol):
    """A row that holds in a place between two days; `valid_to` is the last one."""

    @property
    def area(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def is_of_site(self) -> bool: ...


Row = TypeVar("Row", bound=Dated)


def covers(area: str, place: str) -> bool:
    """Whether a rule of an area holds in a place, by the statistical code: 13 covers 130102. CN covers all."""
    return area == COUNTRY or place.startswith(area)


def holds(row: Dated, on: date) -> bool:
    """Whether a row holds on a day; both of its days belong to it."""
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def choose(rows: Iterable[Row], *, place: str, on: date) -> dict[str, Row]:
    """For each key the row that holds: of the narrowest area, then the site's own, then the one that began last."""
    chosen: dict[str, Row] = {}
    for row in rows:
        if not holds(row, on) or not covers(row.area, place):
            continue
        known = chosen.get(row.key)
        if known is None or _rank(row) > _rank(known):
            chosen[row.key] = row
    return chosen


def _rank(row: Dated) -> tuple[int, bool, date]:
    width = 0 if row.area == COUNTRY else len(row.area)
    return width, row.is_of_site, row.valid_from
