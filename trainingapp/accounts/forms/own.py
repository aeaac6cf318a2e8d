"""Forms of one's own account: profile, addresses, password, second step."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from trainingapp.accounts.forms.entry import NewPasswordForm
from trainingapp.accounts.forms.fields import (
    check_email,
    check_mobile,
    choices_of,
    or_none,
    required,
)
from trainingapp.accounts.labels import LEVELS, PROVINCES
from trainingapp.accounts.models import Level, User
from trainingapp.web.forms import BaseForm


class ChangePasswordForm(NewPasswordForm):
    """A new password for the person signed in, who shows the old one."""

    password = PasswordField(_("Present password"), required(Length(max=200)))


class SecondFactorForm(BaseForm):
    """The secret that was shown, sealed, and a code that proves the phone has it."""

    sealed = HiddenField()
    code = StringField(_("Code shown by the app"), required(Length(max=12)))


class PasswordForm(BaseForm):
    """Proof that it is still the same person."""

    password = PasswordField(_("Present password"), required(Length(max=200)))


class ProfileForm(BaseForm):
    """What a person says about themselves."""

    display_name = StringField(_("Full name"), required(Length(max=60)))
    work_unit = StringField(_("Work unit"), [Optional(), Length(max=120)])
    region = SelectField(
        _("Region"),
        [Optional()],
        choices=choices_of(PROVINCES, none=_("Not stated")),
    )
    aimed_level = SelectField(
        _("Level aimed at"),
        [Optional()],
        choices=choices_of(LEVELS, none=_("Not decided")),
    )
    exam_year = SelectField(_("Exam year"), [Optional()], choices=[])

    def offer_years(self, today: date) -> None:
        """This year and the three to come; the year already chosen stays."""
        years = {today.year + ahead for ahead in range(4)}
        chosen = str(self.exam_year.object_data or "")
        if chosen.isdecimal() and int(chosen) < today.year:
            years.add(int(chosen))
        self.exam_year.choices = choices_of(
            {year: str(year) for year in sorted(years)}, none=_("Not decided")
        )

    def values(self) -> dict[str, Any]:
        """The profile as the action takes it."""
        return {
            "display_name": self.display_name.data,
            "work_unit": self.work_unit.data or "",
            "region": or_none(self.region.data),
            "aimed_level": Level(self.aimed_level.data) if self.aimed_level.data else None,
            "exam_year": int(self.exam_year.data) if self.exam_year.data else None,
        }


class ContactForm(BaseForm):
    """The addresses one signs in with."""

    email = StringField(_("E-mail address"), [Length(max=254)])
    mobile = StringField(_("Mobile number"), [Length(max=20)])
    password = PasswordField(_("Present password"), required(Length(max=200)))

    def __init__(self, user: User, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._owner_id = user.id

    def validate_email(self, field: StringField) -> None:
        if field.data:
            check_email(field, owner_id=self._owner_id)
        elif not self.mobile.data:
            raise ValidationError(_("Please keep at least one: you sign in with it."))

    def validate_mobile(self, field: StringField) -> None:
        if field.data:
            check_mobile(field, owner_id=self._owner_id)
