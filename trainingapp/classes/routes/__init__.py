"""The pages of classes by who reads them. Importing mounts them."""

from trainingapp.classes.routes import (
    agencies,
    announcements,
    attendance,
    calendars,
    codes,
    deadlines,
    joining,
    learning,
    lists,
    messages,
    mocks,
    online,
    people,
    progress,
    running,
    team,
    timetable,
)
from trainingapp.classes.routes.mount import bp

__all__ = [
    "agencies",
    "announcements",
    "attendance",
    "bp",
    "calendars",
    "codes",
    "deadlines",
    "joining",
    "learning",
    "lists",
    "messages",
    "mocks",
    "online",
    "people",
    "progress",
    "running",
    "team",
    "timetable",
]
