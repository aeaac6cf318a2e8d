"""What somebody enters of the registration of their certificate; days are Shanghai's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import DateField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from trainingapp.credentials.numbers import tidy
from trainingapp.credentials.registration_wording import KINDS
from trainingapp.rules.certificate_numbers import is_certificate_number, is_usual
from trainingapp.rules.registration_words import RegistrationKind
from trainingapp.web.forms import BaseForm

EARLIEST = date(2008, 1, 1)  # the first sitting
LONGEST = timedelta(days=366 * 6)  # of a cycle; whoever means more has mistyped
SHORTEST_PROOF = 4


class BodyForm(BaseForm):
    """Where somebody will hand their application in."""

    body = StringField(_("Registering body"), [Optional(), Length(max=120)])


class DayForm(BaseForm):
    """Days that are not before the first exam, and not to come where they are past by nature."""

    def __init__(self, today: date, **options: Any) -> None:
        self.today = today
        super().__init__(**options)

    def check_past(self, field: DateField) -> bool:
        """Whether a day that has happened is one; says beside the field when it is not."""
        if field.data is None or EARLIEST <= field.data <= self.today:
            return True
        is_ahead = field.data > self.today
        told = gettext("This day is still to come.") if is_ahead else gettext("Too long ago.")
        field.errors = [*field.errors, told]
        return False


class StepForm(DayForm):
    """A step that the application took."""

    happened_on = DateField(_("On which day"), [InputRequired(_("Enter a date."))])
    note = StringField(
        pgettext("registration", "Note"),
        [Optional(), Length(max=300)],
        description=_("Say, what was asked for."),
    )

    def is_sound(self) -> bool:
        """Whether everything fits."""
        return self.check_past(self.happened_on)


class SpanForm(DayForm):
    """From when to when a registration holds; it may begin in the days to come."""

    starts_on = DateField(
        _("Valid from"),
        [InputRequired(_("Enter a date."))],
        description=_("As printed on the registration certificate."),
    )
    last_day = DateField(
        _("Valid to"),
        [Optional()],
        description=_("Leave it empty when three years are printed on it."),
    )

    def check_span(self) -> bool:
        """Whether the days are in order and of our time."""
        first, last = self.starts_on.data, self.last_day.data
        if first < EARLIEST or first > self.today + LONGEST:
            self.starts_on.errors = [*self.starts_on.errors, gettext("This cannot be the day.")]
            return False
        if last and not first <= last <= first + LONGEST:
            told = (
                gettext("It ends before it begins.")
                if last < first
                else gettext("No registration lasts so long.")
            )
            self.last_day.errors = [*self.last_day.errors, told]
            return False
        return True

    @property
    def ends_on(self) -> date | None:
        """The first day on which it holds no longer."""
        return self.last_day.data + timedelta(days=1) if self.last_day.data else None


class RegisteredForm(SpanForm, StepForm):
    """The registration is completed and its days are known."""

    def is_sound(self) -> bool:
        """Whether everything fits."""
        return self.check_past(self.happened_on) and self.check_span()


def _check_proof(field: StringField) -> bool:
    number = tidy(field.data or "")
    if not number or SHORTEST_PROOF <= len(number) <= 40:
        return True
    field.errors = [*field.errors, gettext("Enter the number as it is printed.")]
    return False


class IssuedForm(StepForm):
    """The registration certificate is there: the last step, with its number."""

    proof = StringField(
        _("Number of the registration certificate"),
        [DataRequired(_("Enter the number.")), Length(max=60)],
        description=_("It is stored encrypted; only its last four characters are shown."),
    )

    def is_sound(self) -> bool:
        """Whether everything fits."""
        return self.check_past(self.happened_on) and _check_proof(self.proof)


class StandingForm(SpanForm):
    """A registration that stands already when somebody comes to this site."""

    kind = RadioField(
        _("Which registration"),
        choices=[SelectChoice(str(kind), label) for kind, label in KINDS.items()],
        default=str(RegistrationKind.FIRST),
    )
    body = StringField(_("Registering body"), [Optional(), Length(max=120)])
    proof = StringField(
        _("Number of the registration certificate"),
        [Optional(), Length(max=60)],
        description=_("It is stored encrypted; only its last four characters are shown."),
    )

    def is_sound(self) -> bool:
        """Whether everything fits; what stands has begun."""
        return self.check_past(self.starts_on) and self.check_span() and _check_proof(self.proof)


class NumberForm(BaseForm):
    """The number of a certificate. An unusual length is asked about once and may then be kept."""

    number = StringField(
        _("Number on the certificate"),
        [DataRequired(_("Enter the number.")), Length(max=60)],
        description=_("It stands on the lower right. Nearly all have 18 digits."),
    )
    confirmed = HiddenField()

    def is_sound(self) -> bool:
        """Whether it can be such a number."""
        if is_certificate_number(tidy(self.number.data or "")):
            return True
        told = gettext("A certificate number has 15 to 30 digits.")
        self.number.errors = [*self.number.errors, told]
        return False

    def is_settled(self) -> bool:
        """Whether it has the usual length, or was looked at once more."""
        return is_usual(tidy(self.number.data or "")) or self.confirmed.data == self.number.data


class RevealForm(BaseForm):
    """Why somebody looks behind the mask."""

    reason = TextAreaField(_("Reason"), [DataRequired(_("Say why.")), Length(min=5, max=300)])
