"""Who looks after a case, and which experts are asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

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

    @property
    def expert_id(self) -> int:
        """The number of the expert; 0, which nobody has, for anything else."""
        return number_or_none(self.expert.data) or 0
