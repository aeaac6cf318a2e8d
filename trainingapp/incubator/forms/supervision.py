"""Who supervises whom, and the talks they have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField, IntegerField, SelectChoice, SelectField
from wtforms.validators import InputRequired, NumberRange

from trainingapp.incubator.staffing_wording import TALKS
from trainingapp.web.forms import BaseForm

LONG_AGO = timedelta(days=366)  # a talk older than this is history nobody remembers


def _options(*, is_empty: bool) -> dict[str, Any]:
    """An empty form takes nothing from the request, which is of another form of the page."""
    return {"formdata": None} if is_empty else {}


class SupervisionForm(BaseForm):
    """A supervisor and who is supervised, by their numbers."""

    supervisor = SelectField(_("Supervisor of staff"), coerce=int)
    supervised = SelectField(_("Supervised person"), coerce=int)

    def __init__(
        self,
        supervisors: Sequence[tuple[int, str]],
        staff: Sequence[tuple[int, str]],
        *,
        is_empty: bool = False,
    ) -> None:
        super().__init__(**_options(is_empty=is_empty))
        self.supervisor.choices = [SelectChoice(str(key), name) for key, name in supervisors]
        self.supervised.choices = [SelectChoice(str(key), name) for key, name in staff]


class TalkForm(BaseForm):
    """A talk of supervision: its day, its length and its kind. What was said stays between the two."""

    supervision = SelectField(_("Who with whom"), coerce=int)
    held_on = DateField(_("Day of the talk"), [InputRequired(_("Enter a date."))])
    minutes = IntegerField(_("Minutes"), [InputRequired(_("Enter a number.")), NumberRange(1, 600)])
    kind = SelectField(
        _("Kind of talk"), choices=[SelectChoice(str(key), word) for key, word in TALKS.items()]
    )

    def __init__(self, supervisions: Sequence[tuple[int, str]], *, is_empty: bool = False) -> None:
        super().__init__(**_options(is_empty=is_empty))
        self.supervision.choices = [SelectChoice(str(key), name) for key, name in supervisions]

    def is_sound(self, today: date) -> bool:
        """The day is not to come, and not longer ago than a year."""
        if today - LONG_AGO <= self.held_on.data <= today:
            return True
        told = gettext("The talk was held within the last year.")
        self.held_on.errors = [*self.held_on.errors, told]
        return False
