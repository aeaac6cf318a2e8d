"""Forms of administrators: people, roles, organisations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from trainingapp.accounts import queries
from trainingapp.accounts.forms.fields import (
    check_email,
    check_mobile,
    choices_of,
    or_none,
    required,
)
from trainingapp.accounts.labels import FIELDS, KINDS, PROVINCES, ROLES
from trainingapp.accounts.models import Organisation, OrganisationKind
from trainingapp.rules.identity import is_credit_code
from trainingapp.rules.permissions import Role
from trainingapp.web.forms import BaseForm

GRANTABLE = {role: label for role, label in ROLES.items() if role is not Role.CANDIDATE}


class UserSearchForm(BaseForm):
    """Finding people."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name, e-mail or mobile number"), [Optional(), Length(max=100)])
    role = SelectField(
        _("Role"),
        [Optional()],
        choices=choices_of(GRANTABLE, none=_("All roles")),
    )


class NewUserForm(BaseForm):
    """An account made for somebody, with a temporary password."""

    display_name = StringField(_("Full name"), required(Length(max=60)))
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
        choices=choices_of({**GRANTABLE, Role.CANDIDATE: ROLES[Role.CANDIDATE]}),
        description=_(
            "A candidate of an organisation is one of its staff: it may enter them in classes."
        ),
    )
    organisation_id = SelectField(_("Where"), [Optional()])

    def validate_role(self, field: SelectField) -> None:
        """Everybody is a candidate of the site."""
        if field.data == Role.CANDIDATE and not self.organisation_id.data:
            raise ValidationError(
                _("Everybody is a candidate already; this role need not be given.")
            )

    def offer_organisations(self, organisations: Sequence[Organisation]) -> None:
        """The whole site, and every organisation by name."""
        self.organisation_id.choices = [
            SelectChoice("", _("Whole site")),
            *(
                SelectChoice(str(one.id), f"{one.name} · {KINDS[one.kind]}")
                for one in organisations
            ),
        ]


class RevealForm(BaseForm):
    """Why a masked field has to be seen."""

    field = SelectField(
        _("What"),
        required(),
        choices=choices_of(FIELDS),
    )
    reason = TextAreaField(_("Reason"), required(Length(min=5, max=300)))


class OrganisationSearchForm(BaseForm):
    """Finding organisations."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name or credit code"), [Optional(), Length(max=100)])
    kind = SelectField(
        _("Kind of organisation"),
        [Optional()],
        choices=choices_of(KINDS, none=_("All kinds")),
    )


class OrganisationForm(BaseForm):
    """An organisation."""

    kind = SelectField(_("Kind of organisation"), required(), choices=choices_of(KINDS))
    name = StringField(_("Full name, as registered"), required(Length(max=120)))
    credit_code = StringField(_("Unified social credit code"), [Optional(), Length(max=30)])
    region = SelectField(
        _("Region"), [Optional()], choices=choices_of(PROVINCES, none=_("Not stated"))
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
