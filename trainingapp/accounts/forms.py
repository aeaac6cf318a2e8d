"""What the account pages take in. Every form lists its fields; nothing else of a request is ever read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.accounts import queries
from trainingapp.accounts.labels import KINDS, LEVELS, PROVINCES, PURPOSES, ROLES
from trainingapp.accounts.models import Level, Organisation, OrganisationKind, Purpose, User
from trainingapp.accounts.passwords import check_new_password
from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.identity import is_credit_code, read_email, read_mobile
from trainingapp.rules.permissions import Role
from trainingapp.web.errors import sentence
from trainingapp.web.forms import BaseForm

OPTIONAL_PURPOSES = tuple(purpose for purpose in Purpose if purpose is not Purpose.SERVICE)
NEEDED = _("Please fill this in.")


def required(*others: Any) -> list[Any]:
    """The field must be filled in; further validators follow."""
    return [InputRequired(NEEDED), *others]


def or_none(text: str | None) -> str | None:
    """Empty choices and texts are kept as nothing."""
    return text or None


def check_password_field(
    field: Any, *, known: Sequence[str | None], is_staff: bool = False
) -> None:
    """Put the rule's refusal beside the field."""
    try:
        check_new_password(field.data or "", known=known, is_staff=is_staff)
    except RuleViolation as violation:
        raise ValidationError(sentence(violation)) from violation


def check_email(field: Any, *, owner_id: int | None = None) -> None:
    """The field is an address that nobody else signs in with."""
    if read_email(field.data) is None:
        raise ValidationError(
            _("This does not look like an e-mail address, e.g. name@example.com.")
        )
    _check_free(field.data, owner_id)


def check_mobile(field: Any, *, owner_id: int | None = None) -> None:
    """The field is a mainland mobile number that nobody else signs in with."""
    if read_mobile(field.data) is None:
        raise ValidationError(
            _("This does not look like a mobile number: 11 digits, beginning with 1.")
        )
    _check_free(field.data, owner_id)


def _check_free(login: str, owner_id: int | None) -> None:
    holder = queries.find_user_by_login(login)
    if holder is not None and holder.id != owner_id:
        raise ValidationError(
            _(
                "There is an account with this e-mail address or mobile number already. Sign in, or reset the password."
            )
        )


class CheckboxesField(SelectMultipleField):
    """Any number of choices, drawn as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SignInForm(BaseForm):
    """One field for e-mail address or mobile number, and the password."""

    login = StringField(_("E-mail or mobile number"), required(Length(max=254)))
    password = PasswordField(_("Password"), required(Length(max=200)))


class CodeForm(BaseForm):
    """A code of the authenticator, or a recovery code."""

    code = StringField(_("Six-digit code or recovery code"), required(Length(max=20)))


class SignUpForm(BaseForm):
    """One's own account; the consent to the optional purposes is asked apart from the required one."""

    display_name = StringField(_("Name"), required(Length(max=60)))
    login = StringField(_("E-mail or mobile number"), required(Length(max=254)))
    password = PasswordField(_("Password"), required())
    consent = BooleanField(
        _("I have read the privacy notice, agree to it, and am 14 or older"),
        [InputRequired(_("Without this we may not make an account for you."))],
    )
    purposes = CheckboxesField(
        _("May we also use your data for this?"),
        choices=[(purpose.value, PURPOSES[purpose]) for purpose in OPTIONAL_PURPOSES],
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
        choices=[(purpose.value, PURPOSES[purpose]) for purpose in OPTIONAL_PURPOSES],
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

    display_name = StringField(_("Name"), required(Length(max=60)))
    work_unit = StringField(_("Work unit"), [Optional(), Length(max=120)])
    region = SelectField(
        _("Region"),
        [Optional()],
        choices=[("", _("Not stated")), *PROVINCES.items()],
        filters=[or_none],
    )
    aimed_level = SelectField(
        _("Level aimed at"),
        [Optional()],
        choices=[
            ("", _("Not decided")),
            *((level.value, label) for level, label in LEVELS.items()),
        ],
        coerce=or_none,
    )
    exam_year = SelectField(_("Exam year"), [Optional()], coerce=or_none)

    def offer_years(self, today: date) -> None:
        """This year and the three to come; the year already chosen stays."""
        years = {today.year + ahead for ahead in range(4)}
        if (
            str(self.exam_year.data or "").isdecimal()
            and 2000 < int(self.exam_year.data) < today.year
        ):
            years.add(int(self.exam_year.data))
        self.exam_year.choices = [
            ("", _("Not decided")),
            *((str(y), str(y)) for y in sorted(years)),
        ]

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


class UserSearchForm(BaseForm):
    """Finding people."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name, e-mail or mobile number"), [Optional(), Length(max=100)])
    role = SelectField(
        _("Role"),
        [Optional()],
        choices=[
            ("", _("All roles")),
            *((role.value, label) for role, label in ROLES.items() if role is not Role.CANDIDATE),
        ],
    )


class NewUserForm(BaseForm):
    """An account made for somebody, with a temporary password."""

    display_name = StringField(_("Name"), required(Length(max=60)))
    email = StringField(_("E-mail address"), [Length(max=254)])
    mobile = StringField(_("Mobile number"), [Length(max=20)])

    def validate_email(self, field: StringField) -> None:
        if field.data:
            check_email(field)
        elif not self.mobile.data:
            raise ValidationError(_("Please give an e-mail address or a mobile number."))

    def validate_mobile(self, field: StringField) -> None:
        if field.data:
            check_mobile(field)


class GrantForm(BaseForm):
    """A role, for the whole site or in one organisation."""

    role = SelectField(
        _("Role"),
        required(),
        choices=[
            (role.value, label) for role, label in ROLES.items() if role is not Role.CANDIDATE
        ],
    )
    organisation_id = SelectField(_("Where"), [Optional()])

    def offer_organisations(self, organisations: Sequence[Organisation]) -> None:
        """The whole site, and every organisation by name."""
        self.organisation_id.choices = [
            ("", _("Whole site")),
            *((str(one.id), f"{one.name} · {KINDS[one.kind]}") for one in organisations),
        ]


class RevealForm(BaseForm):
    """Why a masked field has to be seen."""

    field = SelectField(
        _("What"),
        required(),
        choices=[("mobile", _("Mobile number")), ("id_number", _("ID number"))],
    )
    reason = TextAreaField(_("Reason"), required(Length(min=5, max=300)))


class OrganisationSearchForm(BaseForm):
    """Finding organisations."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name or credit code"), [Optional(), Length(max=100)])
    kind = SelectField(
        _("Kind"),
        [Optional()],
        choices=[("", _("All kinds")), *((kind.value, label) for kind, label in KINDS.items())],
    )


class OrganisationForm(BaseForm):
    """An organisation."""

    kind = SelectField(
        _("Kind"), required(), choices=[(kind.value, label) for kind, label in KINDS.items()]
    )
    name = StringField(_("Full name, as registered"), required(Length(max=120)))
    credit_code = StringField(_("Unified social credit code"), [Optional(), Length(max=30)])
    region = SelectField(
        _("Region"), [Optional()], choices=[("", _("Not stated")), *PROVINCES.items()]
    )

    def __init__(self, organisation: Organisation | None = None, **arguments: Any) -> None:
        super().__init__(obj=organisation, **arguments)
        self._own_id = organisation.id if organisation else None

    def values(self) -> dict[str, Any]:
        """The organisation as the actions take it."""
        return {
            "kind": OrganisationKind(self.kind.data),
            "name": self.name.data,
            "credit_code": or_none((self.credit_code.data or "").upper()),
            "region": or_none(self.region.data),
        }

    def validate_credit_code(self, field: StringField) -> None:
        code = (field.data or "").upper()
        if not is_credit_code(code):
            raise ValidationError(
                _("Please compare all 18 characters with the registration certificate.")
            )
        self._check_own(queries.find_organisation_by_code(code))

    def validate_name(self, field: StringField) -> None:
        if self.kind.data in set(OrganisationKind):
            self._check_own(queries.find_organisation(OrganisationKind(self.kind.data), field.data))

    def _check_own(self, found: Organisation | None) -> None:
        if found is not None and found.id != self._own_id:
            raise ValidationError(
                _("There is an organisation of this kind with this name or credit code already.")
            )
