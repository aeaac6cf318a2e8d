"""What the forms of teachers say of a class and of a meeting, on the way to the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trainingapp.rules.cohort_dates import Span

Title = dict[str, str]


@dataclass(frozen=True, slots=True)
class CohortPlan:
    """A class as its leader wants it."""

    title: Title
    introduction: str
    exam_year: int
    starts_on: date
    ends_on: date
    capacity: int | None = None
    is_joinable: bool = True


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """A date of the timetable as a teacher wants it."""

    title: str
    span: Span
    place: str = ""
    join_url: str = ""
    replay_url: str = ""
    lesson_key: str | None = None
