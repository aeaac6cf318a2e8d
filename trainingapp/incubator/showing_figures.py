"""Figures as pages show them: each period with its value, and the points of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trainingapp.incubator.accounting_wording import period_name
from trainingapp.incubator.indicator_files import Entry
from trainingapp.incubator.models import IndicatorAssignment, IndicatorPeriod, IndicatorValue
from trainingapp.incubator.queries import figures
from trainingapp.rules.incubation.indicators import Figure, standing_value

LIVE = 6  # periods that are computed when the page is drawn; older ones as they were kept
WIDTH, HEIGHT, LEFT, TOP = 300, 130, 44, 26


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    """A period: the value that stands or what is computed now, and every entry that there was."""

    period: IndicatorPeriod
    value: IndicatorValue | None
    figure: Figure

    @property
    def is_corrected(self) -> bool:
        """Whether an approved value was taken back here."""
        return any(one.reverses_id for one in self.period.values)


def last_period(assignment: IndicatorAssignment, *, on: date) -> IndicatorPeriod | None:
    """The newest period that is over on a day."""
    over = [one for one in assignment.periods if one.ends_on <= on]
    return over[-1] if over else None


def shown_periods(assignment: IndicatorAssignment, entry: Entry, *, on: date) -> list[ShownPeriod]:
    """The periods that have begun, the newest first; computed ones without a kept value are computed now."""
    begun = [one for one in assignment.periods if one.starts_on <= on]
    kept = {one.id: standing_value(one.values) for one in begun}
    open_ones = [one for one in begun if kept[one.id] is None][-LIVE:]
    live = figures.compute_periods([(entry, one) for one in open_ones])
    return [
        ShownPeriod(one, kept[one.id], _figure(kept[one.id], live.get(one)))
        for one in reversed(begun)
    ]


def _figure(value: IndicatorValue | None, live: Figure | None) -> Figure:
    if value is not None:
        return Figure(value.value, value.numerator, value.denominator)
    return live or Figure(None)


@dataclass(frozen=True, slots=True)
class Point:
    """A bar of the chart with its target, in the units of the drawing."""

    label: str
    value: Decimal | None
    target: Decimal | None
    x: float
    y: float
    height: float
    target_y: float | None
    is_corrected: bool


def charted(shown: Sequence[ShownPeriod], every: str) -> list[Point]:
    """The bars of the chart, the oldest first; nothing when there is no value at all."""
    rows = list(reversed(shown))[-12:]
    numbers = [one.figure.value for one in rows if one.figure.value is not None]
    if not numbers:
        return []
    targets = [one.period.target for one in rows if one.period.target is not None]
    highest = float(max(*numbers, *targets, Decimal(1)))
    step = WIDTH / len(rows)
    return [
        _point(one, every, x=LEFT + step * (n + 0.5), highest=highest) for n, one in enumerate(rows)
    ]


def _point(one: ShownPeriod, every: str, *, x: float, highest: float) -> Point:
    value, target = one.figure.value, one.period.target
    height = max(float(value), 0.0) / highest * HEIGHT if value is not None else 0.0
    return Point(
        label=period_name(one.period.starts_on, every),
        value=value,
        target=target,
        x=round(x, 1),
        y=round(TOP + HEIGHT - height, 1),
        height=round(height, 1),
        target_y=None
        if target is None
        else round(TOP + HEIGHT - float(target) / highest * HEIGHT, 1),
        is_corrected=one.is_corrected,
    )
