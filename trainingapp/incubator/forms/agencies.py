"""What is looked for in the list of agencies, and what is said of one."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, NumberRange, Optional, Regexp

from trainingapp.incubator import wording
from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.documents import check_day
from trainingapp.incubator.forms.numbers import DecimalField
from trainingapp.incubator.forms.registry import boxes
from trainingapp.incubator.models import Agency
from trainingapp.incubator.registry_wording import CODE_FINDINGS
from trainingapp.rules.incubation.credit_code import CodeFinding, judge_code, tidy_code
from trainingapp.rules.incubation.words import AgencyKind
from trainingapp.web.forms import BaseForm

# Registered items: once registered they change by an approved change only (条例 art. 15).
REGISTERED_ITEMS = ("name", "address", "scope", "start_capital")
PLAIN = ("short_name", "purpose", "area_code", "phone", "email")


class AgencyFilterForm(BaseForm):
    """What somebody looks for. Wrong words of an address find nothing and break nothing."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name or credit code"), [Optional(), Length(max=60)])
    kind = SelectField(_("Kind of agency"), [Optional()])
    status = SelectField(_("How far registered"), [Optional()])
    field = SelectField(_("Field of service"), [Optional()])
    base = SelectField(_("Base"), [Optional()], choices=[], coerce=number_or_none)
    area = StringField(_("Code of the area"), [Optional(), Regexp(r"[0-9]{2,12}\Z")])
    resident = BooleanField(_("Only those in the base now"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _fill(self.kind, wording.AGENCY_KINDS, _("Any kind"))
        _fill(self.status, wording.AGENCY_STATUSES, _("Any status"))
        _fill(self.field, wording.FIELDS, _("Any field"))

    def offer_bases(self, bases: list[tuple[int, str]]) -> None:
        """The bases of the reader."""
        self.base.choices = [SelectChoice("", _("Any base"))]
        self.base.choices += [SelectChoice(str(number), name) for number, name in bases]


class AgencyForm(BaseForm):
    """What an agency is. Registered items are asked for until it is registered."""

    name = StringField(_("Name of the agency"), [DataRequired(), Length(max=120)])
    short_name = StringField(_("Short name"), [Optional(), Length(max=40)])
    kind = SelectField(_("Kind of agency"), [DataRequired()])
    status = SelectField(_("How far registered"), [DataRequired()])
    route = SelectField(_("Way of registration"), [Optional()])
    credit_code = StringField(
        _("Unified social credit code"),
        [Optional(), Length(max=40)],  # as printed, with blanks
        description=_("18 characters, as printed on the certificate."),
    )
    is_as_printed = BooleanField(_("I compared it: the code is printed like this"))
    registered_on = DateField(_("Registered or put on file on"), [Optional(), check_day])
    start_capital = DecimalField(
        _("Start capital in yuan"), [Optional(), NumberRange(0, 999_999_999_999)], places=2
    )
    fields = boxes(_("Fields of service"))
    purpose = TextAreaField(_("Purpose of the agency"), [Optional(), Length(max=2000)])
    scope = TextAreaField(_("Scope of business"), [Optional(), Length(max=2000)])
    area_code = StringField(
        _("Code of the area"),
        [Optional(), Regexp(r"[0-9]{6}([0-9]{6})?\Z", message=_("6 or 12 digits."))],
        description=_(
            "The statistical code of the county, 6 digits: rules of the place follow it."
        ),
    )
    address = StringField(_("Address"), [Optional(), Length(max=200)])
    phone = StringField(_("Telephone"), [Optional(), Length(max=40)])
    email = StringField(_("E-mail"), [Optional(), Email(), Length(max=254)])

    def __init__(self, agency: Agency, *, is_office: bool = False) -> None:
        super().__init__(obj=agency)
        self.is_office = is_office
        self.is_registered = agency.registered_on is not None
        _fill(self.kind, wording.AGENCY_KINDS)
        _fill(self.status, wording.AGENCY_STATUSES)
        _fill(self.route, wording.ROUTES, _("not decided yet"))
        _fill(self.fields, wording.FIELDS)
        if self.is_registered:
            for name in REGISTERED_ITEMS:
                del self[name]

    def is_sound(self) -> bool:
        """Whether the code may stand, and the registration: only the base takes that back.

        A slip of the pen is shown once; what is printed so is kept with a warning.
        """
        if self.is_registered and not self.is_office and self.registered_on.data is None:
            told = gettext("Only the base takes the day of registration back.")
            self.registered_on.errors = [*self.registered_on.errors, told]
            return False
        code = tidy_code(self.credit_code.data or "")
        finding = judge_code(code, AgencyKind(self.kind.data)) if code else CodeFinding.SOUND
        is_wrong = finding in {CodeFinding.MALFORMED, CodeFinding.WRONG_CHECK}
        if is_wrong and not (self.is_as_printed.data and len(code) <= 18):
            told = gettext("Tick the box below when it is printed like this.")
            self.credit_code.errors = [*self.credit_code.errors, f"{CODE_FINDINGS[finding]} {told}"]
            return False
        return True

    def said(self) -> dict[str, Any]:
        """What was typed, as columns of the agency."""
        values: dict[str, Any] = {name: self[name].data or "" for name in PLAIN}
        values |= {
            "kind": self.kind.data,
            "status": self.status.data,
            "route": self.route.data or None,
            "credit_code": tidy_code(self.credit_code.data or "") or None,
            "registered_on": self.registered_on.data,
            "fields": list(self.fields.data or []),
        }
        for name in REGISTERED_ITEMS:
            if name in self:
                value = self[name].data
                values[name] = value if name == "start_capital" else value or ""
        return values


def _fill(field: Any, words: Any, first: Any = None) -> None:
    field.choices = [SelectChoice("", first)] if first is not None else []
    field.choices += [SelectChoice(str(value), text) for value, text in words.items()]
