"""What an author says of a course and of its sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from trainingapp.courses.labels import FIELDS
from trainingapp.courses.plans import CoursePlan, Title, make_title
from trainingapp.courses.wording import LEVELS
from trainingapp.itembank.wording import SUBJECTS
from trainingapp.web.forms import BaseForm


class CourseForm(BaseForm):
    """What the catalogue says of a course."""

    title_zh = StringField(_("Title in Chinese"), [DataRequired(), Length(max=80)])
    title_en = StringField(_("Title in English"), [Optional(), Length(max=120)])
    summary_zh = TextAreaField(
        _("What it is about, in Chinese"),
        [DataRequired(), Length(max=400)],
        description=_("Two or three sentences: for whom, and what they can do afterwards."),
    )
    summary_en = TextAreaField(_("What it is about, in English"), [Optional(), Length(max=800)])
    field = SelectField(_("Field of practice"), default="")
    subject = SelectField(_("Exam subject"), default="")
    level = SelectField(
        _("Exam level"), default="", description=_("A subject brings its level along.")
    )

    def __init__(self, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=spread_details(details) if details else None)
        of_none = ("", _("Of none in particular"))
        self.field.choices = [of_none, *((str(f), name) for f, name in FIELDS.items())]
        self.subject.choices = [of_none, *((str(s), name) for s, name in SUBJECTS.items())]
        self.level.choices = [("", _("For all levels")), *LEVELS.items()]

    def plan(self) -> CoursePlan:
        """What was typed. A subject belongs to one level, whatever was chosen."""
        subject = self.subject.data or None
        level = subject.split("-")[0] if subject else self.level.data or None
        return CoursePlan(
            title=make_title(self.title_zh.data, self.title_en.data),
            summary=make_title(self.summary_zh.data, self.summary_en.data),
            subject=subject,
            level=level,
            field=self.field.data or None,
        )


def spread_details(details: Mapping[str, Any]) -> dict[str, Any]:
    """What a version says of its course, as the form shows it."""
    return {
        **{f"title_{language}": text for language, text in details["title"].items()},
        **{f"summary_{language}": text for language, text in details["summary"].items()},
        "subject": details["subject"] or "",
        "level": details["level"] or "",
        "field": details.get("field") or "",
    }


class SectionForm(BaseForm):
    """The title of a section."""

    title_zh = StringField(_("Title in Chinese"), [DataRequired(), Length(max=80)])
    title_en = StringField(_("Title in English"), [Optional(), Length(max=120)])

    def title(self) -> Title:
        """The title in its languages."""
        return make_title(self.title_zh.data, self.title_en.data)
