"""Forms of coming in: signing in, signing up, the notice, the mailed way back."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from trainingapp.accounts import queries
from trainingapp.accounts.forms.fields import (
    CheckboxesField,
    check_email,
    check_mobile,
    check_password_field,
    choices_of,
    required,
)
from trainingapp.accounts.labels import PURPOSES
from trainingapp.accounts.models import Purpose, User
from trainingapp.web.forms import BaseForm

OPTIONAL = {purpose: label for purpose, label in PURPOSES.items() if purpose is not Purpose.SERVICE}


class SignInForm(BaseForm):
    """One field for e-mail address or mobile number, and the password."""

    login = StringField(_("E-mail or mobile number"), required(Length(max=254)))
    password = PasswordField(_("Password"), required(Length(max=200)))


class CodeForm(BaseForm):
    """A code of the authenticator, or a recovery code."""

    code = StringField(_("Six-digit code or recovery code"), required(Length(max=20)))


class SignUpForm(BaseForm):
    """One's own account; the consent to the optional purposes is asked apart from the required one."""

    display_name = StringField(_("Full name"), required(Length(max=60)))
    login = StringField(_("E-mail or mobile number"), required(Length(max=254)))
    password = PasswordField(_("Password"), required())
    consent = BooleanField(
        _("I have read the privacy notice, agree to it, and am 14 or older"),
        [InputRequired(_("Without this we may not make an account for you."))],
    )
    purposes = CheckboxesField(
        _("May we also use your data for this?"),
        choices=choices_of(OPTIONAL),
    )

    def validate_login(self, field: StringField) -> None:
        if "@" in (field.data or ""):
            check_email(field)
        else:
            check_mobile(field)

    def validate_password(self, field: PasswordField) -> None:
        check_password_field(field, known=[self.display_name.data, self.login.data])


class ConsentForm(BaseForm):
    """Agreeing to a new version of the notice."""

    consent = BooleanField(
        _("I have read the privacy notice, agree to it, and am 14 or older"),
        [InputRequired(_("Please tick this to go on, or take your data along and leave."))],
    )
    purposes = CheckboxesField(
        _("May we also use your data for this?"),
        choices=choices_of(OPTIONAL),
    )


class ResetRequestForm(BaseForm):
    """Where the link goes."""

    email = StringField(_("E-mail address"), required(Length(max=254)))


class NewPasswordForm(BaseForm):
    """A new password for somebody known."""

    new_password = PasswordField(_("New password"), required())

    def __init__(self, user: User | None, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._user = user

    def validate_new_password(self, field: PasswordField) -> None:
        user = self._user
        known = [user.display_name, user.email, queries.mobile_of(user)] if user else []
        check_password_field(field, known=known, is_staff=bool(user and user.is_staff))
