"""Panels of the home page for those who work in incubation, and for those who apply."""

from __future__ import annotations

from datetime import datetime

from trainingapp.dashboards.panels import Panel
from trainingapp.education.days import day_of
from trainingapp.incubator.queries.own_applications import list_going
from trainingapp.incubator.queries.today import count_tasks
from trainingapp.incubator.queries.waiting import list_waiting
from trainingapp.rules.permissions import Permission, may
from trainingapp.web.auth import SignedIn

SHOWN = 3


def incubation_panel(person: SignedIn, now: datetime) -> Panel:
    """What is late, due and waiting in incubation, in a fixed number of statements, and where one goes on."""
    waits = list_waiting(person)
    return Panel(
        "incubation",
        {
            "counts": count_tasks(person, today=day_of(now)),
            "total": waits.total,
            "oldest": waits.oldest[:SHOWN],
            "has_board": may(person.grants, Permission.INCUBATOR_OVERSEE),
            "has_seats": may(person.grants, Permission.SEAT_TAKE),
        },
    )


def applying_panel(person: SignedIn, now: datetime) -> Panel:
    """One's own applications for incubation and the calls that are open; nothing where there is neither."""
    return Panel("applying", {"going": list_going(person, today=day_of(now))})
