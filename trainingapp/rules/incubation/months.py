"""Months as calendars turn them: one month, the one before and the one after, within ten years of today."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

FAR = 10  # years to both sides
WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Month:
    """A month by its first day."""

    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> Month:
        """The month before it."""
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> Month:
        """The month after it."""
        return Month((self.first + timedelta(days=31)).replace(day=1))

    def __str__(self) -> str:
        """As it stands in addresses: 2026-11."""
        return f"{self.first:%Y-%m}"


def read_month(text: str | None, today: date) -> Month:
    """The month of an address such as 2026-11; today's where the words say none, or one more than ten years away."""
    found = WRITTEN.fullmatch(text or "")
    if found is None or abs(int(found[1]) - today.year) > FAR:
        return Month(today.replace(day=1))
    return Month(date(int(found[1]), int(found[2]), 1))
