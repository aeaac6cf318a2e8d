"""What a draft still lacks before its review: hints for the author, never walls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from trainingapp.courses.media import SUBTITLE
from trainingapp.courses.models import CourseVersion, Lesson
from trainingapp.courses.queries.exercises import list_on_forms
from trainingapp.courses.queries.free_items import count_asked
from trainingapp.rules.course_versions import LessonKind

IMAGE_WITHOUT_TEXT = re.compile(r"!\[\s*\]\(")
POINTLESS = frozenset({LessonKind.LIVE, LessonKind.DOWNLOAD})  # need no knowledge point


@dataclass(frozen=True, slots=True)
class Hint:
    """Something to look at, in a lesson or in the course as a whole."""

    lesson: Lesson | None
    text: str


def list_hints(version: CourseVersion) -> list[Hint]:
    """What is missing in a version that is loaded with its texts, in the order of its lessons; three statements."""
    lessons = version.lessons
    named = [code for lesson in lessons for code in lesson.content.get("items", ())]
    placed = set(list_on_forms(named))
    found = [Hint(None, _("The course has no lesson yet."))] if not lessons else []
    if version.details["subject"] is None:
        sentence = _("Without an exam subject no knowledge points can be named.")
        found.append(Hint(None, sentence))
    exercises = [lesson for lesson in lessons if lesson.kind == LessonKind.EXERCISE]
    counts = count_asked([lesson.content for lesson in exercises])
    asked = {lesson.id: count for lesson, count in zip(exercises, counts, strict=True)}
    for lesson in lessons:
        texts = [*_look_at(lesson, placed), *_look_at_items(lesson, asked.get(lesson.id))]
        found += [Hint(lesson, text) for text in texts]
    return found


def _look_at_items(lesson: Lesson, count: int | None) -> Iterator[str]:
    if count == 0:
        yield _("no ready items: nobody can complete it")
    elif count is not None and not lesson.content["items"] and count < lesson.content["most"]:
        said = _("too few items on no mock exam (%(count)s): choose more chapters or name items")
        yield str(said % {"count": count})


def _look_at(lesson: Lesson, placed: set[str]) -> Iterator[str]:
    if not lesson.points and lesson.kind not in POINTLESS:
        yield _("no knowledge point: nobody is led here by a mistake in an exam")
    roles = [file.role for file in lesson.files]
    if lesson.kind == LessonKind.VIDEO and SUBTITLE not in roles:
        yield _("no subtitles: many watch without sound")
    if IMAGE_WITHOUT_TEXT.search(str(lesson.content.get("markdown", ""))):
        yield _("a picture without a description: who cannot see it misses it")
    if lesson.kind == LessonKind.ASSIGNMENT and not lesson.content["rubric"]:
        yield _("no rubric: learners do not know what is looked at")
    codes = [code for code in lesson.content.get("items", ()) if code in placed]
    if codes:
        yield sentence_on_forms(codes)


def sentence_on_forms(codes: Sequence[str]) -> str:
    """What is wrong with showing these items to everybody."""
    said = _("items of a mock exam, whose keys become known here: %(codes)s")
    return str(said % {"codes": ", ".join(codes)})
