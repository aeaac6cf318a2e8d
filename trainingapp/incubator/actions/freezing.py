"""Keeping what is computed: with its report, and of a month once it is over and its late entries have come in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.indicator_files import Entry, entries
from trainingapp.incubator.models import IndicatorPeriod, IndicatorValue
from trainingapp.incubator.queries import figures
from trainingapp.incubator.queries.indicators import list_unfrozen
from trainingapp.incubator.queries.parameters import read_parameters
from trainingapp.rules.incubation.accounting_words import Source, ValueKind, ValueState
from trainingapp.rules.incubation.indicators import standing_value
from trainingapp.rules.incubation.places import COUNTRY

Pairs: TypeAlias = list[tuple[Entry, IndicatorPeriod]]

BATCH = 200  # periods in one transaction
LOOKED_BACK = timedelta(days=62)  # what has no data by then stays without


def keep_computed(pairs: Pairs, *, now: datetime) -> None:
    """Keep what is computed for periods that have no value yet; without data nothing is kept."""
    open_pairs = [pair for pair in pairs if standing_value(pair[1].values) is None]
    for period, figure in figures.compute_periods(open_pairs).items():
        if figure.value is None:
            continue
        period.values.append(
            IndicatorValue(
                kind=ValueKind.ENTRY,
                source=Source.COMPUTED,
                state=ValueState.APPROVED,
                value=figure.value,
                numerator=figure.numerator,
                denominator=figure.denominator,
                breakdown={},
                entered_at=now,
                approved_at=now,
            )
        )
    db.session.flush()


def freeze_months(*, now: datetime, after: int = 0, most: int = BATCH) -> int | None:
    """Keep the computed figures of months that ended some days ago and have none yet, those behind `after`.

    Returns the number of the last period looked at, None when there was none. A month without data gets no value.
    """
    today = day_of(now)
    grace = timedelta(days=read_parameters(COUNTRY, today).days("report_due_days"))
    known = {code: one for code, one in entries().items() if one.is_computed}
    last = today - grace
    periods = list_unfrozen(
        known, ended_by=last, ended_after=last - LOOKED_BACK, after=after, most=most
    )
    keep_computed([(known[one.assignment.measure], one) for one in periods], now=now)
    return periods[-1].id if periods else None
