"""Charts of lines in the units of their drawing: stairs, lines, a band, and the marks of both axes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from flask_babel.speaklater import LazyString

LEFT, TOP, WIDTH, HEIGHT = 44, 14, 300, 142
STEPS = (1, 2, 2.5, 5, 10)
PARTS = 4  # of the upright axis

Spot: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on an axis and what is written there."""

    at: float
    label: str | LazyString


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart, the first of all drawn through; `kind` 1 to 3 tells them apart without colours."""

    label: str | LazyString
    path: str
    kind: int = 1


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its lines, the band behind them, and the marks of its axes."""

    lines: Sequence[Line]
    x_marks: Sequence[Mark]
    y_marks: Sequence[Mark]
    band: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """From which values to places: `most_x` on the right edge, `least_y` at the foot, `most_y` at the top."""

    most_x: float
    most_y: float
    least_y: float = 0.0

    def x(self, value: float) -> float:
        """How far to the right."""
        return round(LEFT + WIDTH * value / self.most_x, 1)

    def y(self, value: float) -> float:
        """How far down; what is beyond the frame lies on its edge."""
        share = (value - self.least_y) / (self.most_y - self.least_y)
        return round(TOP + HEIGHT * (1 - min(1.0, max(0.0, share))), 1)

    def heights(self) -> Sequence[float]:
        """The values that the upright axis shows, from the foot."""
        step = (self.most_y - self.least_y) / PARTS
        return [self.least_y + step * number for number in range(PARTS + 1)]


def frame_of(values: Iterable[float], *, most_x: float) -> Frame:
    """The frame in which all values lie, from zero or from below it, up to a round number."""
    known = [0.0, *values]
    least, most = min(known), max(known)
    foot = -round_up(-least) if least < 0 else 0.0
    return Frame(max(1.0, most_x), round_up(most) if most > 0 else 1.0, foot)


def round_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten that is not less than a number above zero."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in STEPS if step * power >= value)


def line(spots: Sequence[Spot], frame: Frame) -> str:
    """The path from spot to spot; nothing of none."""
    return "".join(
        f"{'L' if number else 'M'}{frame.x(x)} {frame.y(y)}" for number, (x, y) in enumerate(spots)
    )


def stairs(spots: Sequence[Spot], frame: Frame, *, until: float) -> str:
    """The path of something that keeps its height from each spot to the next, and the last one until there."""
    if not spots:
        return ""
    start, *_rest = spots
    path = f"M{frame.x(start[0])} {frame.y(start[1])}"
    for (_before, _height), (x, y) in pairwise(spots):
        path += f"H{frame.x(x)}V{frame.y(y)}"
    return path + f"H{frame.x(until)}"


def band(lower: Sequence[Spot], upper: Sequence[Spot], frame: Frame) -> str:
    """The closed path between two lines; nothing when it would have no width."""
    if len(upper) < 2:  # a band of one month is a stroke
        return ""
    back = "".join(f"L{frame.x(x)} {frame.y(y)}" for x, y in reversed(lower))
    return line(upper, frame) + back + "Z"
