"""Forms of the office: providers, whose ledger is looked for, corrections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from trainingapp.accounts.models import Organisation
from trainingapp.education.forms.dates import check_dates
from trainingapp.education.models import CeProvider
from trainingapp.education.plans import ProviderPlan
from trainingapp.education.queries.rules import find_provider
from trainingapp.education.wording import JURISDICTIONS
from trainingapp.rules.education import MOST_MINUTES
from trainingapp.web.forms import BaseForm


class ProviderForm(BaseForm):
    """An organisation that may grant continuing education."""

    name = StringField(_("Name"), [DataRequired(), Length(max=120)])
    organisation = SelectField(_("Organisation on this site"), [Optional()])
    jurisdiction = SelectField(
        _("Where it counts"),
        choices=[SelectChoice(code, name) for code, name in JURISDICTIONS.items()],
    )
    recognised_by = StringField(_("Recognised by"), [DataRequired(), Length(max=120)])
    document = StringField(
        _("Document"),
        [DataRequired(), Length(max=200)],
        description=_("Number, title and day of the recognition. Nothing that nobody has seen."),
    )
    is_verified = BooleanField(_("I have read the document that it names"))
    valid_from = DateField(_("From"), [InputRequired(_("Enter a date."))])
    valid_to = DateField(_("Until"), [Optional()])

    def __init__(self, provider: CeProvider | None = None, **options: Any) -> None:
        self.provider = provider
        super().__init__(data=_values(provider) if provider else None, **options)

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """Let it be one of the organisations of this site, or none."""
        self.organisation.choices = [
            SelectChoice("", _("None of them")),
            *(SelectChoice(str(one.id), one.name) for one in organisations),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: the dates are in order, and no other provider has the name."""
        is_valid = super().validate(extra_validators)
        is_valid = check_dates(self.valid_from, self.valid_to) and is_valid
        other = find_provider(self.name.data or "")
        if other is not None and (self.provider is None or other.id != self.provider.id):
            self.name.errors = [*self.name.errors, gettext("There is a provider of this name.")]
            return False
        return is_valid

    def plan(self) -> ProviderPlan:
        """The valid form."""
        return ProviderPlan(
            name=self.name.data,
            organisation_id=int(self.organisation.data) if self.organisation.data else None,
            jurisdiction=self.jurisdiction.data,
            recognised_by=self.recognised_by.data,
            document=self.document.data,
            is_verified=self.is_verified.data,
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
        )


def _values(provider: CeProvider) -> dict[str, object]:
    names = ("name", "jurisdiction", "recognised_by", "document", "is_verified")
    dates = ("valid_from", "valid_to")
    values = {name: getattr(provider, name) for name in (*names, *dates)}
    return {**values, "organisation": str(provider.organisation_id or "")}


class PersonSearchForm(BaseForm):
    """Whose ledger is looked for."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_("Name, e-mail or mobile number"), [Optional(), Length(max=100)])


class CorrectionForm(BaseForm):
    """How many minutes an entry counts less, or more again, and why."""

    way = RadioField(
        _("Correction"),
        choices=[
            SelectChoice("take", _("Take minutes away")),
            SelectChoice("give", _("Give minutes back")),
        ],
        default="take",
    )
    minutes = IntegerField(
        _("Minutes"),
        [InputRequired(_("Enter the minutes.")), NumberRange(min=1, max=MOST_MINUTES)],
    )
    reason = TextAreaField(
        _("Reason"),
        [DataRequired(), Length(max=500)],
        description=_("The person reads it in their record."),
    )
    seen = HiddenField()  # how many corrections the page has shown

    def seen_count(self) -> int | None:
        """How many corrections the officer has seen; None when the form does not say."""
        typed = self.seen.data or ""
        return int(typed) if re.fullmatch(r"[0-9]{1,6}", typed) else None

    def signed_minutes(self) -> int:
        """Less than 0 takes away."""
        minutes = int(self.minutes.data or 0)
        return -minutes if self.way.data == "take" else minutes
