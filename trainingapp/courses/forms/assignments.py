"""What an author writes in an assignment, what a learner hands in, and what a marker says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DecimalField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from trainingapp.courses.forms.lessons import LessonForm
from trainingapp.rules.assignments import (
    MOST_LETTERS,
    MOST_LINES,
    Completes,
    RubricLine,
    Takes,
    Verdict,
)
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.forms import BaseForm

MOST_POINTS = Decimal(1000)
TAKES = {
    Takes.TEXT: _("A text"),
    Takes.FILES: _("Files"),
    Takes.BOTH: _("A text, files, or both"),
}
COMPLETES = {
    Completes.HANDED_IN: _("When it is handed in"),
    Completes.MARKED: _("When it is marked"),
    Completes.POINTS: _("When it is marked with enough points"),
}
VERDICTS = {
    Verdict.MARKED: _("Return it with these points"),
    Verdict.REVISION: _("Ask for a revision"),
}


def _choices(names: Mapping[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(value), name) for value, name in names.items()]


# 条理清楚 4 · Clear order: 4 points
_LINE = re.compile(
    r"(?P<criterion>.*\S)[\s:：|｜]+(?P<most>\d{1,4}(?:\.\d{1,2})?)\s*(?:分|points?)?"
)


def read_rubric(text: str) -> list[RubricLine]:
    """The lines of a rubric as an author types them. :raises ValueError: with the line that has no points."""
    lines = []
    for typed in (line.strip() for line in text.splitlines()):
        if not typed:
            continue
        found = _LINE.fullmatch(typed)
        if found is None or len(found["criterion"]) > 200 or not Decimal(found["most"]):
            raise ValueError(typed)
        lines.append(RubricLine(found["criterion"].rstrip(" :：|｜"), Decimal(found["most"])))
    return lines


class AssignmentForm(LessonForm):
    """Work to hand in: the task, what is handed in, points with or without a rubric, what completes it."""

    kind = LessonKind.ASSIGNMENT
    markdown = TextAreaField(
        _("Task"),
        [DataRequired(), Length(max=60_000)],
        description=_("Markdown: # heading, **bold**, - list, > quotation, tables with |."),
    )
    takes = RadioField(_("What is handed in"), default=Takes.TEXT, choices=_choices(TAKES))
    points = DecimalField(
        _("Full points"),
        [InputRequired()],
        places=None,
        default=Decimal(10),
        description=_("With a rubric the lines of the rubric add up to the points."),
    )
    rubric = TextAreaField(
        _("Rubric"),
        [Length(max=3000)],
        description=_(
            "One line for each criterion, with its points at the end. Learners see it with the task."
        ),
    )
    may_repeat = BooleanField(_("May be handed in again until it is marked"), default=True)
    completes = SelectField(
        _("When it is completed"), default=Completes.HANDED_IN, choices=_choices(COMPLETES)
    )
    least = DecimalField(_("Points that are enough"), places=None, default=None)

    def validate_points(self, field: Field) -> None:
        if field.data is not None and not _is_amount(field.data):
            raise ValidationError(_("Points lie between 0.01 and 1000, in steps of a hundredth."))

    def validate_rubric(self, field: Field) -> None:
        try:
            lines = read_rubric(field.data or "")
        except ValueError as error:
            sentence = gettext("This line has no points at its end: %(line)s", line=error)
            raise ValidationError(sentence) from error
        if len(lines) > MOST_LINES:
            raise ValidationError(_("A rubric has at most ten lines."))

    def validate_least(self, field: Field) -> None:
        field.errors[:] = []  # an empty field is no wrong number
        if self.completes.data != Completes.POINTS:
            return
        most = self._most()
        if field.data is None or not _is_amount(field.data) or field.data > most:
            raise ValidationError(_("Say how many points are enough, at most all of them."))

    def _lines(self) -> list[RubricLine]:
        try:
            return read_rubric(self.rubric.data or "")
        except ValueError:
            return []

    def _most(self) -> Decimal:
        lines = self._lines()
        return sum((line.most for line in lines), Decimal(0)) or self.points.data or Decimal(0)

    def content(self) -> dict[str, Any]:
        needs_points = self.completes.data == Completes.POINTS
        return {
            "markdown": self.markdown.data or "",
            "takes": self.takes.data,
            "points": _plain(self._most()),
            "rubric": [{"criterion": r.criterion, "most": _plain(r.most)} for r in self._lines()],
            "may_repeat": bool(self.may_repeat.data),
            "completes": self.completes.data,
            "least": _plain((needs_points and self.least.data) or Decimal(0)),
        }


def assignment_data(content: dict[str, Any]) -> dict[str, Any]:
    """A stored assignment as its form shows it."""
    rubric = "\n".join(f"{row['criterion']} {row['most']}" for row in content["rubric"])
    least = Decimal(content["least"]) or None
    return {**content, "points": Decimal(content["points"]), "rubric": rubric, "least": least}


def _is_amount(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -2 and 0 < value <= MOST_POINTS


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class WorkForm(BaseForm):
    """A learner's work. `saves` says on which saved text it builds."""

    text = TextAreaField(_("Your text"), [Length(max=MOST_LETTERS)])
    saves = HiddenField()


class MarkingForm(BaseForm):
    """Points by line or in one, a comment, and whether the work goes back. `seen` is the last marking they saw."""

    points = DecimalField(_("Points"), [Optional()], places=None)
    comment = TextAreaField(_("Comment for the learner"), [Length(max=5000)])
    verdict = RadioField(
        _("Verdict"),
        default=Verdict.MARKED,
        choices=_choices(VERDICTS),
    )
    seen = HiddenField()

    def validate_comment(self, field: Field) -> None:
        if self.verdict.data == Verdict.REVISION and not field.data:
            raise ValidationError(_("Say what should be different."))


def read_lines(typed: Sequence[str]) -> list[Decimal] | None:
    """The points of a rubric's lines as typed; None when one of them is no number."""
    found = []
    for text in typed:
        if not re.fullmatch(r"\s*\d{1,4}(\.\d{1,2})?\s*", text):
            return None
        found.append(Decimal(text.strip()))
    return found
