"""The clock of the site as a story moves it: months pass between two pages, and nobody waits for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import ClassVar

from trainingapp.web import clock


class MovedClock(datetime):
    """What the one place that reads the clock reads instead: the real time and something."""

    ahead: ClassVar[timedelta] = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The real moment, moved."""
        return datetime.now(tz) + cls.ahead


def move_clock(to: datetime | None) -> None:
    """From here on it is this moment in this process, and time goes on from there; None: the real time."""
    MovedClock.ahead = to - datetime.now(UTC) if to else timedelta()
    clock.datetime = MovedClock if to else datetime  # type: ignore[attr-defined]
