"""Which year a report is about."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_pgettext as pgettext
from wtforms import SelectField

from trainingapp.web.forms import BaseForm


class YearForm(BaseForm):
    """A year of a base."""

    year = SelectField(pgettext("yearly", "Year"), coerce=int)

    def offer(self, years: Sequence[int]) -> None:
        """The years that can be reported on."""
        self.year.choices = [(year, str(year)) for year in years]
