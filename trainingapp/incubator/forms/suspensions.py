"""Until when a stay is paused."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField
from wtforms.validators import InputRequired, ValidationError

from trainingapp.web.forms import BaseForm


class SuspensionForm(BaseForm):
    """Until when a stay is paused."""

    planned_end_on = DateField(_("The stay goes on again on"), [InputRequired(_("Enter a date."))])

    def __init__(self, *, today: date, latest: date, **values: Any) -> None:
        super().__init__(**values)
        self.today, self.latest = today, latest

    def validate_planned_end_on(self, field: DateField) -> None:
        """After today, and no later than the place allows."""
        if field.data is not None and not self.today < field.data <= self.latest:
            told = gettext("Enter a day after today and not after %(day)s.", day=self.latest)
            raise ValidationError(told)
