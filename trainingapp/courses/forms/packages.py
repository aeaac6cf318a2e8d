"""What an author says of a lesson that is a SCORM package; the package itself comes beside the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import IntegerField, RadioField, SelectChoice
from wtforms.validators import InputRequired, NumberRange

from trainingapp.courses.forms.lessons import LessonForm
from trainingapp.rules.course_versions import LessonKind
from trainingapp.rules.package_results import Rule

RULES = {
    Rule.COMPLETED: _("The package says it is completed"),
    Rule.PASSED: _("The package says it is passed"),
    Rule.SCORE: _("The score reaches the percentage below"),
    Rule.HAND: _("Learners say so themselves"),
}


class PackageForm(LessonForm):
    """Something interactive that was made elsewhere."""

    kind = LessonKind.PACKAGE
    rule = RadioField(
        _("What completes the lesson"),
        choices=[SelectChoice(str(rule), name) for rule, name in RULES.items()],
        default=str(Rule.COMPLETED),
    )
    least = IntegerField(
        _("Percentage that the score must reach"),
        [InputRequired(), NumberRange(1, 100)],
        default=60,
    )

    def content(self) -> dict[str, Any]:
        return {"rule": self.rule.data, "least": self.least.data}


def package_data(content: Mapping[str, Any]) -> dict[str, Any]:
    """A stored package as its form shows it."""
    return {"rule": content["rule"], "least": content["least"]}
