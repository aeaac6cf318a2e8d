"""When somebody is told of what falls due: some days ahead, on the first day it is late, then every week with the head.

A step is told once. A worker that stood still tells the latest step when it runs again, and none of the older ones.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = 7


class Reminder(StrEnum):
    """What a reminder says."""

    AHEAD = "ahead"
    LATE = "late"
    ESCALATED = "escalated"


class Rhythm(StrEnum):
    """How a matter is told of."""

    TERM = "term"  # it has a last day
    ONLY_AHEAD = "only_ahead"  # when it is late another matter takes over
    WAITING = "waiting"  # it began on a day and waits for somebody who was told of it then
    ASKED = "asked"  # the same, of which nobody was told yet
    ONCE = "once"  # it happened


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a matter: what is said, and how many days after the last day it began (before: negative)."""

    reminder: Reminder
    mark: int


def step_of(
    due_on: date, today: date, *, before: Collection[int], escalate_after: int
) -> Step | None:
    """The latest step of a last day: so many days before it, the day itself, the first day after it, and from
    `escalate_after` days on every week. None while no step has begun.
    """
    late = (today - due_on).days
    if late <= 0:
        begun = [mark for mark in {0, *before} if mark >= -late]
        return Step(Reminder.AHEAD, -min(begun)) if begun else None
    if late < escalate_after:
        return Step(Reminder.LATE, 1)
    weeks = (late - escalate_after) // WEEK
    return Step(Reminder.ESCALATED, escalate_after + weeks * WEEK)


def step_for(
    rhythm: Rhythm, day: date, today: date, *, before: Collection[int], escalate_after: int
) -> Step | None:
    """The latest step of a matter by its rhythm. `day` is its last day, or of what waits and of what happened the day
    on which that began; what waits is late after `escalate_after` days.
    """
    if rhythm is Rhythm.ONCE:
        return Step(Reminder.AHEAD, 0) if day <= today else None
    waits = rhythm in {Rhythm.WAITING, Rhythm.ASKED}
    last = day + timedelta(days=escalate_after) if waits else day
    marks = {escalate_after} if rhythm is Rhythm.ASKED else before
    step = step_of(last, today, before=marks, escalate_after=escalate_after)
    if step is None:
        return None
    is_ahead = step.reminder is Reminder.AHEAD
    if rhythm is Rhythm.WAITING and is_ahead:
        return None
    if rhythm is Rhythm.ASKED and is_ahead:
        return Step(Reminder.AHEAD, -escalate_after)
    return None if rhythm is Rhythm.ONLY_AHEAD and not is_ahead else step
