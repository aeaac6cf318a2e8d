"""The calendar day that counts: Shanghai's."""

from __future__ import annotations

from datetime import date, datetime

from trainingapp.web.clock import now
from trainingapp.web.i18n import SHANGHAI


def day_of(moment: datetime) -> date:
    """The Shanghai date of a moment."""
    return moment.astimezone(SHANGHAI).date()


def today() -> date:
    """The Shanghai date of now."""
    return day_of(now())
