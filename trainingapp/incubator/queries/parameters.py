"""Thresholds, dates and amounts as they hold in a place on a day, each with its source. Nobody writes them in code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import or_, select

from trainingapp.extensions import db
from trainingapp.incubator.models.rules_of_places import PlaceRule
from trainingapp.incubator.place_files import (
    list_places,
    parse_flag,
    parse_integer,
    parse_month_day,
    parse_number,
    parse_numbers,
)
from trainingapp.rules.incubation.compliance.words import ThresholdUnknownError
from trainingapp.rules.incubation.places import Dated, Source, choose


class Valued(Dated, Protocol):
    """A row with its value and its source."""

    @property
    def value(self) -> object: ...
    @property
    def source(self) -> Source: ...


class ParameterUnknownError(ThresholdUnknownError):
    """No row of the place or of the country settles the key."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """What holds in a place on a day.

    Every reader raises `ParameterUnknownError` where neither the place nor the country settles the key; ask `has` first
    for keys that only some places have.
    """

    area_code: str
    on: date
    rows: Mapping[str, Valued]

    def has(self, key: str) -> bool:
        """Whether the key is settled here."""
        return key in self.rows

    def number(self, key: str) -> Decimal:
        """A number or an amount of money."""
        return parse_number(self._value(key))

    def integer(self, key: str) -> int:
        """A whole number: people, months, working days, years, times."""
        return parse_integer(self._value(key))

    def days(self, key: str) -> int:
        """How many calendar days."""
        return parse_integer(self._value(key))

    def flag(self, key: str) -> bool:
        """Yes or no."""
        return parse_flag(self._value(key))

    def text(self, key: str) -> str:
        """A word or a list of words."""
        return str(self._value(key))

    def numbers(self, key: str) -> tuple[int, ...]:
        """Whole numbers, in their order."""
        return parse_numbers(self._value(key))

    def day(self, key: str) -> date:
        """A date."""
        return date.fromisoformat(str(self._value(key)))

    def day_of_year(self, key: str, year: int) -> date:
        """The day of that year that comes every year, as 31 March."""
        month, day = parse_month_day(self._value(key))
        return date(year, month, day)

    def source(self, key: str) -> Source:
        """Where the value comes from: document, article, confidence, place and days."""
        return self._row(key).source

    def _value(self, key: str) -> object:
        return self._row(key).value

    def _row(self, key: str) -> Valued:
        try:
            return self.rows[key]
        except KeyError:
            raise ParameterUnknownError(key) from None


def read_parameters(area_code: str, on: date) -> Parameters:
    """What holds in the place with this statistical code on a day, in one statement."""
    return read_parameters_of([area_code], on)[area_code]


def read_parameters_of(area_codes: Collection[str], on: date) -> dict[str, Parameters]:
    """What holds in each of the places on a day, in one statement for all of them."""
    rows: list[Valued] = [*list_places().rows, *_rows_of_site(on)]
    return {code: Parameters(code, on, choose(rows, place=code, on=on)) for code in set(area_codes)}


def _rows_of_site(on: date) -> Sequence[PlaceRule]:
    query = select(PlaceRule).where(
        PlaceRule.withdrawn_at.is_(None),
        PlaceRule.valid_from <= on,
        or_(PlaceRule.valid_to.is_(None), PlaceRule.valid_to >= on),
    )
    return db.session.scalars(query.order_by(PlaceRule.id)).all()
