"""What is written down of decisions, objections and appeals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext as _
from wtforms import DateField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from trainingapp.accounts.models import User
from trainingapp.incubator.forms.cases import number_or_none
from trainingapp.incubator.forms.reviewing import LONG, checks_field
from trainingapp.incubator.review_words import RESULTS
from trainingapp.rules.incubation.deciding import RESULTS as RESULTS_OF, Round
from trainingapp.web.forms import BaseForm

MOST_NAMES = 20


class DeterminationForm(BaseForm):
    """A decision; the minutes come as a file beside the form."""

    result = RadioField(_("How it was decided"), [InputRequired(_("Choose how it was decided."))])
    body = StringField(
        _("Who decided"),
        [DataRequired(_("Name the body that decided.")), Length(max=120)],
        description=_("The leading group, the committee or the authority."),
    )
    decided_on = DateField(_("Day of the decision"), [InputRequired(_("Enter a date."))])
    people = checks_field(_("Members with an account"))
    others = TextAreaField(
        _("Other members"),
        [Length(max=LONG)],
        description=_("One name in each line. Who reviewed the case cannot be among them."),
    )
    reasons = TextAreaField(
        _("Reasons of the decision"),
        [DataRequired(_("Give the reasons.")), Length(max=LONG)],
        description=_("The applicant reads them, with the points of each criterion."),
    )

    def __init__(
        self, round_: Round, people: Sequence[User], *, today: date, **values: Any
    ) -> None:
        super().__init__(**values)
        self.today = today
        self.result.choices = [
            SelectChoice(str(one), RESULTS[one][0]) for one in RESULTS_OF[round_]
        ]
        self.people.choices = [(str(one.id), one.display_name) for one in people]

    def validate_decided_on(self, field: DateField) -> None:
        """It has been decided."""
        if field.data is not None and not 0 <= (self.today - field.data).days <= 366:
            raise ValidationError(gettext("Enter the day of the decision, within the last year."))

    def names(self) -> list[str]:
        """The members without an account."""
        lines = (line.strip() for line in (self.others.data or "").splitlines())
        return [line for line in lines if line]

    def user_ids(self) -> list[int]:
        """The members with an account."""
        return [one for one in map(number_or_none, self.people.data or ()) if one is not None]

    def validate_others(self, _field: TextAreaField) -> None:
        """Somebody decided, and names are names."""
        names = self.names()
        if len(names) > MOST_NAMES or any(len(name) > 60 for name in names):
            raise ValidationError(gettext("One name of at most 60 letters in each line."))
        if not names and not self.people.data:
            raise ValidationError(gettext("Name at least one person who decided."))


class ObjectionForm(BaseForm):
    """Why somebody objects against an admission."""

    text = TextAreaField(
        _("Your objection"),
        [DataRequired(_("Say what you object to.")), Length(max=LONG)],
        description=_(
            "Facts and where they can be seen. Only the base and its authority learn who you are."
        ),
    )


class SettlementForm(BaseForm):
    """How an objection or an appeal came out."""

    outcome = RadioField(
        _("How it came out"),
        [InputRequired(_("Choose one."))],
        choices=[
            SelectChoice("upheld", _("Upheld: the decision does not stand")),
            SelectChoice("refused", _("Not upheld: the decision stands")),
        ],
    )
    answer = TextAreaField(
        _("What was found, and why"), [DataRequired(_("Give the reasons.")), Length(max=LONG)]
    )


class AppealForm(BaseForm):
    """Why an applicant disagrees."""

    appeal = TextAreaField(
        _("Why you disagree"), [DataRequired(_("Say why you disagree.")), Length(max=LONG)]
    )
