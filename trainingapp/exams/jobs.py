"""Background work of exams: collecting papers whose browser has closed."""

from __future__ import annotations

from datetime import datetime

from trainingapp.exams.actions.collecting import collect_overdue
from trainingapp.exams.actions.outages import credit_outages, forget_pulses
from trainingapp.jobs.registry import every


@every(seconds=5)
def collect(*, now: datetime) -> None:
    """Give back the time of an outage, then take the papers whose time is really over."""
    credit_outages(now=now)
    collect_overdue(now=now)


@every(seconds=600)
def tidy_pulses(*, now: datetime) -> None:
    """Keep the table of pulses short."""
    forget_pulses(now=now)
