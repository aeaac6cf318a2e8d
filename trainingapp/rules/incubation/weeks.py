"""When the mail of a week leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

FIRST_HOUR = 8
MONDAY, TUESDAY = 0, 1


def week_to_mail(moment: datetime) -> date | None:
    """The Monday of the week whose mail leaves now, None at any other time. `moment` is local time: Monday from eight
    o'clock, and Tuesday from eight, for a worker that stood still on Monday.
    """
    day = moment.date()
    if moment.hour < FIRST_HOUR or day.weekday() not in {MONDAY, TUESDAY}:
        return None
    return day - timedelta(days=day.weekday())
