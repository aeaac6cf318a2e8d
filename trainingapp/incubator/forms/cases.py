"""What is looked for in the list of cases, and what is written when a case passes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from trainingapp.web.forms import BaseForm

LONG = 2000
NO_ROW = 0


def number_or_none(value: Any) -> int | None:
    """A row's number out of an address, None for anything else."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def number_wanted(value: Any) -> int | None:
    """The number of a row that is looked for; None for any. What is no number is that of no row."""
    return number_or_none(value) if number_or_none(value) is not None or not value else NO_ROW


class CaseFilterForm(BaseForm):
    """What somebody looks for. Wrong words of an address find nothing and break nothing."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Agency or number"), [Optional(), Length(max=60)])
    stage = SelectField(_("Stage"), [Optional()], choices=[], validate_choice=True)
    base = SelectField(_("Base"), [Optional()], choices=[], coerce=number_wanted)
    intake = SelectField(_("Call"), [Optional()], choices=[], coerce=number_wanted)
    officer = SelectField(_("Officer"), [Optional()], choices=[], coerce=number_wanted)
    only_open = BooleanField(_("Only open cases"))

    def offer(self, name: str, choices: Sequence[tuple[Any, Any]], all_label: Any) -> None:
        """Fill a choice; the first stands for any."""
        field = self[name]
        field.choices = [SelectChoice("", all_label)]
        field.choices += [SelectChoice(str(value), label) for value, label in choices]


class StepForm(BaseForm):
    """Why a step is taken; `turn` is where the case stood when the page was drawn."""

    turn = HiddenField()
    reason = TextAreaField(_("Why"), [Optional(), Length(max=LONG)])

    @property
    def seen_turn(self) -> int | None:
        """The turn of the page."""
        return number_or_none(self.turn.data)


class ReasonedStepForm(StepForm):
    """A step that is only taken with a reason."""

    reason = TextAreaField(_("Why"), [DataRequired(_("Please say why.")), Length(max=LONG)])


class NoteForm(BaseForm):
    """A word to the one who proposed."""

    note = TextAreaField(_("What you want to say about it"), [Optional(), Length(max=LONG)])
