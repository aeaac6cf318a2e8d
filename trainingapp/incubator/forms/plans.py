"""What is typed about plans and tasks."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _, lazy_pgettext as pgettext
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from trainingapp.incubator.forms.residing import LONG, NEEDED, DocumentsForm, SheetForm
from trainingapp.incubator.plan_files import newest_maturity
from trainingapp.incubator.residence_wording import domain_name
from trainingapp.incubator.wording import ACTORS
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.forms import BaseForm

DOERS = (Actor.AGENCY, Actor.OFFICER, Actor.HEAD, Actor.FINANCE)


class ItemForm(SheetForm):
    """Something more for a plan."""

    title = StringField(pgettext("residence", "What is to be done"), [NEEDED, Length(max=200)])
    owner = SelectField(
        pgettext("residence", "Who does it"),
        choices=[SelectChoice(str(one), ACTORS[one]) for one in DOERS],
    )
    due_on = DateField(pgettext("residence", "Due by"), [Optional()])
    domain = SelectField(pgettext("residence", "Domain"), [Optional()])
    needs_evidence = BooleanField(pgettext("residence", "Needs evidence"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        codes = [domain.code for domain in newest_maturity().domains]
        none = SelectChoice("", pgettext("residence", "none"))
        self.domain.choices = [none, *(SelectChoice(code, domain_name(code)) for code in codes)]

    def is_in_order(self) -> bool:
        """Nothing new is due already."""
        return self.is_ahead("due_on")


class EvidenceForm(DocumentsForm):
    """What was done, and what shows it."""

    note = TextAreaField(
        pgettext("residence", "What was done, and what shows it"), [Optional(), Length(max=LONG)]
    )


class VerdictForm(BaseForm):
    """Accepted, or returned with what is missing."""

    verdict = RadioField(
        pgettext("residence", "What do you say?"),
        [DataRequired(_("Please choose from what is offered."))],
        choices=[
            SelectChoice("accept", pgettext("residence", "Accept it")),
            SelectChoice("return", pgettext("residence", "Return it")),
        ],
    )
    answer = TextAreaField(
        pgettext("residence", "What is missing, or what was good"), [Optional(), Length(max=LONG)]
    )

    @property
    def is_accepted(self) -> bool:
        """Whether it is good enough."""
        return bool(self.verdict.data == "accept")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever returns something says what is missing."""
        if not super().validate(extra_validators):
            return False
        if not self.is_accepted and not self.answer.data:
            self.answer.errors = [_("Say what is missing, so that it can be put right.")]
            return False
        return True


class TaskForm(SheetForm):
    """A task that somebody writes down."""

    text = StringField(pgettext("residence", "What is to be done"), [NEEDED, Length(max=300)])
    owner = SelectField(
        pgettext("residence", "Who does it"),
        choices=[SelectChoice(str(one), ACTORS[one]) for one in DOERS],
    )
    due_on = DateField(pgettext("residence", "Due by"), [Optional()])

    def is_in_order(self) -> bool:
        """Nothing new is due already."""
        return self.is_ahead("due_on")
