"""Chapters of a video: lines of `mm:ss title` as an author writes them, and times as people read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainingapp.rules.watching import write_time

MOST_CHAPTERS = 100
TITLE_LENGTH = 80
TIME = r"(?:(\d{1,2})[:：])?(\d{1,3})[:：]([0-5]\d)"
LINE = re.compile(rf"\s*{TIME}(?:[\s\u3000]+(.*))?", re.ASCII)
ALONE = re.compile(rf"\s*{TIME}\s*", re.ASCII)


class Problem(StrEnum):
    """What is wrong with a line."""

    NO_TIME = "no-time"
    NO_TITLE = "no-title"
    TITLE_LONG = "title-long"
    NOT_LATER = "not-later"  # than the chapter before
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Chapter:
    """Where a part of a video begins and what it is called."""

    seconds: int
    title: str

    @property
    def time(self) -> str:
        """The time as people read it."""
        return write_time(self.seconds)


def read_time(text: str) -> int | None:
    """Seconds of `mm:ss` or `h:mm:ss`, with Latin or Chinese colons; None for anything else."""
    match = ALONE.fullmatch(text)
    return _seconds(match) if match else None


def read_chapters(text: str) -> tuple[Sequence[Chapter], Mapping[int, Problem]]:
    """The chapters, each later than the one before, and what is wrong by number of line. Empty lines mean nothing."""
    found: list[Chapter] = []
    problems: dict[int, Problem] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = _read_line(line)
        if isinstance(read, Problem):
            problems[number] = read
        elif found and read.seconds <= found[-1].seconds:
            problems[number] = Problem.NOT_LATER
        elif len(found) == MOST_CHAPTERS:
            problems[number] = Problem.TOO_MANY
        else:
            found.append(read)
    return found, problems


def write_chapters(stored: Iterable[tuple[int, str]]) -> str:
    """The lines as their author wrote them."""
    return "\n".join(f"{write_time(seconds)} {title}" for seconds, title in stored)


def chapters_of(content: Mapping[str, object]) -> Sequence[Chapter]:
    """The chapters that a lesson's content keeps."""
    stored = content.get("chapters")
    return (
        [Chapter(seconds, title) for seconds, title in stored] if isinstance(stored, list) else []
    )


def _read_line(line: str) -> Chapter | Problem:
    match = LINE.fullmatch(line)
    if match is None:
        return Problem.NO_TIME
    title = " ".join((match[4] or "").split())
    if not title:
        return Problem.NO_TITLE
    if len(title) > TITLE_LENGTH:
        return Problem.TITLE_LONG
    return Chapter(_seconds(match), title)


def _seconds(match: re.Match[str]) -> int:
    hours, minutes, seconds = (int(match[n] or 0) for n in (1, 2, 3))
    return hours * 3600 + minutes * 60 + seconds
