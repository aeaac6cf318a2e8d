"""What an author writes of a video: chapters, where it comes to a knowledge point, whether it asks who is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from trainingapp.courses.chapters import (
    Problem,
    read_chapters,
    read_time,
    write_chapters,
)
from trainingapp.courses.forms.lessons import POINTS, LessonForm
from trainingapp.courses.models import Lesson
from trainingapp.courses.plans import LessonPlan
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.watching import write_time
from trainingapp.web.forms import BaseForm

STARTS = ("start_1", "start_2", "start_3")
PROBLEMS = {
    Problem.NO_TIME: _("Line %(line)s does not begin with a time and a space, such as 02:30."),
    Problem.NO_TITLE: _("Line %(line)s has no title after its time."),
    Problem.TITLE_LONG: _("Line %(line)s is longer than 80 characters."),
    Problem.NOT_LATER: _("Line %(line)s is not later than the chapter before it."),
    Problem.TOO_MANY: _("Line %(line)s is one too many: a video has at most a hundred chapters."),
}


def check_time(_form: BaseForm, field: Field) -> None:
    """A time in the video, or nothing."""
    if read_time(str(field.data)) is None:
        raise ValidationError(_("Write minutes and seconds, such as 12:30."))


class VideoForm(LessonForm):
    """A recording; its files come beside the form."""

    kind = LessonKind.VIDEO
    chapters = TextAreaField(
        pgettext("video", "Chapters"),
        [Optional(), Length(max=10_000)],
        description=_("One in each line, time and title: 02:30 What intake is for"),
    )
    start_1 = StringField(_("Main knowledge point begins at"), [Optional(), check_time])
    start_2 = StringField(_("Second knowledge point begins at"), [Optional(), check_time])
    start_3 = StringField(_("Third knowledge point begins at"), [Optional(), check_time])
    asks_presence = BooleanField(
        _("Ask learners now and then whether they are still there"),
        description=_(
            "About every six minutes, at times nobody knows beforehand. What was watched before a question that stays"
            " unanswered for a minute does not count."
        ),
    )

    def validate_chapters(self, field: Field) -> None:
        """Every wrong line is named, the first five of them."""
        _chapters, problems = read_chapters(field.data or "")
        sentences = [
            str(PROBLEMS[problem]) % {"line": line} for line, problem in list(problems.items())[:5]
        ]
        if sentences:
            raise ValidationError(" ".join(sentences))

    def content(self) -> dict[str, Any]:
        chapters, _problems = read_chapters(self.chapters.data or "")
        return {
            "chapters": [[chapter.seconds, chapter.title] for chapter in chapters],
            "asks_presence": bool(self.asks_presence.data),
        }

    def plan(self) -> LessonPlan:
        found: dict[str, int] = {}
        for point, start in zip(POINTS, STARTS, strict=True):
            code, seconds = self[point].data, read_time(self[start].data or "")
            if code and seconds is not None:
                found.setdefault(code, seconds)
        return replace(super().plan(), starts=found)


def video_data(lesson: Lesson) -> dict[str, Any]:
    """A stored video lesson as its form shows it."""
    starts = {
        name: "" if point.seconds is None else write_time(point.seconds)
        for name, point in zip(STARTS, lesson.points, strict=False)
    }
    return {"chapters": write_chapters(lesson.content.get("chapters", [])), **starts}
