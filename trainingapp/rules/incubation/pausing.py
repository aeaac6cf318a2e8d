"""How long a stay may be paused, and by how much its dates move on afterwards."""

from __future__ import annotations

from datetime import date, timedelta

from trainingapp.rules.incubation.findings import Missing
from trainingapp.rules.registration import add_months

N_ = str  # marks a message for translation where it is not yet shown


def latest_end(today: date, *, months: int) -> date:
    """The last day on which a pause that begins today may be planned to end: so many months later."""
    return add_months(today, months)


def find_undated(planned_end_on: date | None, today: date, *, months: int) -> list[Missing]:
    """What a pause still needs: a day on which the stay is to go on, after today and within the months allowed."""
    if planned_end_on is None or planned_end_on <= today:
        return [Missing("suspension_undated", N_("Until when the stay is to be paused."))]
    latest = latest_end(today, months=months)
    if planned_end_on > latest:
        message = "The pause is too long: it may last until %(day)s at most (%(months)s months)."
        return [
            Missing("suspension_too_long", message, {"day": latest.isoformat(), "months": months})
        ]
    return []


def moved_on(day: date | None, *, starts_on: date, resumed_on: date) -> date | None:
    """A date of the stay after a pause: later by the days that did not count."""
    return None if day is None else day + (resumed_on - starts_on)


def days_paused(starts_on: date, resumed_on: date | None, today: date) -> int:
    """How many days have not counted so far."""
    return max((min(resumed_on or today, today) - starts_on) // timedelta(days=1), 0)
