"""By when a lesson should be completed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, Field, SelectField, ValidationError
from wtforms.validators import InputRequired

from trainingapp.courses.models import Lesson
from trainingapp.courses.wording import KINDS
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import SHANGHAI, titled

YEARS = range(2000, 2100)


class DeadlineForm(BaseForm):
    """A lesson of the course and a moment in Shanghai."""

    lesson = SelectField(_("Lesson"), [InputRequired()])
    due_at = DateTimeLocalField(_("To be completed by"), [InputRequired()])

    def fill_lessons(self, lessons: Sequence[Lesson]) -> None:
        """Offer the lessons of the course, assignments first."""
        ordered = sorted(lessons, key=lambda lesson: lesson.kind != "assignment")
        self.lesson.choices = [
            (lesson.key, f"{titled(lesson.title)} ({KINDS[LessonKind(lesson.kind)]})")
            for lesson in ordered
        ]

    def validate_due_at(self, field: Field) -> None:
        """A year that exists in calendars."""
        if field.data and field.data.year not in YEARS:
            raise ValidationError(_("Check the year."))

    @property
    def moment(self) -> datetime:
        """The moment with its zone."""
        typed: datetime = self.due_at.data
        return typed.replace(tzinfo=SHANGHAI)
