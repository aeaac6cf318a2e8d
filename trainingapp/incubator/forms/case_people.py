"""Who looks after a case, which experts are asked, and until when a stay is paused."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.wording import DUTIES
from trainingapp.rules.incubation.words import Duty
from trainingapp.web.forms import BaseForm


class OfficerForm(BaseForm):
    """Who looks after the case from now on."""

    officer = SelectField(
        _("Officer"), [InputRequired(_("Choose who looks after the case."))], coerce=number_or_none
    )


class ExpertSearchForm(BaseForm):
    """Part of an expert's name."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name of the expert"), [Optional(), Length(max=40)])


class AskExpertForm(BaseForm):
    """Which seat an expert is asked to take."""

    expert = HiddenField()
    duty = SelectField(
        _("Duty"),
        choices=[
            SelectChoice(str(duty), DUTIES[duty])
            for duty in (Duty.MENTOR, Duty.SUPERVISOR, Duty.ASSESSOR)
        ],
    )


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
