"""What an author's forms say of a course and of a lesson, on the way from the form to the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

Title = dict[str, str]


def make_title(zh: str | None, en: str | None) -> Title:
    """A text in Chinese, and in English when there is one."""
    return {"zh": zh or "", **({"en": en} if en else {})}


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """What the catalogue will say of a course."""

    title: Title
    summary: Title
    subject: str | None
    level: str | None
    field: str | None = None

    def as_details(self) -> dict[str, Any]:
        """The plan as a version keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """A lesson as its author wants it."""

    kind: str
    title: Title
    minutes: int
    content: Mapping[str, Any]
    points: Sequence[str]
    is_required: bool = True
    is_preview: bool = False
    starts: Mapping[str, int] = field(default_factory=dict)  # where a video comes to a point, in s


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """What somebody wants to say under a lesson; a reply is the text alone."""

    text: str
    title: str = ""
    second: int | None = None  # of the lesson's video
