"""What an author writes in a lesson, by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from trainingapp.courses.models import Lesson
from trainingapp.courses.plans import LessonPlan, make_title
from trainingapp.courses.queries.exercises import list_unready
from trainingapp.extensions import from_milliseconds, milliseconds
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import SHANGHAI

POINTS = ("point_1", "point_2", "point_3")
MOST_ITEMS = 30
YEARS = range(2000, 2100)


class LessonForm(BaseForm):
    """What every kind of lesson has."""

    kind: ClassVar[LessonKind]

    title_zh = StringField(_("Title in Chinese"), [DataRequired(), Length(max=80)])
    title_en = StringField(_("Title in English"), [Optional(), Length(max=120)])
    minutes = IntegerField(
        _("Minutes it takes"), [InputRequired(), NumberRange(1, 600)], default=10
    )
    point_1 = SelectField(_("Main knowledge point"), default="")
    point_2 = SelectField(_("Second knowledge point"), default="")
    point_3 = SelectField(_("Third knowledge point"), default="")
    is_required = BooleanField(_("Counts for completing the course"), default=True)

    def offer_points(self, points: Mapping[str, Mapping[str, str]], known: Sequence[str]) -> None:
        """Offer knowledge points by section; those that the lesson already has stay choices."""
        offered = {code for group in points.values() for code in group}
        choices = [SelectChoice("", _("— none —"))]
        choices += [SelectChoice(code, code) for code in known if code not in offered]
        choices += [
            SelectChoice(code, name, optgroup=section)
            for section, group in points.items()
            for code, name in group.items()
        ]
        for name in POINTS:
            self[name].choices = choices

    @property
    def codes(self) -> list[str]:
        """The chosen knowledge points, each once."""
        chosen = (self[name].data for name in POINTS)
        return list(dict.fromkeys(code for code in chosen if code))

    def content(self) -> dict[str, Any]:
        """What the kind adds."""
        raise NotImplementedError

    def plan(self) -> LessonPlan:
        """The lesson as its author wants it."""
        is_preview = "is_preview" in self and bool(self["is_preview"].data)
        return LessonPlan(
            kind=self.kind,
            title=make_title(self.title_zh.data, self.title_en.data),
            minutes=self.minutes.data or 1,
            content=self.content(),
            points=self.codes,
            is_required=bool(self.is_required.data),
            is_preview=is_preview,
        )


class ArticleForm(LessonForm):
    """A text to read."""

    kind = LessonKind.ARTICLE
    markdown = TextAreaField(
        _("Text"),
        [DataRequired(), Length(max=60_000)],
        description=_("Markdown: # heading, **bold**, - list, > quotation, tables with |."),
    )
    is_preview = BooleanField(_("May be read without signing in"))

    def content(self) -> dict[str, Any]:
        return {"markdown": self.markdown.data or ""}


class ExerciseForm(LessonForm):
    """Items to answer: named ones, or whatever is ready on the knowledge points."""

    kind = LessonKind.EXERCISE
    items = TextAreaField(
        _("Items"),
        [Length(max=2000)],
        description=_(
            "Codes of the item bank, one in each line. Empty: ready items of the chapters or knowledge points above."
        ),
    )
    chapters = SelectMultipleField(
        _("Draw from whole chapters"),
        choices=[],
        widget=widgets.ListWidget(prefix_label=False),
        option_widget=widgets.CheckboxInput(),
        description=_(
            "Behind each chapter: how many ready items stand on no mock exam. None ticked: the knowledge points above."
        ),
    )
    most = IntegerField(_("At most so many items"), [InputRequired(), NumberRange(1, MOST_ITEMS)])

    def offer_chapters(self, chapters: Mapping[str, str]) -> None:
        """Offer chapters by code, each with how many items it has; those the lesson draws from stay choices."""
        known = {code: code for code in self.chapters.object_data or () if code not in chapters}
        self.chapters.choices = [SelectChoice(*row) for row in ({**chapters, **known}).items()]

    def validate_items(self, _field: Field) -> None:
        codes = self.item_codes
        if not codes and not self.codes and not self.chapters.data:
            raise ValidationError(_("Name items, or choose a knowledge point."))
        if len(codes) > MOST_ITEMS:
            raise ValidationError(_("An exercise has at most thirty items."))
        unready = list_unready(codes) if codes else []
        if unready:
            sentence = str(_("Not ready, or no choice item: %(codes)s"))
            raise ValidationError(sentence % {"codes": ", ".join(unready)})

    @property
    def item_codes(self) -> list[str]:
        """The codes that were typed, each once."""
        return list(dict.fromkeys(re.findall(r"[^\s,，、;；]+", self.items.data or "")))

    def content(self) -> dict[str, Any]:
        drawn = list(self.chapters.data or self.codes)
        return {"items": self.item_codes, "points": drawn, "most": self.most.data or 1}


def check_link(_form: BaseForm, field: Field) -> None:
    """An address that a browser opens safely: https, with a host, without a password in it."""
    address = str(field.data or "")
    try:
        parts = urlsplit(address)
        is_safe = parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        is_safe = False
    if not is_safe or re.search(r"[\s\\<>\"]", address):
        raise ValidationError(_("Give a whole address that begins with https://"))


def check_year(_form: BaseForm, field: Field) -> None:
    """A year that was half typed is none."""
    if field.data and field.data.year not in YEARS:
        raise ValidationError(_("Please check the year."))


class DownloadForm(LessonForm):
    """A file to take along; it comes beside the form."""

    kind = LessonKind.DOWNLOAD

    def content(self) -> dict[str, Any]:
        return {}


class SlidesForm(LessonForm):
    """Pages to look through; the document comes beside the form."""

    kind = LessonKind.SLIDES
    may_download = BooleanField(_("Learners may download the original file"))

    def content(self) -> dict[str, Any]:
        return {"may_download": bool(self.may_download.data)}


class LiveForm(LessonForm):
    """A class at a time, with a link to join and later one to see it again."""

    kind = LessonKind.LIVE
    starts_at = DateTimeLocalField(_("Begins"), [DataRequired(), check_year])
    join_url = StringField(_("Link to join"), [DataRequired(), Length(max=500), check_link])
    replay_url = StringField(_("Link to the recording"), [Optional(), Length(max=500), check_link])

    def content(self) -> dict[str, Any]:
        begins: datetime = self.starts_at.data.replace(tzinfo=SHANGHAI)
        return {
            "starts_at": milliseconds(begins),
            "join_url": self.join_url.data or "",
            "replay_url": self.replay_url.data or "",
        }


FORMS: Mapping[str, type[LessonForm]] = {
    form.kind: form for form in (ArticleForm, SlidesForm, ExerciseForm, LiveForm, DownloadForm)
}


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """A stored lesson as its form shows it."""
    data: dict[str, Any] = {f"title_{language}": text for language, text in lesson.title.items()}
    data |= {name: getattr(lesson, name) for name in ("minutes", "is_required", "is_preview")}
    codes = [point.code for point in lesson.points]
    data |= dict(zip(POINTS, codes, strict=False))
    data |= lesson.content
    if lesson.kind == LessonKind.EXERCISE:
        data["items"] = "\n".join(lesson.content["items"])
        data["chapters"] = [code for code in lesson.content["points"] if "." not in code]
    if lesson.kind == LessonKind.LIVE:
        begins = from_milliseconds(lesson.content["starts_at"])
        data["starts_at"] = begins.astimezone(SHANGHAI).replace(tzinfo=None)
    return data
