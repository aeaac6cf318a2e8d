"""Forms of shares, of an employer's watch and of the public register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    BooleanField,
    DateField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from trainingapp.accounts.forms.fields import CheckboxesField
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.sharing_words import PARTS
from trainingapp.rules.identity import read_email, read_mobile
from trainingapp.rules.sharing import MOST_CREDENTIALS, MOST_DAYS, is_span
from trainingapp.web.forms import BaseForm
from trainingapp.web.i18n import local_date, titled

MONTH = timedelta(days=30)


def _offer(credentials: Sequence[Credential]) -> list[SelectChoice]:
    return [
        SelectChoice(one.public_id, f"{titled(one.title)} · {local_date(one.issued_at)}")
        for one in credentials
    ]


def _is_day(field: Any, today: date, last: date | None = None) -> bool:
    """Whether a last day lies within a year, and not behind another; says beside the field what is wrong."""
    if not is_span(field.data, today=today):
        field.errors = [
            gettext("Choose a day from today on, at most %(days)s days away.", days=MOST_DAYS)
        ]
    elif last is not None and field.data > last:
        field.errors = [
            gettext(
                "They ask until %(day)s; you may choose that day or an earlier one.",
                day=local_date(last),
            )
        ]
    return not list(field.errors)


class ShareForm(BaseForm):
    """What is shared, with whom, until when."""

    recipient = StringField(
        _("For whom"),
        [DataRequired(_("Write a word by which you know whom it is for.")), Length(max=60)],
        description=_("A word for yourself; the other side does not see it."),
    )
    credentials = CheckboxesField(_("Credentials"))
    parts = CheckboxesField(
        _("Parts of my file"), choices=[SelectChoice(*pair) for pair in PARTS.items()]
    )
    last = DateField(
        _("Last day"),
        [InputRequired(_("Enter a date."))],
        description=_("At most a year. You may end it at any time before."),
    )

    def __init__(self, credentials: Sequence[Credential], *, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.today = today
        self.credentials.choices = _offer(credentials)
        if self.last.data is None and not self.is_submitted():
            self.last.data = today + MONTH

    def is_sound(self) -> bool:
        """Whether something is chosen and the day is possible."""
        is_valid: bool = self.validate()
        if self.last.data is not None and not self.last.errors:
            is_valid = _is_day(self.last, self.today) and is_valid
        if not self.credentials.data and not self.parts.data:
            self.credentials.errors = [
                gettext("Choose at least one credential or one part of your file.")
            ]
            is_valid = False
        if len(self.credentials.data or ()) > MOST_CREDENTIALS:
            self.credentials.errors = [
                gettext("Choose at most %(most)s credentials.", most=MOST_CREDENTIALS)
            ]
            is_valid = False
        return is_valid


class AskForm(BaseForm):
    """Whom an organisation asks, what for, until when."""

    person = SelectField(_("Somebody of our staff"), default="")
    contact = StringField(
        _("Or by mobile number or e-mail"),
        [Length(max=254)],
        description=_("Whether anybody here has it you learn only when they answer."),
    )
    purpose = StringField(
        pgettext("watch", "What for"),
        [DataRequired(_("Say what you need the alerts for.")), Length(max=200)],
        description=_("The person reads this before they decide."),
    )
    last = DateField(_("Last day"), [InputRequired(_("Enter a date."))])

    def __init__(self, staff: Sequence[Any], *, today: date, **options: Any) -> None:
        super().__init__(**options)
        self.today = today
        self.person.choices = [
            SelectChoice("", _("Nobody of this list")),
            *(SelectChoice(str(one.id), one.display_name) for one in staff),
        ]
        if self.last.data is None and not self.is_submitted():
            self.last.data = today + timedelta(days=MOST_DAYS)

    def is_sound(self) -> bool:
        """Whether exactly one way to the person is given and the day is possible."""
        is_valid: bool = self.validate()
        if self.last.data is not None and not self.last.errors:
            is_valid = _is_day(self.last, self.today) and is_valid
        wrong = self._wrong_contact()
        if wrong and not self.contact.errors:
            self.contact.errors = [wrong]
        return is_valid and not wrong

    def _wrong_contact(self) -> str:
        contact = self.contact.data or ""
        if self.person.data and contact:
            return str(gettext("Choose somebody of the list or write a contact, not both."))
        if not self.person.data and not contact:
            return str(gettext("Choose somebody of the list or write a contact."))
        if contact and not read_mobile(contact) and not read_email(contact):
            return str(gettext("This is neither a mobile number nor an e-mail address."))
        return ""


class AnswerForm(BaseForm):
    """What somebody lets an organisation be told of, and until when."""

    credentials = CheckboxesField(_("Credentials"))
    covers_registration = BooleanField(_("The registration of my national certificate"))
    last = DateField(
        _("Last day"),
        [InputRequired(_("Enter a date."))],
        description=_("You may withdraw at any time before."),
    )

    def __init__(
        self, credentials: Sequence[Credential], *, today: date, last: date, **options: Any
    ) -> None:
        super().__init__(**options)
        self.today, self.latest = today, last
        self.credentials.choices = _offer(credentials)
        if self.last.data is None and not self.is_submitted():
            self.last.data = last

    def is_sound(self) -> bool:
        """Whether something is chosen and the day is no later than the organisation asked for."""
        is_valid: bool = self.validate()
        if self.last.data is not None and not self.last.errors:
            is_valid = _is_day(self.last, self.today, self.latest) and is_valid
        if not self.credentials.data and not self.covers_registration.data:
            self.credentials.errors = [
                gettext("Choose at least one credential, or your registration.")
            ]
            is_valid = False
        return is_valid


class RegisterForm(BaseForm):
    """A full name and the last four of a certificate's number, both."""

    name = StringField(_("Full name"), [DataRequired(_("Write the full name.")), Length(max=60)])
    last4 = StringField(
        _("Last four of the certificate number"),
        [
            DataRequired(_("Write the last four characters.")),
            Length(min=4, max=4, message=_("Exactly four characters.")),
        ],
    )


class ConsentForm(BaseForm):
    """A consent of its own, never ticked beforehand."""

    agrees = BooleanField(
        _("I agree to be found in the public register as described above"),
        [DataRequired(_("Tick this if you agree."))],
    )
