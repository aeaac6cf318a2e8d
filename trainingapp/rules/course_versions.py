"""Where a version of a course may go, which number it gets, and when a lesson or a course is completed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation


class VersionState(StrEnum):
    """Where a version stands. At most one version of a course is draft or in review, at most one published."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"  # by a later one; learners of its edition go on with it


class VersionAct(StrEnum):
    """What is done with a version as a whole."""

    SEND = "send"  # to review, by its author
    RECALL = "recall"  # back to draft, by its author
    RETURN = "return"  # back to draft, by a reviewer
    PUBLISH = "publish"  # by a reviewer
    SUPERSEDE = "supersede"  # when a later version is published


class LessonKind(StrEnum):
    """What a lesson is made of."""

    ARTICLE = "article"
    VIDEO = "video"
    SLIDES = "slides"
    DOWNLOAD = "download"
    EXERCISE = "exercise"
    LIVE = "live"
    ASSIGNMENT = "assignment"
    PACKAGE = "package"  # SCORM


NEXT: Mapping[tuple[VersionState, VersionAct], VersionState] = {
    (VersionState.DRAFT, VersionAct.SEND): VersionState.IN_REVIEW,
    (VersionState.IN_REVIEW, VersionAct.RECALL): VersionState.DRAFT,
    (VersionState.IN_REVIEW, VersionAct.RETURN): VersionState.DRAFT,
    (VersionState.IN_REVIEW, VersionAct.PUBLISH): VersionState.PUBLISHED,
    (VersionState.PUBLISHED, VersionAct.SUPERSEDE): VersionState.SUPERSEDED,
}


class VersionActRefused(RuleViolation):
    message = "This version of the course does not stand where this can be done with it."


class VersionNotOpen(RuleViolation):
    message = "Only a draft can be changed. A course in review is called back first."


class VersionEmpty(RuleViolation):
    message = "A course needs at least one lesson that counts before it goes to review."


class ReviewerNotIndependent(RuleViolation):
    message = "A course is reviewed by somebody who did not make it."


def next_state(state: VersionState, act: VersionAct) -> VersionState:
    """Where the act leads. :raises VersionActRefused: when it cannot be done from there."""
    found = NEXT.get((state, act))
    if found is None:
        raise VersionActRefused
    return found


@dataclass(frozen=True, slots=True)
class Requirement:
    """What completes a lesson: how it is learned, and whether the course needs it."""

    kind: LessonKind
    is_required: bool
    rule: str = ""  # what completes it where its author chooses, as with assignments


Outline = Mapping[
    str, Requirement
]  # by the lesson's key, which stays the same from version to version


def check_complete(outline: Outline) -> None:
    """A course that can go to review has a lesson that counts. :raises VersionEmpty: otherwise."""
    if not any(requirement.is_required for requirement in outline.values()):
        raise VersionEmpty


def is_major(before: Outline, after: Outline) -> bool:
    """Whether learners would lose something: a lesson vanishes, or what completes one becomes another.

    New lessons, new words and another order are minor: they reach everybody who learns the course.
    """
    return any(after.get(key) != requirement for key, requirement in before.items())


def next_number(number: tuple[int, int] | None, before: Outline, after: Outline) -> tuple[int, int]:
    """The number of a version that is published after the one of `number`; the first is 1.0."""
    if number is None:
        return 1, 0
    major, minor = number
    return (major + 1, 0) if is_major(before, after) else (major, minor + 1)


def is_course_completed(outline: Outline, completed: Collection[str]) -> bool:
    """Whether every lesson that the course needs is completed; a course without such lessons never is."""
    needed = {key for key, requirement in outline.items() if requirement.is_required}
    return bool(needed) and needed <= set(completed)


def is_exercise_completed(asked: Collection[int], answered: Collection[int]) -> bool:
    """Whether every item of an exercise was answered, rightly or not; one without items never is."""
    return bool(asked) and set(asked) <= set(answered)
