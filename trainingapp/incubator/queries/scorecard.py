"""The figures of a base in the period that ended last, beside those of the period before and their targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import Entry, entries
from trainingapp.incubator.models import IndicatorAssignment, IndicatorPeriod
from trainingapp.incubator.queries.figures import compute_entries
from trainingapp.rules.incubation.accounting_words import Every, Level
from trainingapp.rules.incubation.indicators import (
    Figure,
    Goal,
    period_of,
    reached,
    standing_value,
)
from trainingapp.rules.intervals import Interval

LEVELS = (Level.BASE, Level.AREA, Level.FOLLOWUP)  # whose figures a base has
DAY = timedelta(days=1)

Kept: TypeAlias = Mapping[tuple[str, date], IndicatorPeriod]


@dataclass(frozen=True, slots=True)
class Score:
    """A figure: in the period, in the one before, its target, and the share of the target that is reached."""

    entry: Entry
    now: Figure
    before: Figure
    target: Decimal | None = None

    @property
    def reached(self) -> Decimal | None:
        """The share of the target that is reached, at most 1; None without a target or without data."""
        is_falling = self.entry.indicator.is_falling
        return reached(Goal(Decimal(1), self.now.value, self.target, is_falling))

    @property
    def change(self) -> Decimal | None:
        """How much more it is than in the period before; None when one of the two has no data."""
        if self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The figures that are taken as often, of one period."""

    every: Every
    span: Interval
    scores: Sequence[Score]


def read_scorecards(base_id: int, *, on: date) -> list[Scorecard]:
    """The figures of the month, the quarter and the year that ended last before a day.

    What was approved for a period stands for it; of other computed figures what is computed now is shown. A reported
    figure without an approved value has no data.
    """
    kept = _list_kept(base_id)
    found = []
    for every in Every:
        span = period_of(every, period_of(every, on).start - DAY)
        rows = [
            one
            for one in entries().values()
            if one.indicator.every is every and one.indicator.level in LEVELS
        ]
        found.append(Scorecard(every, span, _score(rows, base_id, kept, span)))
    return found


def _score(rows: Sequence[Entry], base_id: int, kept: Kept, span: Interval) -> list[Score]:
    before = period_of(rows[0].indicator.every, span.start - DAY) if rows else span
    now, old = _compute(rows, base_id, span), _compute(rows, base_id, before)
    found = []
    for one in rows:
        period = kept.get((one.code, span.start))
        found.append(
            Score(
                one,
                _figure(period, now.get(one.code)),
                _figure(kept.get((one.code, before.start)), old.get(one.code)),
                period.target if period else None,
            )
        )
    return found


def _compute(rows: Sequence[Entry], base_id: int, span: Interval) -> Mapping[str, Figure]:
    found: dict[str, Figure] = {}
    for level in LEVELS:
        own = [one for one in rows if one.indicator.level is level]
        found |= compute_entries(own, level, [base_id], span)[base_id] if own else {}
    return found


def _figure(period: IndicatorPeriod | None, computed: Figure | None) -> Figure:
    value = standing_value(period.values) if period else None
    if value is not None:
        return Figure(value.value, value.numerator, value.denominator)
    return computed or Figure(None)


def _list_kept(base_id: int) -> Kept:
    query = (
        select(IndicatorPeriod)
        .join(IndicatorPeriod.assignment)
        .where(IndicatorAssignment.base_id == base_id)
        .options(contains_eager(IndicatorPeriod.assignment), selectinload(IndicatorPeriod.values))
    )
    return {(one.assignment.measure, one.starts_on): one for one in db.session.scalars(query)}
