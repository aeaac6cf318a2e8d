"""Where somebody works, and what the employer says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from trainingapp.web.forms import BaseForm

EARLIEST = date(1950, 1, 1)
FURTHEST = timedelta(days=366)  # that somebody knows the last day before


class EmploymentForm(BaseForm):
    """An employer of this site, or the name of another one; days of our time and in order."""

    organisation = SelectField(
        _("Employer on this site"),
        coerce=int,
        default=0,
        description=_("Its manager is asked to confirm, and sees your name, post and dates."),
    )
    employer_name = StringField(
        _("Another employer"),
        [Optional(), Length(max=120)],
        description=_("Only when it is not in the list. Nobody can confirm it then."),
    )
    post = StringField(pgettext("employment", "Post"), [Optional(), Length(max=60)])
    starts_on = DateField(_("First day of work"), [InputRequired(_("Enter a date."))])
    last_day = DateField(
        _("Last day of work"),
        [Optional()],
        description=_("Leave it empty while the work goes on."),
    )

    def __init__(self, employers: Sequence[tuple[int, str]], today: date, **options: Any) -> None:
        self.today = today
        super().__init__(**options)
        self.organisation.choices = [
            SelectChoice("0", gettext("none of these")),
            *(SelectChoice(str(number), name) for number, name in employers),
        ]

    def is_sound(self) -> bool:
        """Whether there is one employer and the days are in order; says beside the field what is not so."""
        fault = self._fault()
        if fault:
            fault[0].errors = [*fault[0].errors, fault[1]]
        return fault is None

    def _fault(self) -> tuple[Any, str] | None:
        last = self.last_day.data
        if not self.organisation.data and not self.employer_name.data:
            return self.organisation, gettext("Choose your employer, or enter its name.")
        if self.organisation.data and self.employer_name.data:
            return self.employer_name, gettext("Choose one, or enter a name, not both.")
        if not EARLIEST <= self.starts_on.data <= self.today:
            return self.starts_on, gettext("The first day lies between 1950 and today.")
        if last and last < self.starts_on.data:
            return self.last_day, gettext("It ends before it begins.")
        if last and last > self.today + FURTHEST:
            return self.last_day, gettext("This day is too far ahead.")
        return None

    @property
    def ends_on(self) -> date | None:
        """The first day on which it is over."""
        return self.last_day.data + timedelta(days=1) if self.last_day.data else None


class EndForm(BaseForm):
    """The last day of an employment."""

    last_day = DateField(_("Last day of work"), [InputRequired(_("Enter a date."))])

    def is_sound(self, *, first: date, today: date) -> bool:
        """Not before the first day, and not more than a year ahead."""
        day = self.last_day.data
        if first <= day <= today + FURTHEST:
            return True
        told = (
            gettext("It ends before it begins.")
            if day < first
            else gettext("This day is too far ahead.")
        )
        self.last_day.errors = [*self.last_day.errors, told]
        return False


class RefusalForm(BaseForm):
    """Why an employer does not confirm."""

    reason = TextAreaField(
        _("Reason"),
        [DataRequired(_("Say why.")), Length(max=300)],
        description=_("The person reads it."),
    )
