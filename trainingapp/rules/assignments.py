"""Work that learners hand in: where it stands, what may be done with it, how points add up, what completes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation

MOST_LETTERS = 20_000  # of a text that is handed in
MOST_FILES = 5
MOST_FILE_MB = 50
MOST_LINES = 10  # of a rubric

# A Chinese character is a word of its own; letters and digits that stand together are one.
_WORD = re.compile(
    r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
    r"|[0-9A-Za-z\u00c0-\u024f]+(?:[.,'’_-][0-9A-Za-z\u00c0-\u024f]+)*"
)


class SubmissionState(StrEnum):
    """Where a piece of work stands. Handing in again makes a new piece; the old one stays as it was."""

    DRAFT = "draft"
    HANDED_IN = "handed-in"
    REPLACED = "replaced"  # by a later piece, before anybody marked it
    MARKED = "marked"
    REVISION = "revision"  # returned, to be worked on once more


class Takes(StrEnum):
    """What is handed in."""

    TEXT = "text"
    FILES = "files"
    BOTH = "both"  # a text, files, or a text with files


class Completes(StrEnum):
    """What completes an assignment."""

    HANDED_IN = "handed-in"
    MARKED = "marked"
    POINTS = "points"  # at least so many


class Verdict(StrEnum):
    """What a marker decides."""

    MARKED = "marked"
    REVISION = "revision"


class NothingToHandIn(RuleViolation):
    message = "There is nothing to hand in yet."


class TextMissing(RuleViolation):
    message = "This assignment asks for a text."


class FileMissing(RuleViolation):
    message = "This assignment asks for a file."


class TextTooLong(RuleViolation):
    message = "A text has at most %(most)s letters."


class TooManyFiles(RuleViolation):
    message = "At most %(most)s files are handed in."


class WorkClosed(RuleViolation):
    message = "This work is handed in. It can be changed when your teacher returns it for revision."


class NotHandedIn(RuleViolation):
    message = "This work is not handed in, so it cannot be marked."


class PointsMissing(RuleViolation):
    message = "Give points before you return the work."


class MarkedMeanwhile(RuleViolation):
    """Somebody else has marked the work since the page was opened; `marking` is theirs."""

    message = (
        "%(name)s has marked this work meanwhile. Nothing you typed is lost: compare, then decide."
    )


class PointsOutOfRange(RuleViolation):
    message = "The points lie between 0 and %(most)s, in steps of a hundredth."


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One line of a rubric: what is looked at, and the most points for it."""

    criterion: str
    most: Decimal


@dataclass(frozen=True, slots=True)
class Task:
    """What an assignment asks, as its lesson says."""

    markdown: str
    takes: Takes
    points: Decimal
    rubric: tuple[RubricLine, ...]
    may_repeat: bool
    completes: Completes
    least: Decimal


def read_task(content: Mapping[str, object]) -> Task:
    """The task from a lesson's content, where amounts are written as text."""
    rubric = content.get("rubric")
    lines = rubric if isinstance(rubric, Sequence) else ()
    return Task(
        markdown=str(content["markdown"]),
        takes=Takes(str(content["takes"])),
        points=Decimal(str(content["points"])),
        rubric=tuple(RubricLine(row["criterion"], Decimal(row["most"])) for row in lines),
        may_repeat=bool(content["may_repeat"]),
        completes=Completes(str(content["completes"])),
        least=Decimal(str(content["least"])),
    )


def count_words(text: str) -> int:
    """Words as Chinese word processors count them: every Chinese character, every other word; no punctuation."""
    return len(_WORD.findall(text))


def check_handed_in(takes: Takes, text: str, *, files: int) -> None:
    """:raises NothingToHandIn, TextMissing, FileMissing, TextTooLong, TooManyFiles: it is not what is asked for."""
    has_text = bool(text.strip())
    if not has_text and not files:
        raise NothingToHandIn
    if takes is Takes.TEXT and not has_text:
        raise TextMissing
    if takes is Takes.FILES and not files:
        raise FileMissing
    check_size(text, files=files)


def check_size(text: str, *, files: int) -> None:
    """:raises TextTooLong, TooManyFiles: more than there is room for."""
    if len(text) > MOST_LETTERS:
        raise TextTooLong(most=MOST_LETTERS)
    if files > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)


def may_begin_again(state: SubmissionState, *, may_repeat: bool) -> bool:
    """Whether a new piece may follow one that stands there: after a call for revision, or while nobody marked it."""
    return state is SubmissionState.REVISION or (state is SubmissionState.HANDED_IN and may_repeat)


def is_gradable(state: SubmissionState) -> bool:
    """Whether somebody may mark the piece, or mark it once more."""
    return state in (SubmissionState.HANDED_IN, SubmissionState.MARKED, SubmissionState.REVISION)


def check_points(points: Decimal, *, most: Decimal) -> None:
    """:raises PointsOutOfRange: below nothing, above the most, or finer than a hundredth."""
    exponent = points.as_tuple().exponent
    is_fine = isinstance(exponent, int) and exponent >= -2
    if not is_fine or not 0 <= points <= most:
        raise PointsOutOfRange(most=f"{most.normalize():f}")


def sum_points(rubric: Sequence[RubricLine], given: Sequence[Decimal]) -> Decimal:
    """What the lines of a rubric give together. :raises PointsOutOfRange: when a line has more than it may."""
    for line, points in zip(rubric, given, strict=True):
        check_points(points, most=line.most)
    return sum(given, Decimal(0))


def is_completed(task: Task, state: SubmissionState, points: Decimal | None) -> bool:
    """Whether a piece that stands there completes the lesson; a draft never does."""
    if state is SubmissionState.DRAFT:
        return False
    if task.completes is Completes.HANDED_IN:
        return True
    if state is not SubmissionState.MARKED or points is None:
        return False
    return task.completes is Completes.MARKED or points >= task.least


def is_late(handed_in_at: int, due_at: int | None) -> bool:
    """Whether a piece came after its deadline; both in milliseconds. Late work is taken all the same."""
    return due_at is not None and handed_in_at > due_at
