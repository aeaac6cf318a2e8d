"""When somebody is reminded of a task: some days ahead, on the first day it is late, then every week with the head."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

WEEK = 7


class Reminder(StrEnum):
    """What a reminder says."""

    AHEAD = "ahead"
    LATE = "late"
    ESCALATED = "escalated"


def reminder_for(due_on: date, today: date, *, before: Collection[int]) -> Reminder | None:
    """The reminder of a day, None on most days: on the days before the last day that the place names, on that day
    itself, on the first day after it, and each week after that.
    """
    late = (today - due_on).days
    if late <= 0:
        return Reminder.AHEAD if late == 0 or -late in before else None
    if late == 1:
        return Reminder.LATE
    return Reminder.ESCALATED if late % WEEK == 0 else None
