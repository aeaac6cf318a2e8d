"""What is looked at on the charts of a base. Every field has a first choice, and an address without words is good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import SelectChoice, SelectField
from wtforms.validators import Optional

from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.web.forms import BaseForm


class FlowForm(BaseForm):
    """The call whose cases are counted."""

    class Meta(BaseForm.Meta):
        csrf = False

    intake = SelectField(_("Call"), [Optional()], choices=[], coerce=number_or_none)

    def offer(
        self, name: str, choices: Sequence[tuple[Any, Any]], first: Any | None = None
    ) -> None:
        """Fill a choice; `first` stands for all of them."""
        field = self[name]
        field.choices = [] if first is None else [SelectChoice("", first)]
        field.choices += [SelectChoice(str(value), label) for value, label in choices]


class ComparisonForm(FlowForm):
    """Which figure, of which call, and which agency is looked at beside the others."""

    measure = SelectField(pgettext("charts", "Figure of the agencies"), [Optional()], choices=[])
    case = SelectField(
        pgettext("charts", "Agency beside them"), [Optional()], choices=[], coerce=number_or_none
    )
